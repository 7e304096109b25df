import { toApi } from '../configuration/apis.ts'
import { addApi } from '../configuration/new-api.ts'
import { applyDefinition, readDefinition, toImportedApi } from '../openapi/definition.ts'
import type { Context, Input, Output } from '../service.ts'

export async function importApi(
  input: Input<'ImportApi'>,
  context: Context<'ImportApi'>,
): Promise<Output<'ImportApi'>> {
  const definition = await readDefinition(context, input)
  const settings = { ...definition.settings, tags: definition.plan.tags ?? {} }
  const { api, result } = await addApi(context, settings, (draft) => applyDefinition(context, draft, definition))
  return toImportedApi(context, toApi(context, api), result)
}
