import { readPageToken, writePageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import { describeResourceServer } from '../resource-servers/resource-servers.ts'
import type { Context, Input, Output } from '../service.ts'

/** The most that MaxResults may ask for. */
const defaultMaxResults = 50

export async function listResourceServers(
  input: Input<'ListResourceServers'>,
  context: Context<'ListResourceServers'>,
): Promise<Output<'ListResourceServers'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const page = await context.store.listResourceServers(pool.id, {
    limit: input.MaxResults ?? defaultMaxResults,
    ...readPageToken(context, input.NextToken),
  })
  return { ResourceServers: page.items.map(describeResourceServer), ...writePageToken(page) }
}
