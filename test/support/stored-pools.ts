import type { TestContext } from 'node:test'
import type { CognitoStore } from '../../src/cognito/store.ts'
import { cognitoStore } from '../../src/store/cognito/store.ts'
import type { Database } from '../../src/store/sql.ts'

export const now = new Date('2026-11-22T10:00:00.123Z')
export const poolId = 'us-east-1_pool'

/** What is there before a test begins. */
interface Stored {
  /** Ids; one pool, `us-east-1_pool`, when not given. */
  readonly pools?: readonly string[]
  /** Ids of clients of that pool. */
  readonly clients?: readonly string[]
  /** Users of that pool, by their sub. */
  readonly users?: readonly string[]
}

/** The store over a new database that `open` gives and the test closes. */
export async function openStoreWithPools(
  t: TestContext,
  open: () => Promise<Database>,
  { pools = [poolId], clients = [], users = [] }: Stored = {},
): Promise<CognitoStore> {
  const database = await open()
  t.after(() => database.close())
  const store = cognitoStore(database)
  const times = { createdAt: now, modifiedAt: now }
  for (const id of pools)
    await store.insertPool({ id, region: 'us-east-1', name: 'p', settings: {}, tags: {}, ...times, revision: 0 }, [])
  for (const id of clients) await store.insertClient({ id, poolId, name: id, settings: {}, ...times, revision: 0 })
  for (const sub of users) {
    const user = { poolId, sub, username: sub, status: 'CONFIRMED', enabled: true, attributes: {}, ...times } as const
    await store.insertUser(user, [{ attribute: 'sub', name: sub }])
  }
  return store
}
