import { openJson } from '../../ports/vault.ts'
import type { CallContext } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import type { UserRecord } from '../store.ts'

/*
 * The challenge of a registration: sealed by the vault, so that it says itself whom and which client it was made for, it
 * ends with the client's AuthSessionValidity and works once (promise P14).
 */

export interface RegistrationChallenge {
  readonly id: string
  readonly poolId: string
  readonly clientId: string
  readonly sub: string
  readonly expiresAt: number
}

const purpose = 'passkey-registration'

/** In base64url. */
export function createRegistrationChallenge(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'>,
  { pool, client }: AppClient,
  user: UserRecord,
): string {
  const minutes = client.settings.AuthSessionValidity ?? 3
  const challenge: RegistrationChallenge = {
    id: context.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    sub: user.sub,
    expiresAt: context.now.getTime() + minutes * 60_000,
  }
  return context.vault.seal(JSON.stringify(challenge), purpose).toString('base64url')
}

/** The challenge if it was made for this user and has not expired. */
export function openRegistrationChallenge(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'vault'>,
  user: UserRecord,
  text: string,
): RegistrationChallenge | undefined {
  const opened = openJson(context.vault, Buffer.from(text, 'base64url'), purpose)
  if (!isChallenge(opened)) return undefined
  const isOwn = opened.poolId === user.poolId && opened.sub === user.sub
  return isOwn && opened.expiresAt > context.now.getTime() ? opened : undefined
}

/** Sealed by us for this purpose, it can only be of another version. */
function isChallenge(value: unknown): value is RegistrationChallenge {
  return typeof value === 'object' && value !== null && 'clientId' in value && 'expiresAt' in value
}
