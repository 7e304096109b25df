import type { UserMfa, UserRecord } from '../../cognito/store.ts'

/** A row of `users`. */
export interface UserRow {
  row_id: number
  pool_id: string
  sub: string
  username: string
  status: string
  enabled: number
  attributes: string
  pending_attributes: string | null
  password_hash: string | null
  password_history: string | null
  sealed_srp_verifier: Uint8Array | null
  temporary_password_at: number | null
  mfa: string | null
  created_at: number
  modified_at: number
}

export function userOf(row: UserRow): UserRecord
export function userOf(row: UserRow | undefined): UserRecord | undefined
export function userOf(row: UserRow | undefined): UserRecord | undefined {
  if (!row) return undefined
  return {
    poolId: row.pool_id,
    sub: row.sub,
    username: row.username,
    status: row.status as UserRecord['status'],
    enabled: row.enabled === 1,
    attributes: JSON.parse(row.attributes) as Record<string, string>,
    ...(row.pending_attributes !== null && {
      pendingAttributes: JSON.parse(row.pending_attributes) as Record<string, string>,
    }),
    ...(row.password_hash !== null && { passwordHash: row.password_hash }),
    ...(row.password_history !== null && { passwordHistory: JSON.parse(row.password_history) as string[] }),
    ...(row.sealed_srp_verifier !== null && { sealedSrpVerifier: row.sealed_srp_verifier }),
    ...(row.temporary_password_at !== null && { temporaryPasswordAt: new Date(row.temporary_password_at) }),
    ...(row.mfa !== null && { mfa: JSON.parse(row.mfa) as UserMfa }),
    createdAt: new Date(row.created_at),
    modifiedAt: new Date(row.modified_at),
  }
}
