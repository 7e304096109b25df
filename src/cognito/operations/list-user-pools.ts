import { readPageToken, writePageToken } from '../page-tokens.ts'
import type { Context, Input, Output } from '../service.ts'

export async function listUserPools(
  input: Input<'ListUserPools'>,
  context: Context<'ListUserPools'>,
): Promise<Output<'ListUserPools'>> {
  const page = await context.store.listPools(context.region, {
    limit: input.MaxResults,
    ...readPageToken(context, input.NextToken),
  })
  return {
    UserPools: page.items.map((pool) => ({
      Id: pool.id,
      Name: pool.name,
      LambdaConfig: pool.settings.LambdaConfig ?? {},
      LastModifiedDate: pool.modifiedAt,
      CreationDate: pool.createdAt,
    })),
    ...writePageToken(page),
  }
}
