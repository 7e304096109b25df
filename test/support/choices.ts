import type { TestContext } from 'node:test'
import type { AuthFactorType, ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { SmsConfiguration } from './message-mfa.ts'
import { email, openUserPool } from './user-pool.ts'

/** A pool whose client signs in by choice of these factors. */
export async function openChoicePool(
  t: TestContext,
  factors: AuthFactorType[] = ['PASSWORD', 'EMAIL_OTP'],
  settings: NonNullable<Parameters<typeof openUserPool>[1]> = {},
) {
  const opened = await openUserPool(t, {
    ...settings,
    pool: {
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: factors } },
      ...(factors.includes('SMS_OTP') && { SmsConfiguration }),
      ...settings.pool,
    },
    client: { ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'], ...settings.client },
  })
  const { client, ClientId, mail, sms } = opened
  const begin = (USERNAME = email, more: Record<string, string> = {}, Session?: string) =>
    client.InitiateAuth({
      ClientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME, ...more },
      ...(Session !== undefined && { Session }),
    })
  const prefer = (PREFERRED_CHALLENGE: string, USERNAME = email, more: Record<string, string> = {}) =>
    begin(USERNAME, { PREFERRED_CHALLENGE, ...more })
  const respond = (
    ChallengeName: ChallengeNameType,
    Session: string | undefined,
    responses: Record<string, string> = {},
    USERNAME = email,
  ) =>
    client.RespondToAuthChallenge({
      ClientId,
      ChallengeName,
      ...(Session !== undefined && { Session }),
      ChallengeResponses: { USERNAME, ...responses },
    })
  const select = (Session: string | undefined, ANSWER: string, more: Record<string, string> = {}, USERNAME = email) =>
    respond('SELECT_CHALLENGE', Session, { ANSWER, ...more }, USERNAME)
  const answerMail = (Session: string | undefined, EMAIL_OTP_CODE: string, USERNAME = email) =>
    respond('EMAIL_OTP', Session, { EMAIL_OTP_CODE }, USERNAME)
  const mailedCode = () => /\b\d{8}\b/.exec(mail.messages.at(-1)?.html ?? '')?.[0] ?? ''
  const textedCode = () => /\b\d{8}\b/.exec(sms.messages.at(-1)?.text ?? '')?.[0] ?? ''
  return { ...opened, begin, prefer, respond, select, answerMail, mailedCode, textedCode }
}
