import { describeDevice } from '../devices/devices.ts'
import { largestPage, readPageToken, writePageToken } from '../page-tokens.ts'
import type { Context, Input, Output } from '../service.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'

/** The devices that the caller has remembered. */
export async function listDevices(
  input: Input<'ListDevices'>,
  context: Context<'ListDevices'>,
): Promise<Output<'ListDevices'>> {
  const { pool, user } = await authenticateAccessToken(context, input.AccessToken)
  const page = await context.store.listDevices(pool.id, user.sub, {
    limit: input.Limit || largestPage,
    ...readPageToken(context, input.PaginationToken),
    remembered: true,
  })
  const { NextToken: next } = writePageToken(page)
  return { Devices: page.items.map(describeDevice), ...(next !== undefined && { PaginationToken: next }) }
}
