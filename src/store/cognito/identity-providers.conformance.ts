import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { IdentityProviderRecord } from '../../cognito/identity-provider-store.ts'
import type { CognitoStore, UserRecord } from '../../cognito/store.ts'
import { openStoreWithPools } from '../../../test/support/stored-pools.ts'
import type { Database } from '../sql.ts'

const now = new Date('2026-11-22T10:00:00.123Z')
const poolId = 'us-east-1_pool'

function newProvider(name: string, more: Partial<IdentityProviderRecord> = {}): IdentityProviderRecord {
  return {
    poolId,
    name,
    type: 'OIDC',
    sealedDetails: new Uint8Array([1, 0, 255]),
    attributeMapping: { username: 'sub' },
    identifiers: [],
    createdAt: now,
    modifiedAt: now,
    revision: 0,
    ...more,
  }
}

const same = (user: UserRecord) => user

/** What every store of identity providers must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoIdentityProvidersConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) => openStoreWithPools(t, open)
  const found = async (store: CognitoStore, name: string) => {
    const provider = await store.findIdentityProvider(poolId, name)
    return provider && { ...provider, sealedDetails: new Uint8Array(provider.sealedDetails) }
  }

  describe(`the store of identity providers on ${name}`, () => {
    it('inserts one of two with the same name and gives it back', async (t) => {
      const store = await openStore(t)
      const saml = { certificates: ['MII'], validUntil: now.getTime() + 2, refreshAt: now.getTime() + 1 }
      const provider = newProvider('Corp', { type: 'SAML', entityId: 'urn:corp', saml, identifiers: ['b', 'a'] })
      const outcomes = await Promise.all([
        store.insertIdentityProvider(provider),
        store.insertIdentityProvider(newProvider('Corp')),
      ])
      assert.deepEqual(outcomes.sort(), ['exists', 'inserted'])
      await store.deleteIdentityProvider(poolId, 'Corp', same)
      await store.insertIdentityProvider(provider)
      assert.deepEqual(await found(store, 'Corp'), provider)
      assert.equal(await found(store, 'Other'), undefined)
      assert.equal(await store.insertIdentityProvider(newProvider('x', { poolId: 'us-east-1_gone' })), 'pool-gone')
      assert.equal(await store.countIdentityProviders(poolId), 1)
    })

    it('gives an identifier to one provider, and finds that by it', async (t) => {
      const store = await openStore(t)
      await store.insertIdentityProvider(newProvider('Corp', { identifiers: ['corp.example.com', 'corp'] }))
      const rival = newProvider('Rival', { identifiers: ['rival', 'corp'] })
      assert.equal(await store.insertIdentityProvider(rival), 'identifier-taken')
      assert.equal(await found(store, 'Rival'), undefined)
      assert.equal((await store.findIdentityProviderByIdentifier(poolId, 'corp'))?.name, 'Corp')
      assert.equal(await store.findIdentityProviderByIdentifier(poolId, 'rival'), undefined)
      await store.insertIdentityProvider({ ...rival, identifiers: ['rival'] })
      assert.equal(await store.replaceIdentityProvider(rival), 'identifier-taken')
      assert.deepEqual((await found(store, 'Rival'))?.identifiers, ['rival'])
      await store.deleteIdentityProvider(poolId, 'Corp', same)
      assert.equal(await store.replaceIdentityProvider(rival), 'replaced')
      assert.equal((await store.findIdentityProviderByIdentifier(poolId, 'corp'))?.name, 'Rival')
    })

    it('replaces the revision that it was given, and no other', async (t) => {
      const store = await openStore(t)
      await store.insertIdentityProvider(newProvider('Corp'))
      const later = new Date(now.getTime() + 1)
      const changed = newProvider('Corp', {
        attributeMapping: { email: 'mail' },
        entityId: 'e',
        saml: { certificates: ['MII'] },
        modifiedAt: later,
      })
      assert.equal(await store.replaceIdentityProvider(changed), 'replaced')
      assert.equal(await store.replaceIdentityProvider(changed), 'changed')
      assert.deepEqual(await found(store, 'Corp'), { ...changed, revision: 1 })
      assert.deepEqual(
        [
          await store.deleteIdentityProvider(poolId, 'Corp', same),
          await store.deleteIdentityProvider(poolId, 'Corp', same),
        ],
        [true, false],
      )
    })

    it('lists them by name, page by page, and deletes them with their pool', async (t) => {
      const store = await openStore(t)
      for (const each of ['c', 'a', 'b']) await store.insertIdentityProvider(newProvider(each, { identifiers: [each] }))
      const first = await store.listIdentityProviders(poolId, { limit: 2 })
      assert.deepEqual([first.items.map((each) => each.name), first.next], [['a', 'b'], 'b'])
      const rest = await store.listIdentityProviders(poolId, { limit: 2, after: 'b' })
      assert.deepEqual([rest.items.map((each) => each.name), rest.next], [['c'], undefined])
      await store.deletePool(poolId)
      assert.equal(await store.countIdentityProviders(poolId), 0)
    })
  })
}
