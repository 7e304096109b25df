import { changeRememberedStatus } from '../devices/devices.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'

export async function updateDeviceStatus(
  input: Input<'UpdateDeviceStatus'>,
  context: Context<'UpdateDeviceStatus'>,
): Promise<Output<'UpdateDeviceStatus'>> {
  const { user } = await authenticateAccessToken(context, input.AccessToken)
  await changeRememberedStatus(context, user, input.DeviceKey, input.DeviceRememberedStatus)
  return {}
}
