import { ApiError, type CallContext } from '../../../wire/operation.ts'
import { newId } from '../../users/users.ts'
import type { Context, Input, Output } from '../service.ts'
import { sealUserSession } from '../user-session.ts'

const defaultSeconds = 43_200
/** "Sessions for AWS account owners are restricted to a maximum of 3,600 seconds" (API "GetSessionToken", DurationSeconds). */
const longestOfRoot = 3600

/** Credentials that may do what who calls may, but for the operations of IAM, for a while. */
export async function getSessionToken(
  input: Input<'GetSessionToken'>,
  context: Context<'GetSessionToken'>,
): Promise<Output<'GetSessionToken'>> {
  const lacking = (['SerialNumber', 'TokenCode'] as const).find((name) => input[name] !== undefined)
  if (lacking !== undefined) throw new ApiError('ValidationError', `poolgate does not implement ${lacking}`)
  const { caller, now, random, vault } = context
  if (caller && caller.accessKeyId === undefined)
    throw new ApiError('AccessDeniedException', 'Cannot call GetSessionToken with session credentials')
  const session = {
    accessKeyId: newId(context, 'ASIA'),
    secretAccessKey: random.bytes(30).toString('base64'),
    longTermKeyId: caller?.accessKeyId ?? '',
    expiresAt: now.getTime() + durationOf(input, context) * 1000,
  }
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: sealUserSession(vault, session),
      Expiration: new Date(session.expiresAt),
    },
  }
}

/** "If the duration is longer than one hour, the session for AWS account owners defaults to one hour." */
function durationOf(
  { DurationSeconds: seconds = defaultSeconds }: Input<'GetSessionToken'>,
  { caller }: Pick<CallContext, 'caller'>,
): number {
  const isRoot = !caller || caller.arn.endsWith(':root')
  return isRoot ? Math.min(seconds, longestOfRoot) : seconds
}
