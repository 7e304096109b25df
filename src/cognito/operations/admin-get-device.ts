import { requireDeviceOwner } from '../devices/device-owners.ts'
import { describeDeviceToAdmin, requireDevice } from '../devices/devices.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function adminGetDevice(
  input: Input<'AdminGetDevice'>,
  context: Context<'AdminGetDevice'>,
): Promise<Output<'AdminGetDevice'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const user = await requireDeviceOwner(context, pool, input.Username)
  const device = await requireDevice(context, user, input.DeviceKey)
  return { Device: describeDeviceToAdmin(context, pool, user, device) }
}
