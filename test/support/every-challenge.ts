import type {
  ChallengeNameType,
  CognitoIdentityProvider,
  InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import { EmailConfiguration, SmsConfiguration } from './message-mfa.ts'
import { totp } from './totp-client.ts'
import { startSrp } from './srp-client.ts'

export const password = 'S3cure!!'

/** A session that a user was given, and all that they could answer with it. */
export interface Held {
  readonly kind: string
  readonly name: string
  readonly Session: string
  /** The right answer, which is not given. */
  readonly right: { readonly ChallengeName: ChallengeNameType; readonly responses: Readonly<Record<string, string>> }
}

interface World {
  readonly api: CognitoIdentityProvider
  readonly clock: { now(): Date; advance(milliseconds: number): void }
  readonly endpoint: string
}

/** The code in the newest mail to a user; where users are hidden it leaves after the answer. */
async function mailedCode({ endpoint }: World, name: string): Promise<string> {
  for (;;) {
    const answer = await fetch(`${endpoint}/_poolgate/inbox?format=json&to=${name}@example.com`)
    const code = /\b\d{6,8}\b/.exec(
      await answer.text().then((text) => Object(JSON.parse(text)).messages[0]?.body ?? ''),
    )
    if (code) return code[0]
  }
}

const flows = [
  'ALLOW_USER_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
] as const

/** A pool in which every challenge can come up that needs no function, and two app clients that hide users. */
export async function createPool({ api }: World, mfa: 'OPTIONAL' | 'ON') {
  const { UserPool } = await api.createUserPool({
    PoolName: 'hostile',
    AutoVerifiedAttributes: ['email'],
    EmailConfiguration,
    ...(mfa === 'OPTIONAL' && {
      SmsConfiguration,
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false },
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'] } },
    }),
  })
  const UserPoolId = UserPool?.Id ?? ''
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: mfa,
    SoftwareTokenMfaConfiguration: { Enabled: true },
    ...(mfa === 'OPTIONAL' && { SmsMfaConfiguration: {}, EmailMfaConfiguration: {} }),
  })
  const addClient = async (more: object = {}) => {
    const { UserPoolClient } = await api.createUserPoolClient({
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: [...flows],
      PreventUserExistenceErrors: 'ENABLED',
      ...more,
    })
    return UserPoolClient?.ClientId ?? ''
  }
  return { UserPoolId, ClientId: await addClient(), other: await addClient() }
}

type Pool = Awaited<ReturnType<typeof createPool>>

let users = 0

/** A confirmed user with an address, a number and the password. */
export async function addUser({ api, clock }: World, { UserPoolId }: Pool, Username: string): Promise<void> {
  const UserAttributes = Object.entries({
    email: `${Username}@example.com`,
    email_verified: 'true',
    phone_number: `+1555${String(++users).padStart(7, '0')}`,
  }).map(([Name, Value]) => ({ Name, Value }))
  await api.adminCreateUser({ UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' })
  await api.adminSetUserPassword({ UserPoolId, Username, Password: password, Permanent: true })
  clock.advance(1000)
}

/** Sessions of every kind, each of a user of its own whose name begins with `prefix`. */
export async function holdSessions(world: World, pool: Pool, prefix: string): Promise<Held[]> {
  const { api, clock } = world
  const { UserPoolId, ClientId } = pool
  const held: Held[] = []
  const begin = (
    USERNAME: string,
    more: Record<string, string> = {},
    AuthFlow: 'USER_AUTH' | 'USER_PASSWORD_AUTH' = 'USER_PASSWORD_AUTH',
  ) =>
    api.initiateAuth({
      ClientId,
      AuthFlow,
      AuthParameters: { USERNAME, ...(AuthFlow === 'USER_PASSWORD_AUTH' && { PASSWORD: password }), ...more },
    })
  const hold = (
    kind: string,
    name: string,
    { ChallengeName, Session = '' }: Pick<InitiateAuthCommandOutput, 'ChallengeName' | 'Session'>,
    responses: Record<string, string>,
  ) => {
    if (!Session || !ChallengeName) throw new Error(`no session of ${kind}: ${ChallengeName}`)
    held.push({ kind, name, Session, right: { ChallengeName, responses } })
  }
  const user = async (kind: string) => {
    const name = `${prefix}-${kind}`
    await addUser(world, pool, name)
    return name
  }

  const temporary = await user('temporary')
  await api.adminSetUserPassword({ UserPoolId, Username: temporary, Password: password, Permanent: false })
  clock.advance(1000)
  hold('NEW_PASSWORD_REQUIRED', temporary, await begin(temporary), { NEW_PASSWORD: 'An0ther!!' })

  const app = await user('app')
  const AccessToken = (await begin(app)).AuthenticationResult?.AccessToken
  if (AccessToken !== undefined) {
    const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
    await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock.now()) })
    await api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } })
    clock.advance(30_000)
    hold('SOFTWARE_TOKEN_MFA', app, await begin(app), { SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode, clock.now()) })
  } else {
    const { SecretCode = '', Session: associated } = await api.associateSoftwareToken({
      Session: (await begin(app)).Session,
    })
    clock.advance(30_000)
    const UserCode = totp(SecretCode, clock.now())
    const { Session } = await api.verifySoftwareToken({ Session: associated, UserCode })
    hold('MFA_SETUP', app, { ChallengeName: 'MFA_SETUP', Session }, {})
    return held
  }

  const mail = await user('mail')
  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username: mail,
    EmailMfaSettings: { Enabled: true, PreferredMfa: true },
  })
  const mailed = await begin(mail)
  hold('EMAIL_OTP after a password', mail, mailed, { EMAIL_OTP_CODE: await mailedCode(world, mail) })

  const both = await user('both')
  const factors = { EmailMfaSettings: { Enabled: true }, SMSMfaSettings: { Enabled: true } }
  await api.adminSetUserMFAPreference({ UserPoolId, Username: both, ...factors })
  hold('SELECT_MFA_TYPE', both, await begin(both), { ANSWER: 'EMAIL_OTP' })

  const choice = await user('choice')
  hold('SELECT_CHALLENGE', choice, await begin(choice, {}, 'USER_AUTH'), { ANSWER: 'PASSWORD', PASSWORD: password })

  const code = await user('code')
  const sent = await begin(code, { PREFERRED_CHALLENGE: 'EMAIL_OTP' }, 'USER_AUTH')
  hold('EMAIL_OTP alone', code, sent, { EMAIL_OTP_CODE: await mailedCode(world, code) })

  const device = await user('device')
  const first = (await begin(device)).AuthenticationResult
  const { DeviceKey = '' } = first?.NewDeviceMetadata ?? {}
  const verifier = Buffer.alloc(384, 7).toString('base64')
  await api.confirmDevice({
    AccessToken: first?.AccessToken,
    DeviceKey,
    DeviceSecretVerifierConfig: { Salt: verifier.slice(0, 24), PasswordVerifier: verifier },
  })
  const { SRP_A } = startSrp(UserPoolId, 12345678901234567890n)
  hold('DEVICE_SRP_AUTH', device, await begin(device, { DEVICE_KEY: DeviceKey }), { DEVICE_KEY: DeviceKey, SRP_A })
  return held
}
