import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it } from 'node:test'
import {
  CreateChangeSetCommand,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  AssociateSoftwareTokenCommand,
  CreateIdentityProviderCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetSigningCertificateCommand,
  InitiateAuthCommand,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { systemRandom } from '../../../src/ports/random.ts'
import { createVault, markOf } from '../../../src/ports/vault.ts'
import { openKeys } from '../../../src/store/keyring.ts'
import { describeTables } from '../../../src/store/portable/describe-tables.ts'
import { run } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

/** Everything that poolgate seals for longer than a sign-in takes. */
async function sealSomethingEverywhere({ url }: SpawnedServer): Promise<void> {
  const { cognito, cloudFormation, close } = sdkClients(url)
  const UserPoolId = (await cognito.send(new CreateUserPoolCommand({ PoolName: 'p' }))).UserPool?.Id
  const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const, 'ALLOW_USER_SRP_AUTH' as const]
  const client = (more: object) =>
    cognito.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'c', ExplicitAuthFlows, ...more }))
  const ClientId = (await client({})).UserPoolClient?.ClientId
  await client({ GenerateSecret: true })
  const [Username, Password] = ['ada', 'Correct-horse-7']
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
  const AuthParameters = { USERNAME: Username, PASSWORD: Password }
  const signIn = new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters })
  const { AccessToken } = (await cognito.send(signIn)).AuthenticationResult ?? {}
  const mfa = { MfaConfiguration: 'OPTIONAL' as const, SoftwareTokenMfaConfiguration: { Enabled: true } }
  await cognito.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...mfa }))
  await cognito.send(new AssociateSoftwareTokenCommand({ AccessToken }))
  await cognito.send(new GetSigningCertificateCommand({ UserPoolId }))
  const endpoints = { authorize_url: 'https://a.example/a', token_url: 'https://a.example/t' }
  const more = { ...endpoints, attributes_url: 'https://a.example/u', jwks_uri: 'https://a.example/k' }
  const oidc = { client_id: 'i', client_secret: 's', authorize_scopes: 'openid', oidc_issuer: 'https://a.example' }
  await cognito.send(
    new CreateIdentityProviderCommand({
      UserPoolId,
      ProviderName: 'Corp',
      ProviderType: 'OIDC',
      ProviderDetails: { ...oidc, ...more, attributes_request_method: 'GET' },
    }),
  )
  const StackName = 's'
  const TemplateBody = `Parameters: { Secret: { Type: String, NoEcho: true } }
Resources: { Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: !Ref Secret } } }`
  const Parameters = [{ ParameterKey: 'Secret', ParameterValue: 'hidden' }]
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, Parameters }))
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 20, minDelay: 1 }, { StackName })
  const changed = [{ ParameterKey: 'Secret', ParameterValue: 'other' }]
  const change = { StackName, ChangeSetName: 'c', TemplateBody, Parameters: changed }
  await cloudFormation.send(new CreateChangeSetCommand(change))
  close()

  const config = { endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
  const iam = new IAMClient(config)
  await iam.send(new CreateUserCommand({ UserName: 'u' }))
  await iam.send(new CreateAccessKeyCommand({ UserName: 'u' }))
  iam.destroy()
  const s3 = new S3Client({ ...config, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k', Body: 'text' }))
  s3.destroy()
}

/** The columns in which something begins with the mark of the key that a directory's values are sealed with. */
function findSealed(dataDir: string, masterKey: string): { readonly key: Uint8Array; readonly columns: string[] } {
  const database = new DatabaseSync(join(dataDir, 'poolgate.db'), { readOnly: true })
  const ring = database.prepare(`SELECT value FROM installation WHERE name = 'keyring'`).get()?.['value']
  const keys = openKeys(String(ring), createVault(Buffer.from(masterKey, 'base64'), systemRandom))
  assert.ok(keys)
  const columns = findMarked(database, keys.sealing)
  database.close()
  return { key: keys.sealing, columns }
}

function findMarked(database: DatabaseSync, key: Uint8Array): string[] {
  const mark = markOf(key)
  const marks = [mark, mark.toString('base64'), mark.toString('base64url')]
  const found = describeTables().flatMap((table) =>
    database
      .prepare(`SELECT * FROM ${table.name}`)
      .all()
      .flatMap((row) =>
        Object.entries(row).flatMap(([column, value]) => {
          const bytes = Buffer.from(value instanceof Uint8Array ? value : String(value))
          return marks.some((one) => bytes.includes(one)) ? [`${table.name}.${column}`] : []
        }),
      ),
  )
  return [...new Set(found)].toSorted()
}

it('after a rotation nothing that poolgate ever seals is left under the earlier key, wherever it is kept', async (t) => {
  const server = await startServer()
  t.after(() => server.stop())
  const { dataDir } = server
  await sealSomethingEverywhere(server)
  const { key, columns } = findSealed(dataDir, readFileSync(join(dataDir, 'master.key'), 'utf8'))
  assert.deepEqual(columns, [
    'iam_access_keys.secret',
    'identity_providers.sealed_details',
    's3_objects.content',
    'signing_keys.sealed_private_key',
    'stack.document',
    'stack_change_set.document',
    'stack_resource.document',
    'user_pool_clients.secrets',
    'users.mfa',
    'users.sealed_srp_verifier',
  ])
  const rotated = await run(process.execPath, [
    'bin/poolgate.js',
    'keys',
    'rotate-master',
    '--port',
    String(server.port),
  ])
  assert.deepEqual([rotated.code, rotated.stderr], [0, ''])
  const after = findSealed(dataDir, readFileSync(join(dataDir, 'master.key'), 'utf8'))
  assert.deepEqual(after.columns, columns)
  const database = new DatabaseSync(join(dataDir, 'poolgate.db'), { readOnly: true })
  assert.deepEqual(findMarked(database, key), [])
  database.close()
})
