import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { UserPoolDomainRecord } from '../../cognito/user-pool-domain-store.ts'
import { openStoreWithPools } from '../../../test/support/stored-pools.ts'
import type { Database } from '../sql.ts'

const now = new Date('2026-11-22T10:00:00.123Z')
const [poolId, otherPoolId] = ['us-east-1_pool', 'us-east-1_other']

function newDomain(domain: string, more: Partial<UserPoolDomainRecord> = {}): UserPoolDomainRecord {
  return {
    domain,
    poolId,
    managedLoginVersion: 1,
    cloudFrontDistribution: 'd1.cloudfront.net',
    modifiedAt: now,
    revision: 0,
    ...more,
  }
}

/** What every store of user pool domains must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoDomainsConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) => openStoreWithPools(t, open, { pools: [poolId, otherPoolId] })

  describe(`the store of user pool domains on ${name}`, () => {
    it('gives a domain to one of two pools', async (t) => {
      const store = await openStore(t)
      const outcomes = await Promise.all([
        store.insertUserPoolDomain(newDomain('shop')),
        store.insertUserPoolDomain(newDomain('shop', { poolId: otherPoolId })),
      ])
      assert.deepEqual(outcomes.sort(), ['inserted', 'taken'])
      assert.equal(await store.insertUserPoolDomain(newDomain('x', { poolId: 'us-east-1_gone' })), 'pool-gone')
      assert.equal(await store.findUserPoolDomain('other'), undefined)
    })

    it('keeps one prefix and one custom domain of a pool', async (t) => {
      const store = await openStore(t)
      const [prefix, custom] = [newDomain('shop'), newDomain('login.example.com', { certificateArn: 'arn' })]
      assert.equal(await store.insertUserPoolDomain(custom), 'inserted')
      assert.equal(await store.insertUserPoolDomain(prefix), 'inserted')
      assert.equal(await store.insertUserPoolDomain(newDomain('second')), 'has-one')
      assert.equal(
        await store.insertUserPoolDomain(newDomain('second.example.com', { certificateArn: 'arn' })),
        'has-one',
      )
      assert.deepEqual(await store.listUserPoolDomains(poolId), [prefix, custom])
      assert.deepEqual(await store.listUserPoolDomains(otherPoolId), [])
      assert.deepEqual(await store.listCustomDomains(), [custom])
      assert.deepEqual(await store.findUserPoolDomain('login.example.com'), custom)
    })

    it('replaces the revision that it was given, and no other, and deletes what is the pool’s', async (t) => {
      const store = await openStore(t)
      await store.insertUserPoolDomain(newDomain('shop'))
      const changed = newDomain('shop', { managedLoginVersion: 2, modifiedAt: new Date(now.getTime() + 1) })
      assert.deepEqual(
        [await store.replaceUserPoolDomain(changed), await store.replaceUserPoolDomain(changed)],
        [true, false],
      )
      assert.deepEqual(await store.findUserPoolDomain('shop'), { ...changed, revision: 1 })
      assert.equal(await store.deleteUserPoolDomain(otherPoolId, 'shop'), false)
      assert.equal(await store.deleteUserPoolDomain(poolId, 'shop'), true)
      assert.equal(await store.findUserPoolDomain('shop'), undefined)
    })
  })
}
