import { changeRememberedStatus } from '../devices/devices.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { requireUser } from '../users/users.ts'

export async function adminUpdateDeviceStatus(
  input: Input<'AdminUpdateDeviceStatus'>,
  context: Context<'AdminUpdateDeviceStatus'>,
): Promise<Output<'AdminUpdateDeviceStatus'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const user = await requireUser(context, pool, input.Username)
  await changeRememberedStatus(context, user, input.DeviceKey, input.DeviceRememberedStatus)
  return {}
}
