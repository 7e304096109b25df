import { readPageToken, writePageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

const defaultMaxResults = 60

export async function listUserPoolClients(
  input: Input<'ListUserPoolClients'>,
  context: Context<'ListUserPoolClients'>,
): Promise<Output<'ListUserPoolClients'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const page = await context.store.listClients(pool.id, {
    limit: input.MaxResults ?? defaultMaxResults,
    ...readPageToken(context, input.NextToken),
  })
  return {
    UserPoolClients: page.items.map(({ id, name }) => ({ ClientId: id, UserPoolId: pool.id, ClientName: name })),
    ...writePageToken(page),
  }
}
