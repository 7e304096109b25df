import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { IAM } from '@aws-sdk/client-iam'
import { STS } from '@aws-sdk/client-sts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

let server: SpawnedServer
before(async () => {
  server = await startServer({ args: ['--production'] })
})
after(() => server.stop())

function optionsFor(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) {
  return { endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 }
}

it('A user of a production server assumes a role and does what the role may, through the AWS SDK', async () => {
  const file = readFileSync(join(server.dataDir, 'root-credentials'), 'utf8')
  const [, accessKeyId = '', secretAccessKey = ''] = /_key_id = (\S+)\naws_secret_access_key = (\S+)\n/.exec(file) ?? []
  const root = new IAM(optionsFor({ accessKeyId, secretAccessKey }))
  const policy = (Action: string, more: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, ...more }] })
  const RoleName = 'pools'
  const AssumeRolePolicyDocument = policy('sts:AssumeRole', { Principal: { AWS: 'arn:aws:iam::000000000000:root' } })
  const { Role } = await root.createRole({ RoleName, AssumeRolePolicyDocument })
  const PolicyDocument = policy('cognito-idp:*', { Resource: '*' })
  await root.putRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument })
  await root.createUser({ UserName: 'jane' })
  const mayAssume = policy('sts:AssumeRole', { Resource: Role?.Arn })
  await root.putUserPolicy({ UserName: 'jane', PolicyName: 'p', PolicyDocument: mayAssume })
  const { AccessKey } = await root.createAccessKey({ UserName: 'jane' })

  const jane = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  const own = new CognitoIdentityProvider(optionsFor(jane))
  await assert.rejects(own.createUserPool({ PoolName: 'pets' }), { name: 'AccessDeniedException' })
  const { Credentials } = await new STS(optionsFor(jane)).assumeRole({ RoleArn: Role?.Arn, RoleSessionName: 'jane' })
  assert.ok(Credentials)
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials
  const session = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
  const { UserPool } = await new CognitoIdentityProvider(optionsFor(session)).createUserPool({ PoolName: 'pets' })
  assert.equal(UserPool?.Name, 'pets')
  const { Arn } = await new STS(optionsFor(session)).getCallerIdentity()
  assert.equal(Arn, 'arn:aws:sts::000000000000:assumed-role/pools/jane')
  assert.ok(!server.lines.some((line) => line.includes(SecretAccessKey) || line.includes(SessionToken)))

  const passing = (await new STS(optionsFor(jane)).getSessionToken()).Credentials
  const janesSession = {
    accessKeyId: passing?.AccessKeyId ?? '',
    secretAccessKey: passing?.SecretAccessKey ?? '',
    sessionToken: passing?.SessionToken ?? '',
  }
  const who = await new STS(optionsFor(janesSession)).getCallerIdentity()
  assert.equal(who.Arn, 'arn:aws:iam::000000000000:user/jane')
  await assert.rejects(new IAM(optionsFor(janesSession)).listUsers(), { name: 'InvalidClientTokenId' })
})
