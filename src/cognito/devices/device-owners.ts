import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { requireUser } from '../users/users.ts'

/** The caller of GetDevice and ForgetDevice, whose model says that the access token may be left out; it may not. */
export async function authenticateDeviceOwner(
  context: Pick<CallContext, 'now'> &
    Pick<Cognito, 'store' | 'signingKeys'> &
    Fails<'InvalidParameterException' | 'NotAuthorizedException' | 'UserNotFoundException'>,
  token: string | undefined,
): Promise<UserRecord> {
  if (token === undefined) return context.fail('InvalidParameterException', 'Missing required parameter AccessToken')
  const { user } = await authenticateAccessToken(context, token)
  return user
}

/** The user whose devices an administrator reads: the model of these operations has no UserNotFoundException. */
export async function requireDeviceOwner(
  context: Pick<Cognito, 'store'> & Fails<'ResourceNotFoundException'>,
  pool: PoolRecord,
  name: string,
): Promise<UserRecord> {
  const asResource = {
    ...context,
    fail: (_: string, message: string): never => context.fail('ResourceNotFoundException', message),
  }
  return requireUser(asResource, pool, name)
}
