import type { TestContext } from 'node:test'
import type {
  AdminSetUserMFAPreferenceCommandInput,
  SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import { email, openUserPool } from './user-pool.ts'

export const phoneNumber = '+15555550123'
export const SmsConfiguration = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' }
export const EmailConfiguration = {
  EmailSendingAccount: 'DEVELOPER',
  SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/example.com',
} as const

type Respond = 'EMAIL_OTP' | 'SMS_MFA' | 'SELECT_MFA_TYPE' | 'MFA_SETUP' | 'SOFTWARE_TOKEN_MFA'

/** A pool with MFA by mail and text message, and a user with an address and a number. */
export async function openMessageMfaPool(
  t: TestContext,
  mode: 'ON' | 'OPTIONAL' = 'OPTIONAL',
  settings: NonNullable<Parameters<typeof openUserPool>[1]> = {},
) {
  const opened = await openUserPool(t, {
    ...settings,
    pool: { EmailConfiguration, SmsConfiguration, ...settings.pool },
  })
  const { client, UserPoolId, ClientId, mail, sms } = opened
  const setMfa = (more: Partial<SetUserPoolMfaConfigCommandInput> = {}) =>
    client.SetUserPoolMfaConfig({
      UserPoolId,
      MfaConfiguration: mode,
      SmsMfaConfiguration: {},
      EmailMfaConfiguration: {},
      ...more,
    })
  await setMfa()
  const addUser = async (Username = email, phone: string | null = phoneNumber) => {
    const UserAttributes = phone === null ? [] : [{ Name: 'phone_number', Value: phone }]
    return opened.addUser(Username, { UserAttributes })
  }
  const prefer = (more: Partial<AdminSetUserMFAPreferenceCommandInput>, Username = email) =>
    client.AdminSetUserMFAPreference({ UserPoolId, Username, ...more })
  const respond = (ChallengeName: Respond, Session: string | undefined, responses: object = {}, USERNAME = email) =>
    client.RespondToAuthChallenge({
      ClientId,
      ChallengeName,
      ...(Session !== undefined && { Session }),
      ChallengeResponses: { USERNAME, ...responses },
    })
  const answerMail = (Session: string | undefined, EMAIL_OTP_CODE: string, USERNAME = email) =>
    respond('EMAIL_OTP', Session, { EMAIL_OTP_CODE }, USERNAME)
  const answerText = (Session: string | undefined, SMS_MFA_CODE: string, USERNAME = email) =>
    respond('SMS_MFA', Session, { SMS_MFA_CODE }, USERNAME)
  const mailedCode = () => /\b\d{6}\b/.exec(mail.messages.at(-1)?.html ?? '')?.[0] ?? ''
  const textedCode = () => /\b\d{6}\b/.exec(sms.messages.at(-1)?.text ?? '')?.[0] ?? ''
  return { ...opened, setMfa, addUser, prefer, respond, answerMail, answerText, mailedCode, textedCode }
}

export const byMail = { EmailMfaSettings: { Enabled: true, PreferredMfa: true } }
export const byText = { SMSMfaSettings: { Enabled: true, PreferredMfa: true } }
