import { requirePool } from '../pools/pools.ts'
import {
  describeResourceServer,
  readResourceServer,
  refuseMissingResourceServer,
} from '../resource-servers/resource-servers.ts'
import type { Context, Input, Output } from '../service.ts'

/** Scopes that the input leaves out are gone. App clients that list them keep the names. */
export async function updateResourceServer(
  input: Input<'UpdateResourceServer'>,
  context: Context<'UpdateResourceServer'>,
): Promise<Output<'UpdateResourceServer'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const server = readResourceServer(context, pool, input)
  if (!(await context.store.replaceResourceServer(server))) refuseMissingResourceServer(context, server.identifier)
  return { ResourceServer: describeResourceServer(server) }
}
