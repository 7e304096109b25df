import type { SetUserPoolMfaConfigCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { totp } from './totp-client.ts'
import { email, openUserPool, password } from './user-pool.ts'

/** A pool with MFA by authenticator app. `setUp` signs a user of a pool with OPTIONAL MFA up for it. */
export async function openMfaPool(
  t: Parameters<typeof openUserPool>[0],
  MfaConfiguration: SetUserPoolMfaConfigCommandInput['MfaConfiguration'],
  settings: Parameters<typeof openUserPool>[1] = {},
) {
  const opened = await openUserPool(t, settings)
  const { client, UserPoolId, ClientId, clock, signIn, addUser } = opened
  const setMode = (mode: typeof MfaConfiguration) =>
    client.SetUserPoolMfaConfig({
      UserPoolId,
      MfaConfiguration: mode,
      ...(mode !== 'OFF' && { SoftwareTokenMfaConfiguration: { Enabled: true } }),
    })
  await setMode(MfaConfiguration)
  /** The code that the app shows, 30 seconds later than the one before: each is good once. */
  const nextCode = (secret: string): string => {
    clock.advance(30_000)
    return totp(secret, clock.now())
  }
  const respond = (ChallengeName: 'MFA_SETUP' | 'SOFTWARE_TOKEN_MFA', Session?: string, responses: object = {}) =>
    client.RespondToAuthChallenge({
      ClientId,
      ChallengeName,
      ...(Session !== undefined && { Session }),
      ChallengeResponses: { USERNAME: email, ...responses },
    })
  const answerCode = (Session: string | undefined, code: string) =>
    respond('SOFTWARE_TOKEN_MFA', Session, { SOFTWARE_TOKEN_MFA_CODE: code })

  /** The secret of a user who is asked for codes from now on. */
  async function setUp(Username = email): Promise<string> {
    await addUser(Username)
    const { AuthenticationResult: result } = await signIn(Username, password)
    const AccessToken = result?.AccessToken ?? ''
    const { SecretCode: secret = '' } = await client.AssociateSoftwareToken({ AccessToken })
    await client.VerifySoftwareToken({ AccessToken, UserCode: nextCode(secret), FriendlyDeviceName: 'phone' })
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true }
    await client.SetUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings })
    return secret
  }
  return { ...opened, setMode, nextCode, respond, answerCode, setUp }
}
