import type { PoolRecord, UserRecord } from '../src/cognito/store.ts'
import { signInNames } from '../src/cognito/users/sign-in-names.ts'
import { insertUser } from '../src/store/cognito/users.ts'
import type { Database } from '../src/store/sql.ts'

/** Users to a transaction: few enough that the pages they lie on stay in the cache of SQLite's writing connection. */
const together = 2500

/** As scattered as random ones are: multiplied by 2^32 over the golden ratio. */
function subOf(index: number): string {
  const [first, last] = [Math.imul(index, 0x9e3779b1) >>> 0, index]
  return `${first.toString(16).padStart(8, '0')}-0000-4000-8000-${last.toString(16).padStart(12, '0')}`
}

/** The digits are turned round, so that what begins alike was not created together. */
export function nameOf(index: number): string {
  return `user-${index.toString().padStart(7, '0').split('').toReversed().join('')}`
}

/** A few have not been here yet, and a few are not let in. */
export function canSignIn(index: number): boolean {
  return index % 1000 !== 7 && index % 1000 !== 9
}

/** Writes users straight into a database, each with an e-mail address and the same password, a second after the other. */
export async function storeUsers(
  database: Database,
  pool: PoolRecord,
  users: { readonly count: number; readonly passwordHash: string; readonly createdFrom: number },
): Promise<{ readonly cpu: number; readonly wall: number }> {
  const [before, began] = [process.cpuUsage(), performance.now()]
  for (let from = 0; from < users.count; from += together)
    await database.transaction(async (sql) => {
      for (let index = from; index < Math.min(users.count, from + together); index++) {
        const created = new Date(users.createdFrom + index * 1000)
        const user: UserRecord = {
          poolId: pool.id,
          sub: subOf(index),
          username: nameOf(index),
          status: index % 1000 === 7 ? 'RESET_REQUIRED' : 'CONFIRMED',
          enabled: index % 1000 !== 9,
          attributes: { email: `${nameOf(index)}@example.com`, email_verified: 'true', name: `User ${index}` },
          passwordHash: users.passwordHash,
          createdAt: created,
          modifiedAt: created,
        }
        await insertUser(sql, user, signInNames(pool, user), undefined)
      }
    })
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) / 1e6, wall: (performance.now() - began) / 1000 }
}
