import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openUserStore, poolId } from '../../../test/support/stored-users.ts'
import type { UserFilter } from '../../cognito/user-store.ts'
import { migrate } from '../migrations/index.ts'
import type { SqlValue } from '../sql.ts'
import { openSqlite } from '../sqlite.ts'

/** A store of users that notes what it asks its database for. */
async function openObserved(t: TestContext) {
  const database = openSqlite(':memory:')
  await migrate(database)
  const asked: [statement: string, values: SqlValue[]][] = []
  const store = await openUserStore(t, async () => ({
    ...database,
    all: (statement, ...values) => {
      asked.push([statement, values])
      return database.all(statement, ...values)
    },
  }))
  /** How SQLite goes about the last thing that it was asked. */
  const plan = async () => {
    const [statement = '', values = []] = asked.at(-1) ?? []
    const steps = await database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${statement}`, ...values)
    return steps.map(({ detail }) => detail)
  }
  return { store, plan }
}

describe('ListUsers in a large pool', () => {
  const filters: readonly (UserFilter | undefined)[] = [
    undefined,
    { attribute: 'username', match: 'equals', value: 'jane' },
    { attribute: 'email', match: 'equals', value: 'jane@example.com' },
    { attribute: 'email', match: 'starts-with', value: 'j' },
    { attribute: 'sub', match: 'equals', value: 'jane' },
    { attribute: 'status', match: 'equals', value: 'Disabled' },
    { attribute: 'cognito:user_status', match: 'equals', value: 'CONFIRMED' },
  ]
  for (const filter of filters)
    it(`sorts nothing and goes through no table ${filter ? `for ${filter.attribute} ${filter.match}` : 'for a page'}`, async (t) => {
      const { store, plan } = await openObserved(t)
      await store.listUsers(poolId, { limit: 60, ...(filter && { filter }) })
      const steps = await plan()
      assert.match(steps.join(), /SEARCH/)
      assert.doesNotMatch(steps.join(), /SCAN|TEMP B-TREE/)
    })
})
