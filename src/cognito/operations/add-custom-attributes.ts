import { addCustomAttributesTo } from '../pools/attribute-schema.ts'
import { changePool } from '../pools/pools.ts'
import { refuseWhileImporting } from '../user-import/import-jobs.ts'
import type { Context, Input, Output } from '../service.ts'

export async function addCustomAttributes(
  input: Input<'AddCustomAttributes'>,
  context: Context<'AddCustomAttributes'>,
): Promise<Output<'AddCustomAttributes'>> {
  await refuseWhileImporting(context, input.UserPoolId)
  await changePool(context, input.UserPoolId, ({ settings }) => ({
    settings: {
      ...settings,
      SchemaAttributes: addCustomAttributesTo(context, settings.SchemaAttributes ?? [], input.CustomAttributes),
    },
  }))
  return {}
}
