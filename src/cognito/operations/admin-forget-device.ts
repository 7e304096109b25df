import { forgetUserDevice } from '../devices/devices.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { requireUser } from '../users/users.ts'

export async function adminForgetDevice(
  input: Input<'AdminForgetDevice'>,
  context: Context<'AdminForgetDevice'>,
): Promise<Output<'AdminForgetDevice'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const user = await requireUser(context, pool, input.Username)
  await forgetUserDevice(context, user, input.DeviceKey)
  return {}
}
