import { changePool, requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { checkLogConfigurations } from '../threat-protection/log-delivery.ts'

/** Replaces where the pool's logs go; an empty list ends their delivery. */
export async function setLogDeliveryConfiguration(
  input: Input<'SetLogDeliveryConfiguration'>,
  context: Context<'SetLogDeliveryConfiguration'>,
): Promise<Output<'SetLogDeliveryConfiguration'>> {
  const { UserPoolId, LogConfigurations } = input
  checkLogConfigurations(context, await requirePool(context, UserPoolId), LogConfigurations)
  await changePool(context, UserPoolId, () => ({ logConfigurations: LogConfigurations }))
  return { LogDeliveryConfiguration: { UserPoolId, LogConfigurations } }
}
