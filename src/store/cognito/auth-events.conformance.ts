import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { AuthEventRecord } from '../../cognito/auth-event-store.ts'
import { openStoreWithPools } from '../../../test/support/stored-pools.ts'
import type { Database } from '../sql.ts'

const now = new Date('2026-11-22T10:00:00.123Z')
const poolId = 'us-east-1_pool'
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds)

function newEvent(id: string, more: Partial<AuthEventRecord> = {}): AuthEventRecord {
  return {
    poolId,
    sub: 'jane',
    id,
    type: 'SignIn',
    response: 'Pass',
    risk: { RiskDecision: 'NoRisk', CompromisedCredentialsDetected: false },
    challenges: [{ ChallengeName: 'Password', ChallengeResponse: 'Success' }],
    context: { IpAddress: '192.0.2.1' },
    createdAt: now,
    ...more,
  }
}

/** What every store of auth events must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoAuthEventsConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) => openStoreWithPools(t, open, { users: ['jane'] })

  describe(`the store of auth events on ${name}`, () => {
    it('gives an event back as it was put last, at the time it was put first', async (t) => {
      const store = await openStore(t)
      await store.putAuthEvent(newEvent('a', { response: 'InProgress' }), 10)
      const feedback = { FeedbackValue: 'Valid', Provider: 'Admin', FeedbackDate: later(5) } as const
      await store.putAuthEvent(newEvent('a', { feedback }), 10)
      assert.deepEqual(await store.findAuthEvent(poolId, 'jane', 'a'), newEvent('a', { feedback }))
      assert.equal(await store.findAuthEvent(poolId, 'jane', 'b'), undefined)
    })

    it('lists them newest first, page by page, and keeps the newest only', async (t) => {
      const store = await openStore(t)
      for (const [index, id] of ['a', 'b', 'c', 'd'].entries())
        await store.putAuthEvent(newEvent(id, { createdAt: later(Math.floor(index / 2)) }), 3)
      const first = await store.listAuthEvents(poolId, 'jane', { limit: 2 })
      assert.deepEqual([first.items.map(({ id }) => id), typeof first.next], [['d', 'c'], 'string'])
      const rest = await store.listAuthEvents(poolId, 'jane', { limit: 2, after: first.next ?? '' })
      assert.deepEqual(rest, { items: [newEvent('b')] })
    })

    it('keeps nothing of a user who is gone', async (t) => {
      const store = await openStore(t)
      await store.putAuthEvent(newEvent('a'), 10)
      await store.deleteUser(poolId, 'jane')
      await store.putAuthEvent(newEvent('b'), 10)
      assert.deepEqual(await store.listAuthEvents(poolId, 'jane', { limit: 2 }), { items: [] })
    })
  })
}
