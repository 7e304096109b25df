import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { describeFactors } from '../mfa/user-mfa.ts'
import type { Context, Input, Output } from '../service.ts'
import { listAttributes } from '../users/user-attributes.ts'

export async function getUser(input: Input<'GetUser'>, context: Context<'GetUser'>): Promise<Output<'GetUser'>> {
  const { user, client } = await authenticateAccessToken(context, input.AccessToken)
  return { Username: user.username, UserAttributes: listAttributes(user, client), ...describeFactors(user) }
}
