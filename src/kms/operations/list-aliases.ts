import { aliasArn, pageOf, requireKeyItself } from '../keys/keys.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listAliases(
  { KeyId, Limit = 50, Marker }: Input<'ListAliases'>,
  context: Context<'ListAliases'>,
): Promise<Output<'ListAliases'>> {
  const keyId = KeyId === undefined ? undefined : (await requireKeyItself(context, KeyId)).id
  const page = { limit: Limit + 1, ...(Marker !== undefined && { after: Marker }) }
  const aliases = await context.store.listAliases(context.region, page, keyId)
  const { items, ...rest } = pageOf(aliases, Limit, ({ name }) => name)
  const described = items.map(({ name, keyId: TargetKeyId, createdAt, updatedAt }) => ({
    AliasName: name,
    AliasArn: aliasArn(context, name),
    TargetKeyId,
    CreationDate: createdAt,
    LastUpdatedDate: updatedAt,
  }))
  return { Aliases: described, ...rest }
}
