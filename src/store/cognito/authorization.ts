import type {
  AuthorizationCodeRecord,
  AuthorizationStore,
  LoginSessionRecord,
  SamlSession,
} from '../../cognito/authorization-store.ts'
import {
  dropEndedSignIns,
  forgetPasswordFailures,
  insertRefreshToken,
  insertSignIn,
  isEnabledUser,
  signInOf,
  type SignInRow,
} from './sign-ins.ts'
import type { Database, Sql } from '../sql.ts'

interface LoginSessionRow {
  hash: string
  pool_id: string
  sub: string
  domain: string
  provider: string
  saml: string | null
  authenticated_at: number
  expires_at: number
}

interface CodeRow {
  hash: string
  redirect_uri: string | null
  code_challenge: string | null
  nonce: string | null
  code_expires_at: number
}

/** Sessions on login pages, and codes. What is over is dropped as new entries come in, but not in their transactions. */
export function cognitoAuthorization(database: Database): AuthorizationStore {
  return {
    async insertLoginSession(session) {
      const { poolId, sub, authenticatedAt } = session
      const isOver = 'DELETE FROM login_sessions WHERE pool_id = ? AND expires_at <= ?'
      await database.run(isOver, poolId, authenticatedAt.getTime())
      const inserted = await database.transaction(async (sql) => {
        if (!(await isEnabledUser(sql, poolId, sub))) return false
        await insertSession(sql, session)
        return true
      })
      if (inserted) await forgetPasswordFailures(database, session)
      return inserted
    },
    async findLoginSession(hash) {
      const row = await database.get<LoginSessionRow>('SELECT * FROM login_sessions WHERE hash = ?', hash)
      return row && sessionOf(row)
    },
    async deleteLoginSession(hash) {
      await database.run('DELETE FROM login_sessions WHERE hash = ?', hash)
    },
    async insertAuthorizationCode(code, signIn) {
      await dropEndedSignIns(database, signIn)
      const isOver = 'DELETE FROM authorization_codes WHERE pool_id = ? AND expires_at <= ?'
      await database.run(isOver, code.poolId, signIn.authenticatedAt.getTime())
      return database.transaction(async (sql) => {
        if (!(await insertSignIn(sql, signIn))) return false
        await insertCode(sql, code)
        return true
      })
    },
    async findAuthorizationCode(hash) {
      const row = await database.get<SignInRow & CodeRow>(
        `SELECT sign_ins.*, authorization_codes.hash, authorization_codes.redirect_uri,
           authorization_codes.code_challenge, authorization_codes.nonce,
           authorization_codes.expires_at AS code_expires_at
         FROM authorization_codes JOIN sign_ins
           ON sign_ins.pool_id = authorization_codes.pool_id AND sign_ins.id = authorization_codes.sign_in_id
         WHERE authorization_codes.hash = ?`,
        hash,
      )
      return row && { code: codeOf(row), signIn: signInOf(row) }
    },
    redeemAuthorizationCode: (hash, { now, grant, refreshToken }) =>
      database.transaction(async (sql) => {
        const { poolId, signInId } = refreshToken
        const taken = await sql.run(
          'UPDATE authorization_codes SET used = 1 WHERE hash = ? AND used = 0 AND expires_at > ?',
          hash,
          now.getTime(),
        )
        if (taken === 0) {
          const isAlive = 'SELECT 1 AS found FROM authorization_codes WHERE hash = ? AND expires_at > ?'
          if (!(await sql.get(isAlive, hash, now.getTime()))) return 'expired'
          await sql.run('UPDATE sign_ins SET revoked = 1 WHERE pool_id = ? AND id = ?', poolId, signInId)
          return 'used'
        }
        const granted = await sql.run(
          'UPDATE sign_ins SET oauth_grant = ? WHERE pool_id = ? AND id = ? AND revoked = 0',
          JSON.stringify(grant),
          poolId,
          signInId,
        )
        if (granted === 0) return 'expired'
        await insertRefreshToken(sql, refreshToken)
        return 'redeemed'
      }),
  }
}

async function insertSession(sql: Sql, session: LoginSessionRecord): Promise<void> {
  await sql.run(
    `INSERT INTO login_sessions (hash, pool_id, sub, domain, provider, saml, authenticated_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    session.hash,
    session.poolId,
    session.sub,
    session.domain,
    session.provider,
    session.saml === undefined ? null : JSON.stringify(session.saml),
    session.authenticatedAt.getTime(),
    session.expiresAt.getTime(),
  )
}

async function insertCode(sql: Sql, code: AuthorizationCodeRecord): Promise<void> {
  await sql.run(
    `INSERT INTO authorization_codes (hash, pool_id, sign_in_id, redirect_uri, code_challenge, nonce, used, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, 0, ?)`,
    code.hash,
    code.poolId,
    code.signInId,
    code.redirectUri ?? null,
    code.codeChallenge ?? null,
    code.nonce ?? null,
    code.expiresAt.getTime(),
  )
}

function sessionOf(row: LoginSessionRow): LoginSessionRecord {
  return {
    hash: row.hash,
    poolId: row.pool_id,
    sub: row.sub,
    domain: row.domain,
    provider: row.provider,
    ...(row.saml !== null && { saml: JSON.parse(row.saml) as SamlSession }),
    authenticatedAt: new Date(row.authenticated_at),
    expiresAt: new Date(row.expires_at),
  }
}

function codeOf(row: SignInRow & CodeRow): AuthorizationCodeRecord {
  return {
    hash: row.hash,
    poolId: row.pool_id,
    signInId: row.id,
    ...(row.redirect_uri !== null && { redirectUri: row.redirect_uri }),
    ...(row.code_challenge !== null && { codeChallenge: row.code_challenge }),
    ...(row.nonce !== null && { nonce: row.nonce }),
    expiresAt: new Date(row.code_expires_at),
  }
}
