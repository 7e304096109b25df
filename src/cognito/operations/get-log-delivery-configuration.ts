import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** One that was never set is empty. */
export async function getLogDeliveryConfiguration(
  input: Input<'GetLogDeliveryConfiguration'>,
  context: Context<'GetLogDeliveryConfiguration'>,
): Promise<Output<'GetLogDeliveryConfiguration'>> {
  const { id: UserPoolId, logConfigurations = [] } = await requirePool(context, input.UserPoolId)
  return { LogDeliveryConfiguration: { UserPoolId, LogConfigurations: [...logConfigurations] } }
}
