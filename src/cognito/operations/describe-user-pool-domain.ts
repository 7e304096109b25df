import { describeDomain } from '../domains/user-pool-domains.ts'
import type { Context, Input, Output } from '../service.ts'

/** Answers an empty description for a domain that no pool of the region has: clients wait for it after a deletion. */
export async function describeUserPoolDomain(
  input: Input<'DescribeUserPoolDomain'>,
  context: Context<'DescribeUserPoolDomain'>,
): Promise<Output<'DescribeUserPoolDomain'>> {
  const domain = await context.store.findUserPoolDomain(input.Domain)
  const pool = domain && (await context.store.findPool(domain.poolId))
  const isHere = domain !== undefined && pool?.region === context.region
  return { DomainDescription: isHere ? describeDomain(domain, context.accountId) : {} }
}
