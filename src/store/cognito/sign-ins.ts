import type { RefreshTokenRecord, SignInRecord, TokenGrant, UserStore } from '../../cognito/user-store.ts'
import { deleteFound } from '../delete-found.ts'
import type { Database, Sql } from '../sql.ts'

type SignIns = Pick<
  UserStore,
  | 'useSession'
  | 'insertSignIn'
  | 'findSignIn'
  | 'findRefreshToken'
  | 'rotateRefreshToken'
  | 'revokeSignIn'
  | 'revokeSignIns'
>

export interface SignInRow {
  pool_id: string
  id: string
  sub: string
  client_id: string
  device_key: string | null
  oauth_grant: string | null
  origin_jti: string
  authenticated_at: number
  revoked: number
  expires_at: number
}

interface RefreshTokenRow {
  hash: string
  token_expires_at: number
  usable_until: number | null
}

/** Used challenge sessions, sign-ins and their refresh tokens. */
export function signIns(database: Database): SignIns {
  return {
    async useSession(poolId, id, expiresAt, now) {
      // By itself: in a transaction with the other it would read what all others of the pool write.
      await deleteFound(database, 'used_sessions WHERE pool_id = ? AND expires_at <= ?', poolId, now.getTime())
      const inserted = await database.run(
        'INSERT INTO used_sessions (pool_id, id, expires_at) VALUES (?, ?, ?) ON CONFLICT (pool_id, id) DO NOTHING',
        poolId,
        id,
        expiresAt.getTime(),
      )
      return inserted > 0
    },
    async insertSignIn(signIn, refreshToken) {
      // Around the transaction, which would read by these what the sign-ins of others write.
      await dropEndedSignIns(database, signIn)
      const inserted = await database.transaction(async (sql) => {
        if (!(await insertSignIn(sql, signIn))) return false
        if (refreshToken) await insertRefreshToken(sql, refreshToken)
        return true
      })
      if (inserted) await forgetPasswordFailures(database, signIn)
      return inserted
    },
    async findSignIn(poolId, id) {
      const row = await database.get<SignInRow>('SELECT * FROM sign_ins WHERE pool_id = ? AND id = ?', poolId, id)
      return row && signInOf(row)
    },
    async findRefreshToken(hash) {
      const row = await database.get<SignInRow & RefreshTokenRow>(
        `SELECT sign_ins.*, refresh_tokens.hash, refresh_tokens.expires_at AS token_expires_at,
           refresh_tokens.usable_until
         FROM refresh_tokens JOIN sign_ins
           ON sign_ins.pool_id = refresh_tokens.pool_id AND sign_ins.id = refresh_tokens.sign_in_id
         WHERE refresh_tokens.hash = ?`,
        hash,
      )
      return row && { signIn: signInOf(row), refreshToken: refreshTokenOf(row) }
    },
    rotateRefreshToken: (hash, next, { now, usableUntil }) =>
      database.transaction(async (sql) => {
        const rotated = await sql.run(
          'UPDATE refresh_tokens SET usable_until = ? WHERE hash = ? AND usable_until IS NULL',
          usableUntil.getTime(),
          hash,
        )
        if (rotated === 0) {
          const inGrace = await sql.get(
            'SELECT 1 AS found FROM refresh_tokens WHERE hash = ? AND usable_until > ?',
            hash,
            now.getTime(),
          )
          if (!inGrace) return false
        }
        await insertRefreshToken(sql, next)
        return true
      }),
    async revokeSignIn(poolId, id) {
      await database.run('UPDATE sign_ins SET revoked = 1 WHERE pool_id = ? AND id = ?', poolId, id)
    },
    revokeSignIns: (poolId, sub) =>
      database.transaction(async (sql) => {
        if (!(await sql.get('SELECT 1 AS found FROM users WHERE pool_id = ? AND sub = ?', poolId, sub))) return false
        await revokeSignInsOf(sql, poolId, sub)
        return true
      }),
  }
}

/** Ends all that a user is signed in by: what tokens are made of, and sessions on login pages. */
export async function revokeSignInsOf(sql: Sql, poolId: string, sub: string): Promise<void> {
  await sql.run('UPDATE sign_ins SET revoked = 1 WHERE pool_id = ? AND sub = ?', poolId, sub)
  await sql.run('DELETE FROM login_sessions WHERE pool_id = ? AND sub = ?', poolId, sub)
}

export async function dropEndedSignIns(sql: Sql, { poolId, sub, authenticatedAt }: SignInRecord): Promise<void> {
  const isOver = 'sign_ins WHERE pool_id = ? AND sub = ? AND expires_at <= ?'
  await deleteFound(sql, isOver, poolId, sub, authenticatedAt.getTime())
}

export async function forgetPasswordFailures(
  sql: Sql,
  { poolId, sub }: { readonly poolId: string; readonly sub: string },
): Promise<void> {
  await deleteFound(sql, 'password_failures WHERE pool_id = ? AND subject = ?', poolId, sub)
}

/** Whether there is such a user who may sign in. */
export async function isEnabledUser(sql: Sql, poolId: string, sub: string): Promise<boolean> {
  const user = await sql.get<{ enabled: number }>(
    'SELECT enabled FROM users WHERE pool_id = ? AND sub = ?',
    poolId,
    sub,
  )
  return user?.enabled === 1
}

/** False when the user is gone or disabled. */
export async function insertSignIn(sql: Sql, signIn: SignInRecord): Promise<boolean> {
  const { poolId, sub } = signIn
  if (!(await isEnabledUser(sql, poolId, sub))) return false
  await sql.run(
    `INSERT INTO sign_ins (pool_id, id, sub, client_id, device_key, oauth_grant, origin_jti, authenticated_at, revoked,
       expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    poolId,
    signIn.id,
    sub,
    signIn.clientId,
    signIn.deviceKey ?? null,
    signIn.grant ? JSON.stringify(signIn.grant) : null,
    signIn.originJti,
    signIn.authenticatedAt.getTime(),
    signIn.revoked ? 1 : 0,
    signIn.expiresAt.getTime(),
  )
  return true
}

export async function insertRefreshToken(sql: Sql, token: RefreshTokenRecord): Promise<void> {
  await sql.run(
    'INSERT INTO refresh_tokens (hash, pool_id, sign_in_id, expires_at, usable_until) VALUES (?, ?, ?, ?, ?)',
    token.hash,
    token.poolId,
    token.signInId,
    token.expiresAt.getTime(),
    token.usableUntil?.getTime() ?? null,
  )
}

export function signInOf(row: SignInRow): SignInRecord {
  return {
    id: row.id,
    poolId: row.pool_id,
    sub: row.sub,
    clientId: row.client_id,
    ...(row.device_key !== null && { deviceKey: row.device_key }),
    ...(row.oauth_grant !== null && { grant: JSON.parse(row.oauth_grant) as TokenGrant }),
    originJti: row.origin_jti,
    authenticatedAt: new Date(row.authenticated_at),
    revoked: row.revoked === 1,
    expiresAt: new Date(row.expires_at),
  }
}

function refreshTokenOf(row: SignInRow & RefreshTokenRow): RefreshTokenRecord {
  return {
    hash: row.hash,
    poolId: row.pool_id,
    signInId: row.id,
    expiresAt: new Date(row.token_expires_at),
    ...(row.usable_until !== null && { usableUntil: new Date(row.usable_until) }),
  }
}
