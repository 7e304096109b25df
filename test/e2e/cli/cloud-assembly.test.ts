import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { type Outcome, run } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { runPoolgate, temporaryDirectory } from '../../support/server.ts'

const poolgate = (...args: string[]): Promise<Outcome> => run(process.execPath, ['bin/poolgate.js', ...args])

/** What the CDK makes of the fixture's app, in a folder of its own. */
async function synthesize(): Promise<string> {
  const directory = join(temporaryDirectory(), 'cdk.out')
  const context = JSON.stringify({ backend: 'http://127.0.0.1:9', bootstrapped: true })
  const made = await run(process.execPath, ['test/fixtures/cdk-app/app.mjs'], {
    CDK_OUTDIR: directory,
    CDK_CONTEXT_JSON: context,
  })
  assert.equal(made.code, 0, made.stderr)
  return directory
}

/** Two stacks, the first of which needs the second, a file in a bucket and a bootstrapped environment. */
function writeAssembly(directory: string, environment: string): void {
  const bootstrap = { requiresBootstrapStackVersion: 6, bootstrapStackVersionSsmParameter: '/cdk-bootstrap/x/version' }
  const stack = (name: string, more: object) => ({
    type: 'aws:cloudformation:stack',
    environment,
    properties: { templateFile: `${name}.template.json`, ...bootstrap },
    ...more,
  })
  const artifacts = {
    api: stack('api', { dependencies: ['users', 'api.assets'] }),
    users: stack('users', { properties: { templateFile: 'users.template.json', tags: { team: 'pets' } } }),
    'api.assets': { type: 'cdk:asset-manifest', properties: { file: 'api.assets.json' } },
  }
  const destination = { bucketName: 'assets-${AWS::AccountId}-${AWS::Region}', objectKey: 'api.yaml' }
  const assets = {
    files: {
      a: { source: { path: 'openapi.yaml', packaging: 'file' }, destinations: { here: destination } },
      b: { displayName: 'Handler/Code', source: { path: 'asset.b', packaging: 'zip' }, destinations: {} },
    },
  }
  const api = {
    Parameters: {
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version' },
    },
    Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'pets', ProtocolType: 'HTTP' } } },
    Outputs: { PoolId: { Value: { 'Fn::ImportValue': 'pool' } } },
  }
  const users = {
    Resources: { Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: 'pets' } } },
    Outputs: { PoolId: { Value: { Ref: 'Pool' }, Export: { Name: 'pool' } } },
  }
  mkdirSync(directory, { recursive: true })
  const write = (name: string, document: object) => writeFileSync(join(directory, name), JSON.stringify(document))
  write('manifest.json', { version: '55.0.0', artifacts })
  write('api.assets.json', assets)
  write('api.template.json', api)
  write('users.template.json', users)
  writeFileSync(join(directory, 'openapi.yaml'), 'openapi: 3.0.1\n')
}

async function up(t: TestContext, ...args: string[]) {
  const program = runPoolgate(['up', ...args, '--port', '0', '--data-dir', join(temporaryDirectory(), 'data')])
  t.after(() => program.stop())
  await program.line(/^Requests:/)
  const [, url = ''] = /(http:\/\/localhost:\d+)/.exec(await program.line(/^ +endpoint /)) ?? []
  const endpoint = url.replace('localhost', '127.0.0.1')
  const clients = sdkClients(endpoint)
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true })
  t.after(() => {
    clients.close()
    s3.destroy()
  })
  return { program, clients, s3, port: new URL(url).port }
}

describe('poolgate up cdk.out', () => {
  it('deploys what the CDK has made, and again when it is made anew', async (t) => {
    const directory = await synthesize()
    const { program } = await up(t, directory)
    await program.line(/^stack pets is CREATE_COMPLETE/)
    const template = join(directory, 'pets.template.json')
    writeFileSync(template, readFileSync(template, 'utf8').replace('"MinimumLength": 8', '"MinimumLength": 10'))
    await program.line(/^stack pets is UPDATE_COMPLETE/)
  })

  it('deploys stacks after those that they depend on, with their assets, tags and bootstrap', async (t) => {
    const directory = join(temporaryDirectory(), 'cdk.out')
    writeAssembly(directory, 'aws://unknown-account/unknown-region')
    const { program, clients, s3, port } = await up(t, directory)
    await program.line(/^not uploaded, since functions run where .*: Handler\/Code$/)
    await program.line(/^ +output api\.PoolId +us-east-1_/)
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: 'users' }))
    assert.deepEqual(Stacks?.[0]?.Tags, [{ Key: 'team', Value: 'pets' }])
    const asset = { Bucket: 'assets-000000000000-us-east-1', Key: 'api.yaml' }
    const { Body } = await s3.send(new GetObjectCommand(asset))
    assert.equal(await Body?.transformToString(), 'openapi: 3.0.1\n')
    const diff = await poolgate('diff', directory, '--port', port)
    assert.deepEqual(diff, { code: 0, stdout: 'stack users:\n  no changes\nstack api:\n  no changes\n', stderr: '' })
    const down = await poolgate('down', directory, '--port', port)
    assert.deepEqual(down, { code: 0, stdout: 'stack api is deleted\nstack users is deleted\n', stderr: '' })
  })

  it('deploys one stack, and only what that needs', async (t) => {
    const directory = join(temporaryDirectory(), 'cdk.out')
    writeAssembly(directory, 'aws://111122223333/us-east-1')
    const { program } = await up(t, directory, '--stack', 'users')
    await program.line(/^stack users is CREATE_COMPLETE/)
    assert.equal(
      program.lines.some((line) => line.startsWith('stack api')),
      false,
    )
  })

  it('refuses a stack of another region, one that is not there, and a parameter that none has', async () => {
    const directory = join(temporaryDirectory(), 'cdk.out')
    writeAssembly(directory, 'aws://111122223333/eu-west-1')
    const dataDir = join(temporaryDirectory(), 'data')
    const refusal = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await poolgate('up', directory, '--port', '0', '--data-dir', dataDir, ...args)
      assert.notEqual(code, 0)
      return stderr
    }
    assert.match(await refusal(), /stack users is for eu-west-1: start the server with --region eu-west-1/)
    assert.match(await refusal('--stack', 'shop'), /cdk\.out has no stack shop/)
    assert.match(await refusal('--parameter', 'Size=1'), /no stack of .*cdk\.out has the parameter Size/)
    assert.match(await refusal('--stack-name', 'other'), /--stack-name is for a template/)
  })
})
