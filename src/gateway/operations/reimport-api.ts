import { configureApi, readApi } from '../configuration/api-changes.ts'
import { toApi } from '../configuration/apis.ts'
import { applyDefinition, readDefinition, toImportedApi } from '../openapi/definition.ts'
import type { Context, Input, Output } from '../service.ts'

/**
 * The document takes the place of everything that documents can say; what this one does not say of tags and of the
 * default endpoint stays, so that an endpoint which was closed is not opened by silence.
 */
export async function reimportApi(
  input: Input<'ReimportApi'>,
  context: Context<'ReimportApi'>,
): Promise<Output<'ReimportApi'>> {
  await readApi(context, input.ApiId)
  const definition = await readDefinition(context, input)
  const { api, findings } = await configureApi(context, input.ApiId, (draft) => {
    const { description: _description, version: _version, corsConfiguration: _cors, ...kept } = draft.api
    const { tags = kept.tags } = definition.plan
    draft.api = { ...kept, ...definition.settings, tags }
    return { findings: applyDefinition(context, draft, definition), api: draft.api }
  })
  return toImportedApi(context, toApi(context, api), findings)
}
