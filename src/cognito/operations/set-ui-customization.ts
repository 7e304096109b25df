import type { UiCustomizationRecord } from '../branding-store.ts'
import { checkCustomization, customizedClient, describeCustomization } from '../branding/ui-customizations.ts'
import { refuseMissingPool, requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** Sets style sheet and logo together: what the input omits is gone, and nothing at all takes the customization away. */
export async function setUiCustomization(
  input: Input<'SetUICustomization'>,
  context: Context<'SetUICustomization'>,
): Promise<Output<'SetUICustomization'>> {
  const css = input.CSS === '' ? undefined : input.CSS
  const image = input.ImageFile?.length === 0 ? undefined : input.ImageFile
  checkCustomization(context, css, image)
  const pool = await requirePool(context, input.UserPoolId)
  const target = { poolId: pool.id, ...(await customizedClient(context, pool, input.ClientId)) }
  const customization: UiCustomizationRecord = {
    ...target,
    ...(css !== undefined && { css }),
    ...(image && { image }),
    createdAt: context.now,
    modifiedAt: context.now,
  }
  if (css === undefined && !image) {
    await context.store.deleteUiCustomization(pool.id, target.clientId)
    return { UICustomization: describeCustomization(customization) }
  }
  const kept = await context.store.putUiCustomization(customization)
  if (!kept) return refuseMissingPool(context, pool.id)
  return { UICustomization: describeCustomization(kept) }
}
