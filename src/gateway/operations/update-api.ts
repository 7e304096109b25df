import { configureApi } from '../api-changes.ts'
import { readApiSettings, toApi } from '../apis.ts'
import { updateQuickCreated } from '../quick-create.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateApi(
  input: Input<'UpdateApi'>,
  context: Context<'UpdateApi'>,
): Promise<Output<'UpdateApi'>> {
  const settings = readApiSettings(context, input)
  return configureApi(context, input.ApiId, (draft) => {
    updateQuickCreated(context, draft, input)
    draft.api = { ...draft.api, ...settings }
    return toApi(context, draft.api)
  })
}
