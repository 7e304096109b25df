import type { TestContext } from 'node:test'
import type { AuthorizationStore } from '../../src/cognito/authorization-store.ts'
import type { UserRecord } from '../../src/cognito/store.ts'
import type { SignInName, UserStore } from '../../src/cognito/user-store.ts'
import type { Database } from '../../src/store/sql.ts'
import { now, openStoreWithPools, poolId } from './stored-pools.ts'

export { now, poolId } from './stored-pools.ts'

export const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)

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
export function openUserStore(t: TestContext, open: () => Promise<Database>): Promise<UserStore & AuthorizationStore> {
  return openStoreWithPools(t, open, { clients: ['client'] })
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
