import type { TestContext } from 'node:test'
import type { AuthorizationStore } from '../../src/cognito/authorization-store.ts'
import type { PoolRecord, UserRecord } from '../../src/cognito/store.ts'
import type { SignInName, UserStore } from '../../src/cognito/user-store.ts'
import { cognitoAuthorization } from '../../src/store/cognito/authorization.ts'
import { cognitoPools } from '../../src/store/cognito/pools.ts'
import { cognitoUsers } from '../../src/store/cognito/users.ts'
import type { Database } from '../../src/store/sql.ts'

export const now = new Date('2026-11-22T10:00:00.123Z')
export const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
export const poolId = 'us-east-1_pool'

export function newUser(sub: string, more: Partial<UserRecord> = {}): UserRecord {
  return {
    poolId,
    sub,
    username: sub,
    status: 'UNCONFIRMED',
    enabled: true,
    attributes: { email: `${sub}@example.com`, email_verified: 'false' },
    createdAt: now,
    modifiedAt: now,
    ...more,
  }
}

export function namesOf(sub: string): SignInName[] {
  return [
    { attribute: 'sub', name: sub },
    { attribute: 'email', name: `${sub}@example.com` },
  ]
}

/** The store of users over a new database that `open` gives, with one pool and its client. */
export async function openUserStore(
  t: TestContext,
  open: () => Promise<Database>,
): Promise<UserStore & AuthorizationStore> {
  const database = await open()
  t.after(() => database.close())
  const pools = cognitoPools(database)
  const pool: PoolRecord = {
    id: poolId,
    region: 'us-east-1',
    name: 'p',
    settings: {},
    tags: {},
    createdAt: now,
    modifiedAt: now,
    revision: 0,
  }
  await pools.insertPool(pool, [])
  const client = { id: 'client', poolId, name: 'c', settings: {}, createdAt: now, modifiedAt: now, revision: 0 }
  await pools.insertClient(client)
  return { ...cognitoUsers(database), ...cognitoAuthorization(database) }
}

/** The same with a user jane. */
export async function openStoreWithUser(
  t: TestContext,
  open: () => Promise<Database>,
): Promise<UserStore & AuthorizationStore> {
  const store = await openUserStore(t, open)
  await store.insertUser(newUser('jane'), namesOf('jane'))
  return store
}

/** Outcomes of a race, whoever won. */
export function sorted(outcomes: readonly unknown[]): string[] {
  return outcomes.map(String).sort()
}
