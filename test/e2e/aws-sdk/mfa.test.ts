import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  AssociateSoftwareTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createPoolWithClient } from '../../support/sdk.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'
import { totp } from '../../support/totp-client.ts'

const Username = 'jane@example.com'
const Password = 'S3cure!!'

describe('sign-in with an authenticator app, through the AWS SDK', () => {
  const poolgate = serverWithClients()
  let UserPoolId: string
  let ClientId: string
  let secret: string

  before(async () => {
    const { cognito } = poolgate
    ;({ UserPoolId, ClientId } = await createPoolWithClient(
      cognito,
      { UsernameAttributes: ['email'] },
      {
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      },
    ))
    await cognito.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId,
        MfaConfiguration: 'ON',
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    )
    await cognito.send(new SignUpCommand({ ClientId, Username, Password }))
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
  })

  const signIn = () =>
    poolgate.cognito.send(
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
    poolgate.cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: Username, ...responses },
      }),
    )

  it('has the user set the app up at the first sign-in', async () => {
    const { cognito } = poolgate
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
    assert.ok(!poolgate.lines.some((line) => line.includes(Password) || line.includes(secret)))
  })
})
