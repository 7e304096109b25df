import { createHash } from 'node:crypto'
import type { Random } from '../../ports/random.ts'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import type { RefreshTokenRecord, SignInRecord } from '../user-store.ts'

/*
 * A refresh token is random bytes in the clothes of a compact JWE (RFC 7516 section 7.1), which is what clients of
 * AWS see; nothing is in it. The store keeps its hash. It belongs to one sign-in and hence to one user and client.
 */

const header = Buffer.from('{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}').toString('base64url')
/** Encrypted key (RSA-2048), initialization vector, ciphertext and authentication tag, in bytes. */
const partBytes = [256, 12, 768, 16]

export function createRefreshToken(random: Random): string {
  return [header, ...partBytes.map((length) => random.bytes(length).toString('base64url'))].join('.')
}

/** What the store knows a refresh token by; the token has far too much entropy to be tried out. */
export function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** A refresh token that the store has, with whose it is. */
export interface KnownRefreshToken {
  readonly refreshToken: RefreshTokenRecord
  readonly signIn: SignInRecord
  readonly user: UserRecord
}

/**
 * The refresh token, if it is this client's and this device's, and its user still exists. Whether it may still be used is the business
 * of `checkUsable`. Refuses with NotAuthorizedException.
 */
export async function requireRefreshToken(
  context: Fails<'NotAuthorizedException'> & Pick<Cognito, 'store'>,
  { pool, client }: AppClient,
  token: string,
  deviceKey?: string,
): Promise<KnownRefreshToken> {
  const found = await context.store.findRefreshToken(hashRefreshToken(token))
  if (!found) return refuseRefreshToken(context, 'no such refresh token')
  const { signIn } = found
  if (signIn.clientId !== client.id || signIn.poolId !== pool.id)
    return refuseRefreshToken(context, 'the refresh token belongs to another app client')
  if (!isOnItsDevice(pool, signIn, deviceKey))
    return refuseRefreshToken(context, 'the refresh token is bound to a device, and DEVICE_KEY is missing or another')
  const user = await context.store.findUser(pool.id, signIn.sub)
  return user ? { ...found, user } : refuseRefreshToken(context, 'the user was deleted')
}

/** Where devices are remembered a refresh token comes with the key of its device, confirmed or not. */
function isOnItsDevice(pool: PoolRecord, signIn: SignInRecord, deviceKey: string | undefined): boolean {
  if (deviceKey === undefined && !pool.settings.DeviceConfiguration) return true
  return signIn.deviceKey === deviceKey
}

/** Refuses the token of a disabled user, a revoked and an expired one with NotAuthorizedException. */
export function checkUsable(
  context: Fails<'NotAuthorizedException'> & Pick<CallContext, 'now'>,
  { refreshToken, signIn, user }: KnownRefreshToken,
): void {
  if (!user.enabled) context.fail('NotAuthorizedException', 'User is disabled.')
  if (signIn.revoked) context.fail('NotAuthorizedException', 'Refresh Token has been revoked')
  if (refreshToken.expiresAt <= context.now) context.fail('NotAuthorizedException', 'Refresh Token has expired')
}

export function refuseRefreshToken(context: Fails<'NotAuthorizedException'>, detail: string): never {
  return context.fail('NotAuthorizedException', 'Invalid Refresh Token', { detail })
}
