import { customizedClient, describeCustomization } from '../branding/ui-customizations.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Answers what is set for all clients when nothing is for this one, and an empty shape when nothing is set at all. */
export async function getUiCustomization(
  input: Input<'GetUICustomization'>,
  context: Context<'GetUICustomization'>,
): Promise<Output<'GetUICustomization'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const { clientId } = await customizedClient(context, pool, input.ClientId)
  const own = clientId === undefined ? undefined : await context.store.findUiCustomization(pool.id, clientId)
  const found = own ?? (await context.store.findUiCustomization(pool.id))
  return { UICustomization: found ? describeCustomization(found) : {} }
}
