import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Outcome, run } from '../support/run.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from '../support/server.ts'

const outer = `
Resources:
  Users:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: users.yaml, Parameters: { Name: people } }
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !GetAtt Users.Outputs.Id, ClientName: web }
Outputs:
  Pool: { Value: !GetAtt Users.Outputs.Id }
`
const users = `
Parameters: { Name: { Type: String } }
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: !Ref Name, MfaConfiguration: 'OFF' } }
Outputs:
  Id: { Value: !Ref Pool }
`

describe('the AWS CLI with stacks in stacks', () => {
  let server: SpawnedServer
  before(async () => {
    server = await startServer()
  })
  after(() => server.stop())

  const aws = (...args: string[]): Promise<Outcome> =>
    run('aws', ['--output', 'text', ...args], {
      // `package` knows no --endpoint-url.
      AWS_ENDPOINT_URL: server.url,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_PAGER: '',
    })
  const succeed = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await aws(...args)
    assert.equal(code, 0, stderr)
    return stdout.trim()
  }
  const cloudformation = (...args: string[]) => succeed('cloudformation', ...args)
  const describeStack = (name: string, query: string) =>
    cloudformation('describe-stacks', '--stack-name', name, '--query', `Stacks[0].${query}`)

  it('packages, deploys, changes, protects and deletes them', async () => {
    const directory = temporaryDirectory()
    const [from, to] = [join(directory, 'outer.yaml'), join(directory, 'packaged.yaml')]
    const deploy = async () => {
      await cloudformation('package', '--template-file', from, '--s3-bucket', 'assets', '--output-template-file', to)
      return aws('cloudformation', 'deploy', '--stack-name', 'shop', '--template-file', to)
    }
    writeFileSync(from, outer)
    writeFileSync(join(directory, 'users.yaml'), users)
    await succeed('s3api', 'create-bucket', '--bucket', 'assets')
    const deployed = await deploy()
    assert.equal(deployed.code, 0, deployed.stderr)

    const pool = await describeStack('shop', 'Outputs[0].OutputValue')
    const resource = ['describe-stack-resource', '--stack-name', 'shop', '--logical-resource-id', 'Users']
    const nested = await cloudformation(...resource, '--query', 'StackResourceDetail.PhysicalResourceId')
    assert.match(nested, /:stack\/shop-Users-/)
    assert.equal(await describeStack(nested, 'Outputs[0].OutputValue'), pool)
    assert.equal(await describeStack(nested, 'ParentId'), await describeStack('shop', 'StackId'))

    writeFileSync(join(directory, 'users.yaml'), users.replace("'OFF'", "'OFF', DeletionProtection: ACTIVE"))
    const changed = await deploy()
    assert.equal(changed.code, 0, changed.stderr)
    const describePool = ['describe-user-pool', '--user-pool-id', pool, '--query', 'UserPool.DeletionProtection']
    assert.equal(await succeed('cognito-idp', ...describePool), 'ACTIVE')

    const Statement = [{ Effect: 'Deny', Action: 'Update:*', Principal: '*', Resource: '*' }]
    const policy = JSON.stringify({ Statement })
    await cloudformation('set-stack-policy', '--stack-name', 'shop', '--stack-policy-body', policy)
    assert.equal(await cloudformation('get-stack-policy', '--stack-name', 'shop'), policy)
    writeFileSync(join(directory, 'users.yaml'), users)
    const denied = await deploy()
    assert.notEqual(denied.code, 0)
    const events = await cloudformation('describe-stack-events', '--stack-name', 'shop')
    assert.match(
      events,
      /Action denied by stack policy: Statement \[#1\] does not allow \[Update:\*\] for resource \[\*\];/,
    )

    await succeed('cognito-idp', 'update-user-pool', '--user-pool-id', pool, '--deletion-protection', 'INACTIVE')
    await cloudformation('delete-stack', '--stack-name', 'shop')
    await cloudformation('wait', 'stack-delete-complete', '--stack-name', 'shop')
    assert.equal(await describeStack(nested, 'StackStatus'), 'DELETE_COMPLETE')
  })
})
