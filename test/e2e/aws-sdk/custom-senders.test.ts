import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { buildDecrypt, CommitmentPolicy, KmsKeyringNode } from '@aws-crypto/client-node'
import {
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  type DecryptCommandInput,
  DescribeKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

/** As the developer guide's "Custom email sender Lambda trigger" builds it. */
const { decrypt } = buildDecrypt(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT)

/** What a keyring needs of KMS to decrypt: its types are narrower than those of the SDK. */
function decryptingWith(kms: KMSClient) {
  const unused = async () => assert.fail('only decrypts')
  return {
    encrypt: unused,
    generateDataKey: unused,
    decrypt: async (input: DecryptCommandInput) => {
      const { KeyId = '', Plaintext = new Uint8Array() } = await kms.send(new DecryptCommand(input))
      return { KeyId, Plaintext }
    },
  }
}

describe('functions that send the messages of user pools, through the AWS SDK', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let kms: KMSClient
  const sent = Promise.withResolvers<{ readonly triggerSource: string; readonly request: { readonly code: string } }>()

  const lambda = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      sent.resolve(JSON.parse(body))
      response.end('null')
    })
  })

  before(async () => {
    await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`
    server = await startServer({ args: ['--lambda-endpoint', url] })
    clients = sdkClients(server.url)
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    kms = new KMSClient({ endpoint: server.url, region: 'us-east-1', credentials })
  })
  after(async () => {
    kms.destroy()
    clients.close()
    await server.stop()
    lambda.close()
  })

  it('are told codes that the AWS Encryption SDK decrypts', async () => {
    const { Arn = '', KeyId } = (await kms.send(new CreateKeyCommand({}))).KeyMetadata ?? {}
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/codes', TargetKeyId: KeyId }))
    const described = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/codes' }))
    assert.equal(described.KeyMetadata?.Arn, Arn)

    const LambdaArn = 'arn:aws:lambda:us-east-1:000000000000:function:sends'
    const LambdaConfig = { CustomEmailSender: { LambdaVersion: 'V1_0', LambdaArn }, KMSKeyID: Arn } as const
    const { UserPool } = await clients.cognito.send(
      new CreateUserPoolCommand({ PoolName: 'customers', AutoVerifiedAttributes: ['email'], LambdaConfig }),
    )
    const { UserPoolClient } = await clients.cognito.send(
      new CreateUserPoolClientCommand({ UserPoolId: UserPool?.Id, ClientName: 'web' }),
    )
    const user = { ClientId: UserPoolClient?.ClientId, Username: 'ada' }
    const UserAttributes = [{ Name: 'email', Value: 'ada@example.com' }]
    await clients.cognito.send(new SignUpCommand({ ...user, Password: 'Passw0rd!', UserAttributes }))

    const { triggerSource, request } = await sent.promise
    assert.equal(triggerSource, 'CustomEmailSender_SignUp')
    const keyring = new KmsKeyringNode({ generatorKeyId: Arn, clientProvider: () => decryptingWith(kms) })
    const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(request.code, 'base64'))
    assert.match(plaintext.toString(), /^\d{6}$/)
    assert.equal(messageHeader.encryptionContext['userpool-id'], UserPool?.Id)
    await clients.cognito.send(new ConfirmSignUpCommand({ ...user, ConfirmationCode: plaintext.toString() }))
  })
})
