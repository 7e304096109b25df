import { refuseMissingPool, requirePool } from '../pools/pools.ts'
import { describeResourceServer, readResourceServer } from '../resource-servers/resource-servers.ts'
import type { Context, Input, Output } from '../service.ts'

/** Most resource servers of a pool (developer guide, "Quotas in Amazon Cognito"). */
const mostResourceServers = 25

export async function createResourceServer(
  input: Input<'CreateResourceServer'>,
  context: Context<'CreateResourceServer'>,
): Promise<Output<'CreateResourceServer'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const server = readResourceServer(context, pool, input)
  if ((await context.store.countResourceServers(pool.id)) >= mostResourceServers)
    context.fail('LimitExceededException', `A user pool can have at most ${mostResourceServers} resource servers.`)
  const outcome = await context.store.insertResourceServer(server)
  if (outcome === 'pool-gone') refuseMissingPool(context, pool.id)
  if (outcome === 'exists')
    context.fail('InvalidParameterException', `${server.identifier} already exists in user pool ${pool.id}.`)
  return { ResourceServer: describeResourceServer(server) }
}
