import { requireDeviceOwner } from '../devices/device-owners.ts'
import { describeDeviceToAdmin } from '../devices/devices.ts'
import { largestPage, readPageToken, writePageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

/** All devices of a user, remembered or not. */
export async function adminListDevices(
  input: Input<'AdminListDevices'>,
  context: Context<'AdminListDevices'>,
): Promise<Output<'AdminListDevices'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const user = await requireDeviceOwner(context, pool, input.Username)
  const page = await context.store.listDevices(pool.id, user.sub, {
    limit: input.Limit || largestPage,
    ...readPageToken(context, input.PaginationToken),
  })
  const { NextToken: next } = writePageToken(page)
  return {
    Devices: page.items.map((device) => describeDeviceToAdmin(context, pool, user, device)),
    ...(next !== undefined && { PaginationToken: next }),
  }
}
