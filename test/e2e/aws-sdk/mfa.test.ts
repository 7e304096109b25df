import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  AssociateSoftwareTokenCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'
import { totp } from '../../support/totp-client.ts'

const Username = 'jane@example.com'
const Password = 'S3cure!!'

describe('sign-in with an authenticator app, through the AWS SDK', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let UserPoolId: string
  let ClientId: string
  let secret: string

  before(async () => {
    server = await startServer()
    clients = sdkClients(server.url)
    const { cognito } = clients
    const { UserPool: pool } = await cognito.send(
      new CreateUserPoolCommand({ PoolName: 'customers', UsernameAttributes: ['email'] }),
    )
    UserPoolId = pool!.Id!
    await cognito.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId,
        MfaConfiguration: 'ON',
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    )
    const { UserPoolClient: client } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'web',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    )
    ClientId = client!.ClientId!
    await cognito.send(new SignUpCommand({ ClientId, Username, Password }))
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
  })
  after(async () => {
    clients.close()
    await server.stop()
  })

  const signIn = () =>
    clients.cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
      }),
    )
  const respond = (
    ChallengeName: 'MFA_SETUP' | 'SOFTWARE_TOKEN_MFA',
    Session: string | undefined,
    responses: Record<string, string> = {},
  ) =>
    clients.cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: Username, ...responses },
      }),
    )

  it('has the user set the app up at the first sign-in', async () => {
    const { cognito } = clients
    const asked = await signIn()
    assert.equal(asked.ChallengeName, 'MFA_SETUP')
    const associated = await cognito.send(new AssociateSoftwareTokenCommand({ Session: asked.Session }))
    secret = associated.SecretCode!
    const verified = await cognito.send(
      new VerifySoftwareTokenCommand({ Session: associated.Session, UserCode: totp(secret, new Date()) }),
    )
    assert.equal(verified.Status, 'SUCCESS')
    assert.ok((await respond('MFA_SETUP', verified.Session)).AuthenticationResult?.AccessToken)
    const user = await cognito.send(new AdminGetUserCommand({ UserPoolId, Username }))
    assert.deepEqual(user.UserMFASettingList, ['SOFTWARE_TOKEN_MFA'])
  })

  it('asks for a code ever after', async () => {
    const asked = await signIn()
    assert.equal(asked.ChallengeName, 'SOFTWARE_TOKEN_MFA')
    await assert.rejects(respond('SOFTWARE_TOKEN_MFA', asked.Session, { SOFTWARE_TOKEN_MFA_CODE: 'wrong!' }), {
      name: 'CodeMismatchException',
      message: 'Invalid code received for user',
    })
    // That of the next half minute, as the one of this is used.
    const code = totp(secret, new Date(Date.now() + 30_000))
    const answered = await respond('SOFTWARE_TOKEN_MFA', asked.Session, { SOFTWARE_TOKEN_MFA_CODE: code })
    assert.ok(answered.AuthenticationResult?.AccessToken)
  })

  it('logs neither the password nor the secret', () => {
    assert.ok(!server.lines.some((line) => line.includes(Password) || line.includes(secret)))
  })
})
