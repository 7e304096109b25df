import type { PasswordFailures, UserStore } from '../../cognito/user-store.ts'
import { deleteFound } from '../delete-found.ts'
import type { Database, Sql } from '../sql.ts'

type CodesAndLimits = Pick<
  UserStore,
  | 'putCode'
  | 'useCode'
  | 'countAttempt'
  | 'findAttempts'
  | 'clearAttempts'
  | 'findPasswordFailures'
  | 'addPasswordFailure'
  | 'touchPasswordFailures'
  | 'clearPasswordFailures'
>

/**
 * Mailed codes, hourly limits and wrong passwords. Whatever has run out is dropped as new entries come in, but not in
 * their transactions: these would read what all others of the pool write, and be in each other's way.
 */
export function codesAndLimits(database: Database): CodesAndLimits {
  return {
    async putCode(code) {
      await database.run(
        `INSERT INTO user_codes (pool_id, sub, purpose, hash, attempts, expires_at) VALUES (?, ?, ?, ?, 0, ?)
         ON CONFLICT (pool_id, sub, purpose)
         DO UPDATE SET hash = excluded.hash, attempts = 0, expires_at = excluded.expires_at`,
        code.poolId,
        code.sub,
        code.purpose,
        code.hash,
        code.expiresAt.getTime(),
      )
    },
    useCode: (code, { now, attempts }) =>
      database.transaction(async (sql) => {
        const alive = 'pool_id = ? AND sub = ? AND purpose = ? AND expires_at > ? AND attempts < ?'
        const values = [code.poolId, code.sub, code.purpose, now.getTime(), attempts]
        if ((await sql.run(`DELETE FROM user_codes WHERE ${alive} AND hash = ?`, ...values, code.hash)) > 0)
          return 'used'
        const missed = await sql.run(`UPDATE user_codes SET attempts = attempts + 1 WHERE ${alive}`, ...values)
        return missed > 0 ? 'mismatch' : 'expired'
      }),
    async countAttempt({ poolId, subject, action, now, windowMilliseconds }) {
      // What lies further ahead than other nodes' clocks can differ was dated by a clock that has been put right.
      const runOut = 'user_attempts WHERE pool_id = ? AND (expires_at <= ? OR expires_at > ?)'
      await deleteFound(database, runOut, poolId, now.getTime(), now.getTime() + 2 * windowMilliseconds)
      const counted = await database.transaction((sql) =>
        sql.get<{ count: number }>(
          `INSERT INTO user_attempts (pool_id, subject, action, count, expires_at) VALUES (?, ?, ?, 1, ?)
           ON CONFLICT (pool_id, subject, action) DO UPDATE SET count = user_attempts.count + 1 RETURNING count`,
          poolId,
          subject,
          action,
          now.getTime() + windowMilliseconds,
        ),
      )
      return counted?.count ?? 1
    },
    async findAttempts(poolId, subject, action, now) {
      const row = await database.get<{ count: number }>(
        'SELECT count FROM user_attempts WHERE pool_id = ? AND subject = ? AND action = ? AND expires_at > ?',
        poolId,
        subject,
        action,
        now.getTime(),
      )
      return row?.count ?? 0
    },
    async clearAttempts(poolId, subject, action) {
      await deleteFound(
        database,
        'user_attempts WHERE pool_id = ? AND subject = ? AND action = ?',
        poolId,
        subject,
        action,
      )
    },
    findPasswordFailures: (poolId, subject) => findFailures(database, poolId, subject),
    async addPasswordFailure(poolId, subject, now, { resetBefore, isLocked }) {
      const runOut = 'password_failures WHERE pool_id = ? AND tried_at <= ?'
      await deleteFound(database, runOut, poolId, resetBefore.getTime())
      return database.transaction(async (sql) => {
        const failures = await findFailures(sql, poolId, subject)
        if (failures && isLocked(failures)) return false
        await sql.run(
          `INSERT INTO password_failures (pool_id, subject, failures, failed_at, tried_at) VALUES (?, ?, 1, ?, ?)
           ON CONFLICT (pool_id, subject) DO UPDATE SET failures = password_failures.failures + 1,
             failed_at = excluded.failed_at, tried_at = excluded.tried_at`,
          poolId,
          subject,
          now.getTime(),
          now.getTime(),
        )
        return true
      })
    },
    async touchPasswordFailures(poolId, subject, now) {
      await database.run(
        'UPDATE password_failures SET tried_at = ? WHERE pool_id = ? AND subject = ?',
        now.getTime(),
        poolId,
        subject,
      )
    },
    async clearPasswordFailures(poolId, subject) {
      await deleteFound(database, 'password_failures WHERE pool_id = ? AND subject = ?', poolId, subject)
    },
  }
}

async function findFailures(sql: Sql, poolId: string, subject: string): Promise<PasswordFailures | undefined> {
  const row = await sql.get<{ failures: number; failed_at: number; tried_at: number }>(
    'SELECT failures, failed_at, tried_at FROM password_failures WHERE pool_id = ? AND subject = ?',
    poolId,
    subject,
  )
  return row && { failures: row.failures, failedAt: new Date(row.failed_at), triedAt: new Date(row.tried_at) }
}
