import { readDeviceVerifier, sealDeviceVerifier } from '../devices/device-passwords.ts'
import { deviceGroupKey, refuseUnknownDevice } from '../devices/devices.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { refuseUnknownUser } from '../users/users.ts'

/** Makes a device of the key that this sign-in was given. It is remembered at once, unless the pool asks the user first. */
export async function confirmDevice(
  input: Input<'ConfirmDevice'>,
  context: Context<'ConfirmDevice'>,
): Promise<Output<'ConfirmDevice'>> {
  const { pool, user, signIn } = await authenticateAccessToken(context, input.AccessToken)
  const { DeviceKey: key, DeviceName: name } = input
  const configuration = pool.settings.DeviceConfiguration
  if (!configuration || signIn.deviceKey !== key) return refuseUnknownDevice(context)
  const verifier = readDeviceVerifier(context, input.DeviceSecretVerifierConfig)
  const remembered = !configuration.DeviceOnlyRememberedOnUserPrompt
  const owned = { poolId: pool.id, sub: user.sub, key }
  const outcome = await context.store.insertDevice({
    ...owned,
    groupKey: deviceGroupKey(context, user),
    ...(name !== undefined && { name }),
    remembered,
    sealedVerifier: sealDeviceVerifier(context, owned, verifier),
    lastIp: context.sourceIp,
    createdAt: context.now,
    modifiedAt: context.now,
    authenticatedAt: signIn.authenticatedAt,
  })
  if (outcome === 'user-gone') refuseUnknownUser(context)
  if (outcome === 'exists') context.fail('DeviceKeyExistsException', 'Device already exists.')
  return { UserConfirmationNecessary: !remembered }
}
