import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { cdkFor } from '../../support/cdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

let server: SpawnedServer
before(async () => {
  server = await startServer({ args: ['--production'] })
})
after(() => server.stop())

/** The CDK with a key, over TLS, since the bucket that it makes is closed to all else; it answers what the CDK said. */
function cdkWith(accessKeyId: string, secretAccessKey: string) {
  const client = cdkFor(
    { url: server.url.replace('http:', 'https:') },
    {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_CA_BUNDLE: join(server.dataDir, 'ca.pem'),
    },
  )
  const cdk = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await client.cdk(...args)
    assert.equal(code, 0, stdout + stderr)
    return stdout + stderr
  }
  return { cdk, directory: client.directory }
}

it('The AWS CDK deploys to a production server for a user who may do nothing but assume its roles', async () => {
  const file = readFileSync(join(server.dataDir, 'root-credentials'), 'utf8')
  const [, accessKeyId = '', secretAccessKey = ''] = /_key_id = (\S+)\naws_secret_access_key = (\S+)\n/.exec(file) ?? []
  await cdkWith(accessKeyId, secretAccessKey).cdk('bootstrap', 'aws://000000000000/us-east-1')
  const iam = new IAMClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
  })
  await iam.send(new CreateUserCommand({ UserName: 'jane' }))
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::000000000000:role/cdk-*' }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await iam.send(new PutUserPolicyCommand({ UserName: 'jane', PolicyName: 'cdk', PolicyDocument }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'jane' }))

  const { cdk, directory } = cdkWith(AccessKey?.AccessKeyId ?? '', AccessKey?.SecretAccessKey ?? '')
  const assembly = join(directory, 'assembly')
  const app = `${process.execPath} test/fixtures/cdk-app/app.mjs`
  const context = ['--context', 'backend=http://127.0.0.1:9', '--context', 'bootstrapped=true']
  await cdk('synth', '--app', app, ...context, '--output', assembly, '--quiet')
  const deployed = await cdk('deploy', '--app', assembly, '--require-approval', 'never')
  assert.match(deployed, /Published pets Template/)
  assert.doesNotMatch(deployed, /could not be used to assume/)
  const destroyed = await cdk('destroy', '--app', assembly, '--force')
  assert.match(destroyed, /pets: destroyed/)
})
