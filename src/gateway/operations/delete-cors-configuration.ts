import { configureApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteCorsConfiguration(
  input: Input<'DeleteCorsConfiguration'>,
  context: Context<'DeleteCorsConfiguration'>,
): Promise<Output<'DeleteCorsConfiguration'>> {
  return configureApi(context, input.ApiId, (draft) => {
    const { corsConfiguration: removed, ...api } = draft.api
    if (removed) draft.api = api
    return {}
  })
}
