import type { Vault } from '../../ports/vault.ts'
import { openToken, sealToken } from './session-tokens.ts'

/**
 * A session of whom an access key is for, a user or the root: all of it is in the session token that its client keeps. It lasts as
 * long as that key does, if it does not end before.
 */
export interface UserSession {
  /** `ASIA...`; the token is good for this key only. */
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** The key that it was asked for with. */
  readonly longTermKeyId: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

const purpose = 'iam/sts/user-session'

export function sealUserSession(vault: Pick<Vault, 'seal'>, session: UserSession): string {
  return sealToken(vault, session, purpose)
}

/** Undefined when the token is none that `sealUserSession` has made. */
export function openUserSession(vault: Pick<Vault, 'open'>, token: string): UserSession | undefined {
  const session = openToken(vault, token, purpose)
  return isUserSession(session) ? session : undefined
}

/** What is sealed for this purpose is a session and nothing else. */
function isUserSession(value: unknown): value is UserSession {
  return typeof value === 'object' && value !== null && 'longTermKeyId' in value
}
