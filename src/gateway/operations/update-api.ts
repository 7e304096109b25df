import { configureApi } from '../api-changes.ts'
import { readApiSettings, toApi } from '../apis.ts'
import { updateQuickCreated } from '../quick-create.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateApi(
  input: Input<'UpdateApi'>,
  context: Context<'UpdateApi'>,
): Promise<Output<'UpdateApi'>> {
  const settings = readApiSettings(input, context)
  return configureApi(input.ApiId, context, (draft) => {
    updateQuickCreated(draft, input, context)
    draft.api = { ...draft.api, ...settings }
    return toApi(draft.api, context)
  })
}
