import type { DeviceConfigurationType, NewDeviceMetadataType } from '@aws-sdk/client-cognito-identity-provider'
import { openMfaPool } from './mfa.ts'
import { deviceVerifier, startExchange } from './srp-client.ts'
import { newSecret } from './srp-pool.ts'
import { email, type openUserPool, password } from './user-pool.ts'

const devicePassword = 'what the device has made up'

type UserPool = Pick<
  Awaited<ReturnType<typeof openUserPool>>,
  'client' | 'ClientId' | 'UserPoolId' | 'clock' | 'signIn' | 'addUser'
>

/** What the devices of a pool's users do. */
export function devicesOf({ client, ClientId, UserPoolId, clock, signIn, addUser }: UserPool) {
  /** Signs in without a device, in a pool without MFA. */
  async function signInAnew(Username = email) {
    const { AuthenticationResult: result } = await signIn(Username, password)
    const { AccessToken = '', RefreshToken = '', NewDeviceMetadata: metadata = {} } = result ?? {}
    return { AccessToken, RefreshToken, metadata, key: metadata.DeviceKey ?? '' }
  }

  const confirm = (
    AccessToken: string,
    { DeviceKey = '', DeviceGroupKey = '' }: NewDeviceMetadataType,
    more: object = {},
  ) => {
    const who = { poolName: DeviceGroupKey, userId: DeviceKey }
    const DeviceSecretVerifierConfig = deviceVerifier(who, newSecret(), devicePassword)
    return client.ConfirmDevice({ AccessToken, DeviceKey, DeviceSecretVerifierConfig, ...more })
  }

  /** A user with a device, confirmed in a pool that does not ask for a second factor yet. */
  async function addDevice(Username = email) {
    if (Username !== email || !(await isThere(Username))) await addUser(Username)
    const signedIn = await signInAnew(Username)
    await confirm(signedIn.AccessToken, signedIn.metadata)
    return signedIn
  }
  const isThere = (Username: string) =>
    client.AdminGetUser({ UserPoolId, Username }).then(
      () => true,
      () => false,
    )

  /** SRP_A of the device; `finish` answers DEVICE_PASSWORD_VERIFIER. */
  async function beginDevice(
    Session: string | undefined,
    { DeviceKey = '', DeviceGroupKey = '' }: NewDeviceMetadataType,
    more: { readonly USERNAME?: string } = {},
  ) {
    const { SRP_A, answer } = startExchange(newSecret())
    const named = { USERNAME: email, DEVICE_KEY: DeviceKey, ...more }
    const asked = await client.RespondToAuthChallenge({
      ClientId,
      ChallengeName: 'DEVICE_SRP_AUTH',
      ...(Session !== undefined && { Session }),
      ChallengeResponses: { ...named, SRP_A },
    })
    const finish = (secret = devicePassword, responses: Record<string, string> = {}) => {
      const who = { poolName: DeviceGroupKey, userId: DeviceKey }
      const claim = answer(who, asked.ChallengeParameters ?? {}, secret, clock.now())
      return client.RespondToAuthChallenge({
        ClientId,
        ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
        ChallengeResponses: { ...named, ...claim, ...responses },
      })
    }
    return { asked, finish }
  }

  const signInOn = (DEVICE_KEY: string, Username = email) => signIn(Username, password, { DEVICE_KEY })

  return { signInAnew, confirm, addDevice, beginDevice, signInOn }
}

/** A pool that remembers devices, with MFA by authenticator app unless it is OFF. */
export async function openDevicePool(
  t: Parameters<typeof openMfaPool>[0],
  DeviceConfiguration: DeviceConfigurationType = { ChallengeRequiredOnNewDevice: true },
  mode: Parameters<typeof openMfaPool>[1] = 'OFF',
) {
  const opened = await openMfaPool(t, mode, { pool: { DeviceConfiguration } })
  return { ...opened, ...devicesOf(opened) }
}
