import { keyArn, pageOf } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listKeys(
  { Limit = 100, Marker }: Input<'ListKeys'>,
  context: Context<'ListKeys'>,
): Promise<Output<'ListKeys'>> {
  const page = { limit: Limit + 1, ...(Marker !== undefined && { after: Marker }) }
  const { items, ...rest } = pageOf(await context.store.listKeys(context.region, page), Limit, ({ id }) => id)
  // What was to go by now is gone for whoever asks; it leaves the store when somebody asks for it alone.
  const living = items.filter(({ deletion }) => !deletion || deletion.at > context.now)
  return { Keys: living.map(({ id }) => ({ KeyId: id, KeyArn: keyArn(context, id) })), ...rest }
}
