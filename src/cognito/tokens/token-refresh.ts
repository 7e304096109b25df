import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import {
  checkUsable,
  createRefreshToken,
  hashRefreshToken,
  type KnownRefreshToken,
  refuseRefreshToken,
} from './refresh-tokens.ts'
import type { ClientRecord } from '../store.ts'
import { createTokens } from './tokens.ts'
import type { ClientMetadata, InvokesTriggers } from '../triggers/invoke-trigger.ts'

type Refreshes = Pick<CallContext, 'now'> &
  Pick<Cognito, 'store' | 'random' | 'signingKeys'> &
  InvokesTriggers &
  Fails<'NotAuthorizedException'>

/** Whether each use of a refresh token replaces it (developer guide, "Refresh token rotation"). */
export function rotatesRefreshTokens(client: ClientRecord): boolean {
  return client.settings.RefreshTokenRotation?.Feature === 'ENABLED'
}

/** New ID and access tokens of the same sign-in, from the user's attributes as they are now. */
export async function refresh(
  context: Refreshes,
  appClient: AppClient,
  known: KnownRefreshToken,
  clientMetadata: ClientMetadata,
): Promise<Defined<AuthenticationResultType>> {
  checkUsable(context, known)
  if (known.refreshToken.usableUntil) refuseRefreshToken(context, 'the refresh token was rotated out')
  return createTokens(context, appClient, known.user, known.signIn, { source: 'RefreshTokens', clientMetadata })
}

/**
 * As `refresh`, with a new refresh token for the rest of the old one's life. The old one works on for the client's
 * RetryGracePeriodSeconds from its first rotation; then it is refused with RefreshTokenReuseException.
 */
export async function rotate(
  context: Refreshes & Fails<'RefreshTokenReuseException'>,
  appClient: AppClient,
  known: KnownRefreshToken,
  clientMetadata: ClientMetadata,
): Promise<Defined<AuthenticationResultType>> {
  checkUsable(context, known)
  const occasion = { source: 'RefreshTokens', clientMetadata } as const
  // First, as the client would be left with nothing if a trigger failed after the rotation.
  const tokens = await createTokens(context, appClient, known.user, known.signIn, occasion)
  const grace = appClient.client.settings.RefreshTokenRotation?.RetryGracePeriodSeconds ?? 0
  const { poolId, signInId, expiresAt } = known.refreshToken
  const token = createRefreshToken(context.random)
  const rotated = await context.store.rotateRefreshToken(
    known.refreshToken.hash,
    { hash: hashRefreshToken(token), poolId, signInId, expiresAt },
    // Without a grace period it is over at any time: another call may have come in earlier, or where a clock is behind.
    { now: context.now, usableUntil: new Date(grace === 0 ? 0 : context.now.getTime() + grace * 1000) },
  )
  if (!rotated)
    context.fail('RefreshTokenReuseException', 'Refresh token has been rotated out and its grace period is over.')
  return { ...tokens, RefreshToken: token }
}
