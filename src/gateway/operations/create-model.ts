import { readApi } from '../configuration/api-changes.ts'
import type { Context, Input, Output } from '../service.ts'

/** Models describe the messages of WebSocket APIs. */
export async function createModel(
  input: Input<'CreateModel'>,
  context: Context<'CreateModel'>,
): Promise<Output<'CreateModel'>> {
  await readApi(context, input.ApiId)
  return context.fail('BadRequestException', 'Models are supported only for WebSocket APIs')
}
