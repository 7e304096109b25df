import { authenticateDeviceOwner } from '../devices/device-owners.ts'
import { forgetUserDevice } from '../devices/devices.ts'
import type { Context, Input, Output } from '../service.ts'

/** Deletes a device: it spares no factor any more, and the refresh tokens bound to it end. */
export async function forgetDevice(
  input: Input<'ForgetDevice'>,
  context: Context<'ForgetDevice'>,
): Promise<Output<'ForgetDevice'>> {
  const user = await authenticateDeviceOwner(context, input.AccessToken)
  await forgetUserDevice(context, user, input.DeviceKey)
  return {}
}
