import { describeFactors } from '../mfa/user-mfa.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import { listAttributes } from '../users/user-attributes.ts'
import { requireUser } from '../users/users.ts'

export async function adminGetUser(
  input: Input<'AdminGetUser'>,
  context: Context<'AdminGetUser'>,
): Promise<Output<'AdminGetUser'>> {
  const pool = await requirePool(context, input.UserPoolId)
  const user = await requireUser(context, pool, input.Username)
  return {
    Username: user.username,
    UserAttributes: listAttributes(user),
    UserCreateDate: user.createdAt,
    UserLastModifiedDate: user.modifiedAt,
    Enabled: user.enabled,
    UserStatus: user.status,
    ...describeFactors(user),
  }
}
