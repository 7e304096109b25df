import { largestPage, readPageToken, writePageToken } from '../page-tokens.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listIdentityProviders(
  input: Input<'ListIdentityProviders'>,
  context: Context<'ListIdentityProviders'>,
): Promise<Output<'ListIdentityProviders'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const page = await context.store.listIdentityProviders(pool.id, {
    limit: input.MaxResults || largestPage,
    ...readPageToken(context, input.NextToken),
  })
  return {
    Providers: page.items.map(({ name, type, createdAt, modifiedAt }) => ({
      ProviderName: name,
      ProviderType: type,
      LastModifiedDate: modifiedAt,
      CreationDate: createdAt,
    })),
    ...writePageToken(page),
  }
}
