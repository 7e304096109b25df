import { configureApi } from '../configuration/api-changes.ts'
import { readApiSettings, toApi } from '../configuration/apis.ts'
import { updateQuickCreated } from '../configuration/quick-create.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateApi(
  input: Input<'UpdateApi'>,
  context: Context<'UpdateApi'>,
): Promise<Output<'UpdateApi'>> {
  return configureApi(context, input.ApiId, (draft) => {
    const settings = readApiSettings(context, input, draft.api)
    updateQuickCreated(context, draft, input)
    const { description, version, ...api } = { ...draft.api, ...settings }
    // An empty text takes them away.
    draft.api = { ...api, ...(description && { description }), ...(version && { version }) }
    return toApi(context, draft.api)
  })
}
