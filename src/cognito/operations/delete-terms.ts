import { refuseMissingTerms } from '../branding/terms.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function deleteTerms(
  input: Input<'DeleteTerms'>,
  context: Context<'DeleteTerms'>,
): Promise<Output<'DeleteTerms'>> {
  const pool = await requirePool(context, input.UserPoolId)
  if (!(await context.store.deleteTerms(pool.id, input.TermsId))) refuseMissingTerms(context, input.TermsId)
  return {}
}
