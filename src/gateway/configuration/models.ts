import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Gateway } from '../gateway.ts'
import { readApi } from './api-changes.ts'

/** Models describe the messages of WebSocket APIs; an HTTP API has none, so none has this id. */
export async function refuseModel(
  context: Pick<Gateway, 'store'> & CallContext & Fails<'NotFoundException'>,
  { ApiId, ModelId }: { readonly ApiId: string; readonly ModelId: string },
): Promise<never> {
  await readApi(context, ApiId)
  return context.fail('NotFoundException', `Invalid Model identifier specified ${ModelId}`)
}
