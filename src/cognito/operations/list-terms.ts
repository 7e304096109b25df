import { largestPage, readPageToken, writePageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listTerms(
  input: Input<'ListTerms'>,
  context: Context<'ListTerms'>,
): Promise<Output<'ListTerms'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const page = await context.store.listTerms(pool.id, {
    limit: input.MaxResults ?? largestPage,
    ...readPageToken(context, input.NextToken),
  })
  return {
    Terms: page.items.map(({ id, name, enforcement, createdAt, modifiedAt }) => ({
      TermsId: id,
      TermsName: name,
      Enforcement: enforcement,
      CreationDate: createdAt,
      LastModifiedDate: modifiedAt,
    })),
    ...writePageToken(page),
  }
}
