import { describeDevice, requireRememberedDevice } from '../devices/devices.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateDeviceOwner } from '../devices/device-owners.ts'

export async function getDevice(
  input: Input<'GetDevice'>,
  context: Context<'GetDevice'>,
): Promise<Output<'GetDevice'>> {
  const user = await authenticateDeviceOwner(context, input.AccessToken)
  return { Device: describeDevice(await requireRememberedDevice(context, user, input.DeviceKey)) }
}
