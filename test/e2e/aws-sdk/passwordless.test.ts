import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  ConfirmSignUpCommand,
  GetUserAuthFactorsCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { run } from '../../support/run.ts'
import { createPoolWithClient } from '../../support/sdk.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'

const Username = 'jane@example.com'
const phoneNumber = '+15555550123'

describe('sign-in without a password, through the AWS SDK and the inbox', () => {
  const poolgate = serverWithClients()
  let UserPoolId: string
  let ClientId: string
  let AccessToken: string | undefined

  before(async () => {
    ;({ UserPoolId, ClientId } = await createPoolWithClient(
      poolgate.cognito,
      {
        UsernameAttributes: ['email'],
        AutoVerifiedAttributes: ['email'],
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] } },
      },
      { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] },
    ))
  })

  /** The code in the newest message to an address or number. */
  async function codeFor(to: string): Promise<string> {
    const arguments_ = ['bin/poolgate.js', 'inbox', '--data-dir', poolgate.dataDir, '--to', to, '--last']
    const { stdout } = await run(process.execPath, arguments_)
    return /\b\d{6,8}\b/.exec(stdout.split('\n\n').at(1) ?? '')?.[0] ?? ''
  }

  const begin = (parameters: Record<string, string> = {}, Session?: string) =>
    poolgate.cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_AUTH',
        AuthParameters: { USERNAME: Username, ...parameters },
        ...(Session !== undefined && { Session }),
      }),
    )
  const respond = (
    ChallengeName: 'SELECT_CHALLENGE' | 'EMAIL_OTP' | 'SMS_OTP' | 'SMS_MFA',
    Session: string | undefined,
    responses: Record<string, string>,
  ) =>
    poolgate.cognito.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME: Username, ...responses },
      }),
    )

  it('begins right after the sign-up', async () => {
    const { cognito } = poolgate
    const UserAttributes = [{ Name: 'phone_number', Value: phoneNumber }]
    const { Session } = await cognito.send(new SignUpCommand({ ClientId, Username, UserAttributes }))
    const ConfirmationCode = await codeFor(Username)
    const confirmed = await cognito.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode, Session }))
    const { AuthenticationResult } = await begin({}, confirmed.Session)
    assert.ok(AuthenticationResult?.AccessToken)
    const factors = await cognito.send(new GetUserAuthFactorsCommand({ AccessToken: AuthenticationResult.AccessToken }))
    assert.deepEqual(factors.ConfiguredUserAuthFactors, ['EMAIL_OTP', 'SMS_OTP'])
  })

  it('asks for a code by mail or by text message, as the user selects', async () => {
    const { AvailableChallenges, Session } = await begin()
    assert.deepEqual(AvailableChallenges, ['EMAIL_OTP', 'SMS_OTP'])
    const byMail = await respond('SELECT_CHALLENGE', Session, { ANSWER: 'EMAIL_OTP' })
    await assert.rejects(respond('EMAIL_OTP', byMail.Session, { EMAIL_OTP_CODE: 'wrong' }), {
      name: 'CodeMismatchException',
      message: 'Invalid code or auth state for the user.',
    })
    const answered = await respond('EMAIL_OTP', byMail.Session, { EMAIL_OTP_CODE: await codeFor(Username) })
    assert.ok(answered.AuthenticationResult?.IdToken)
    const byText = await begin({ PREFERRED_CHALLENGE: 'SMS_OTP' })
    assert.equal(byText.ChallengeParameters?.['CODE_DELIVERY_DESTINATION'], '+*******0123')
    const texted = await respond('SMS_OTP', byText.Session, { SMS_OTP_CODE: await codeFor(phoneNumber) })
    AccessToken = texted.AuthenticationResult?.AccessToken
    assert.ok(AccessToken)
  })

  it('ends for a user with a second factor', async () => {
    const { cognito } = poolgate
    await cognito.send(
      new SetUserPoolMfaConfigCommand({ UserPoolId, MfaConfiguration: 'OPTIONAL', SmsMfaConfiguration: {} }),
    )
    const SMSMfaSettings = { Enabled: true, PreferredMfa: true }
    await cognito.send(new SetUserMFAPreferenceCommand({ AccessToken, SMSMfaSettings }))
    await assert.rejects(begin(), { name: 'NotAuthorizedException' })
  })

  it('logs no code', async () => {
    const codes = [await codeFor(Username), await codeFor(phoneNumber)]
    assert.ok(codes.every((code) => code.length === 8))
    assert.ok(!poolgate.lines.some((line) => codes.some((code) => line.includes(code))))
  })
})
