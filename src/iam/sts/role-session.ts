import type { Vault } from '../../ports/vault.ts'
import { openToken, sealToken } from './session-tokens.ts'

/**
 * A session of a role, all of which is in the session token that its client keeps: sealed, so that nobody can read, make or
 * change one. Nothing of it is stored here.
 */
export interface RoleSession {
  /** `ASIA...`; the token is good for this key only. */
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly roleName: string
  /** Tells the role from a later one of that name. */
  readonly roleId: string
  readonly sessionName: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  /** What the session is limited to; absent when it may do all that its role may. */
  readonly limits?: SessionLimits
}

export interface SessionLimits {
  /** A policy document. */
  readonly policy?: string
  /** Of managed policies, as they are when the session calls. */
  readonly policyArns: readonly string[]
}

const purpose = 'iam/sts/role-session'

export function sealSession(vault: Pick<Vault, 'seal'>, session: RoleSession): string {
  return sealToken(vault, session, purpose)
}

/** Undefined when the token is none that `sealSession` has made. */
export function openSession(vault: Pick<Vault, 'open'>, token: string): RoleSession | undefined {
  const session = openToken(vault, token, purpose)
  return isRoleSession(session) ? session : undefined
}

/** What is sealed for this purpose is a session and nothing else. */
function isRoleSession(value: unknown): value is RoleSession {
  return typeof value === 'object' && value !== null && 'roleId' in value
}
