import { describeTerms as describe, requireTerms } from '../branding/terms.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function describeTerms(
  input: Input<'DescribeTerms'>,
  context: Context<'DescribeTerms'>,
): Promise<Output<'DescribeTerms'>> {
  const pool = await requirePool(context, input.UserPoolId)
  return { Terms: describe(await requireTerms(context, pool, input.TermsId)) }
}
