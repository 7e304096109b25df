import { readApiSettings, toApi } from '../configuration/apis.ts'
import { addApi } from '../configuration/new-api.ts'
import { quickCreate } from '../configuration/quick-create.ts'
import type { Context, Input, Output } from '../service.ts'
import { checkTags } from '../configuration/tags.ts'
import { refuseUnimplemented } from '../configuration/unsupported.ts'

export async function createApi(
  input: Input<'CreateApi'>,
  context: Context<'CreateApi'>,
): Promise<Output<'CreateApi'>> {
  if (input.ProtocolType === 'WEBSOCKET') refuseUnimplemented(context, 'ProtocolType WEBSOCKET')
  const settings = { name: input.Name, ...readApiSettings(context, input), tags: input.Tags ?? {} }
  checkTags(context, settings.tags)
  const { api } = await addApi(context, settings, (draft) => quickCreate(context, draft, input))
  return toApi(context, api)
}
