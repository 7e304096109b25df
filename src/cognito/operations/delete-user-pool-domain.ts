import { isCustom, refuseMissingDomain, requireUserPoolDomain } from '../domains/user-pool-domains.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteUserPoolDomain(
  input: Input<'DeleteUserPoolDomain'>,
  context: Context<'DeleteUserPoolDomain'>,
): Promise<Output<'DeleteUserPoolDomain'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const domain = await requireUserPoolDomain(context, pool, input.Domain)
  if (!(await context.store.deleteUserPoolDomain(pool.id, domain.domain))) refuseMissingDomain(context)
  if (isCustom(domain)) await context.loginHosts.reload(domain.domain)
  return {}
}
