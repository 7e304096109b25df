import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CreateStackCommand, DescribeStacksCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation'
import { DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider'
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  paginateListSecrets,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

describe('secrets, through the AWS SDK', () => {
  let server: SpawnedServer
  let secrets: SecretsManagerClient
  let kms: KMSClient
  before(async () => {
    server = await startServer()
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const config = { endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts: 1 }
    secrets = new SecretsManagerClient(config)
    kms = new KMSClient(config)
  })
  after(async () => {
    secrets.destroy()
    kms.destroy()
    await server.stop()
  })

  it('are created, changed, read by version, deleted and restored', async () => {
    const SecretId = 'app/password'
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'correct-horse' }))
    assert.match(ARN ?? '', /^arn:aws:secretsmanager:eu-west-1:000000000000:secret:app\/password-\w{6}$/)
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretBinary: Buffer.from([0, 255]) }))
    const current = await secrets.send(new GetSecretValueCommand({ SecretId: ARN }))
    assert.deepEqual(
      [Buffer.from(current.SecretBinary ?? []), current.SecretString],
      [Buffer.from([0, 255]), undefined],
    )
    const previous = await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSPREVIOUS' }))
    assert.equal(previous.SecretString, 'correct-horse')
    await secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }))
    await assert.rejects(secrets.send(new GetSecretValueCommand({ SecretId })), {
      name: 'InvalidRequestException',
      message: "You can't perform this operation on the secret because it was marked for deletion.",
    })
    await secrets.send(new RestoreSecretCommand({ SecretId }))
    const { LastAccessedDate } = await secrets.send(new DescribeSecretCommand({ SecretId }))
    assert.equal((LastAccessedDate?.getTime() ?? 1) % 86_400_000, 0)
  })

  it('are told apart from those that are not there, in AWS`s form', async () => {
    await assert.rejects(secrets.send(new GetSecretValueCommand({ SecretId: 'none' })), {
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    })
    const authorization = `AWS4-HMAC-SHA256 Credential=a/20261122/eu-west-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`
    const headers = { authorization, 'x-amz-target': 'secretsmanager.GetSecretValue' }
    const response = await fetch(server.url, { method: 'POST', headers, body: '{"SecretId":"none"}' })
    assert.deepEqual(await response.json(), {
      __type: 'ResourceNotFoundException',
      Message: "Secrets Manager can't find the specified secret.",
    })
    await assert.rejects(secrets.send(new RotateSecretCommand({ SecretId: 'none' })), {
      name: 'NotImplementedException',
    })
  })

  it('are under keys of KMS, and read by nobody once those are disabled', async () => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
    const KmsKeyId = KeyMetadata?.KeyId
    await secrets.send(new CreateSecretCommand({ Name: 'keyed', SecretString: 'x', KmsKeyId }))
    const read = () => secrets.send(new BatchGetSecretValueCommand({ SecretIdList: ['keyed'] }))
    assert.equal((await read()).SecretValues?.[0]?.SecretString, 'x')
    await kms.send(new DisableKeyCommand({ KeyId: KmsKeyId }))
    assert.equal((await read()).Errors?.[0]?.ErrorCode, 'DecryptionFailure')
  })

  it('are made by templates, and read by them', async () => {
    const TemplateBody = `
Resources:
  Key: { Type: AWS::KMS::Key }
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties:
      KmsKeyId: !Ref Key
      GenerateSecretString:
        SecretStringTemplate: '{"issuer":"shop"}'
        GenerateStringKey: name
        ExcludePunctuation: true
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: { UserPoolName: !Sub '{{resolve:secretsmanager:\${Secret}:SecretString:name}}' }
Outputs: { Secret: { Value: !Ref Secret }, Pool: { Value: !Ref Pool } }
`
    const { cloudFormation, cognito, close } = sdkClients(server.url, 'eu-west-1')
    const StackName = 'shop'
    await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }))
    await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 60 }, { StackName })
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }))
    const [SecretId, UserPoolId] = (Stacks?.[0]?.Outputs ?? []).map(({ OutputValue }) => OutputValue)
    const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId }))
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }))
    assert.equal(SecretString, JSON.stringify({ issuer: 'shop', name: UserPool?.Name }))
    assert.match(UserPool?.Name ?? '', /^[A-Za-z0-9]{32}$/)
    close()
  })

  it('are listed page after page, and made up', async () => {
    for (const Name of ['list/a', 'list/b', 'list/c']) await secrets.send(new CreateSecretCommand({ Name }))
    const names: unknown[] = []
    const Filters = [{ Key: 'name' as const, Values: ['list/'] }]
    for await (const page of paginateListSecrets({ client: secrets, pageSize: 2 }, { Filters, SortOrder: 'asc' }))
      names.push(...(page.SecretList ?? []).map(({ Name }) => Name))
    assert.deepEqual(names, ['list/a', 'list/b', 'list/c'])
    const { RandomPassword } = await secrets.send(new GetRandomPasswordCommand({ PasswordLength: 40 }))
    assert.equal(RandomPassword?.length, 40)
  })

  it('are not in the database, its log, or the server`s own log', async () => {
    await secrets.send(new CreateSecretCommand({ Name: 'hidden', SecretString: 'hunter2-in-the-clear' }))
    const files = readdirSync(server.dataDir, { withFileTypes: true }).filter((file) => file.isFile())
    const texts = files.map(({ name }) => readFileSync(join(server.dataDir, name), 'latin1'))
    assert.ok(texts.some((text) => text.startsWith('SQLite format 3')))
    for (const text of [...texts, ...server.lines]) assert.ok(!text.includes('hunter2-in-the-clear'))
  })
})
