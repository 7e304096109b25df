import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { ProviderIdentity } from '../../cognito/identity-link-store.ts'
import type { CognitoStore, UserRecord } from '../../cognito/store.ts'
import { openStoreWithPools } from '../../../test/support/stored-pools.ts'
import type { Database } from '../sql.ts'

const now = new Date('2026-11-22T10:00:00.123Z')
const poolId = 'us-east-1_pool'
const dated = { createdAt: now, modifiedAt: now }

function identity(more: Partial<ProviderIdentity> = {}): ProviderIdentity {
  return { poolId, providerName: 'Corp', attributeName: 'Cognito_Subject', attributeValue: '1', ...more }
}

/** A change that can be told from others by `mark`. */
const marked = (mark: string) => (user: UserRecord) => ({
  ...user,
  attributes: { ...user.attributes, identities: (user.attributes['identities'] ?? '') + mark },
})

/** What every store of linked identities must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoIdentityLinksConformance(name: string, open: () => Promise<Database>): void {
  const openStore = async (t: TestContext): Promise<CognitoStore> => {
    const store = await openStoreWithPools(t, open, { users: ['jane', 'joe'] })
    for (const each of ['Corp', 'Other'])
      await store.insertIdentityProvider({
        poolId,
        name: each,
        type: 'OIDC',
        sealedDetails: new Uint8Array(),
        attributeMapping: {},
        identifiers: [],
        ...dated,
        revision: 0,
      })
    return store
  }
  const mark = async (store: CognitoStore, sub: string) => (await store.findUser(poolId, sub))?.attributes['identities']

  describe(`the store of linked identities on ${name}`, () => {
    it('links an identity to one of two users, and finds that user by it', async (t) => {
      const store = await openStore(t)
      const outcomes = await Promise.all(
        ['jane', 'joe'].map((sub) => store.linkIdentity(identity(), sub, 5, marked('x'))),
      )
      assert.deepEqual(outcomes.toSorted(), ['linked', 'taken'])
      const linked = await store.findLinkedUser(identity())
      assert.equal(linked?.attributes['identities'], 'x')
      assert.deepEqual(
        [await mark(store, 'jane'), await mark(store, 'joe')].filter((each) => each !== undefined),
        ['x'],
      )
      for (const other of [{ providerName: 'Other' }, { attributeName: 'email' }, { attributeValue: '2' }])
        assert.equal(await store.findLinkedUser(identity(other)), undefined)
    })

    it('links nobody who is not there, and nobody whose change is declined', async (t) => {
      const store = await openStore(t)
      assert.equal(await store.linkIdentity(identity(), 'nobody', 5, marked('x')), 'user-gone')
      assert.equal(await store.linkIdentity(identity(), 'jane', 5, () => undefined), 'declined')
      assert.equal(await store.findLinkedUser(identity()), undefined)
    })

    it('links the users of a provider by so many attributes', async (t) => {
      const store = await openStore(t)
      const link = (attributeName: string, attributeValue: string) =>
        store.linkIdentity(identity({ attributeName, attributeValue }), 'jane', 2, marked('x'))
      assert.deepEqual(
        [await link('a', '1'), await link('b', '1'), await link('a', '2')],
        ['linked', 'linked', 'linked'],
      )
      assert.equal(await link('c', '1'), 'too-many-attributes')
      assert.equal(await mark(store, 'jane'), 'xxx')
    })

    it('names the attributes by which the users of a provider are linked', async (t) => {
      const store = await openStore(t)
      for (const [attributeName, attributeValue] of [
        ['a', '1'],
        ['a', '2'],
        ['b', '1'],
      ] as const)
        await store.linkIdentity(identity({ attributeName, attributeValue }), 'jane', 5, marked('x'))
      assert.deepEqual(await store.listLinkAttributes(poolId, 'Corp'), ['a', 'b'])
      assert.deepEqual(await store.listLinkAttributes(poolId, 'Other'), [])
    })

    it('inserts a user with an identity, or neither', async (t) => {
      const store = await openStore(t)
      const insert = (sub: string, name: string) =>
        store.insertLinkedUser(
          { poolId, sub, username: name, status: 'EXTERNAL_PROVIDER', enabled: true, attributes: {}, ...dated },
          [{ attribute: 'username', name }],
          identity(),
        )
      assert.equal(await insert('1', 'new'), true)
      assert.equal((await store.findLinkedUser(identity()))?.sub, '1')
      assert.equal(await insert('2', 'new'), false)
      assert.equal(await insert('3', 'another'), false)
      assert.equal(await store.findUser(poolId, '3'), undefined)
    })

    it('takes a link away once', async (t) => {
      const store = await openStore(t)
      await store.linkIdentity(identity(), 'jane', 5, marked('x'))
      assert.equal(await store.unlinkIdentity(identity({ attributeValue: '2' }), marked('y')), false)
      assert.equal(await store.unlinkIdentity(identity(), marked('y')), true)
      assert.equal(await store.unlinkIdentity(identity(), marked('y')), false)
      assert.equal(await store.findLinkedUser(identity()), undefined)
      assert.equal(await mark(store, 'jane'), 'xy')
    })

    it('takes the links of a provider away with it, and those of a user', async (t) => {
      const store = await openStore(t)
      await store.linkIdentity(identity(), 'jane', 5, marked('x'))
      await store.linkIdentity(identity({ providerName: 'Other' }), 'joe', 5, marked('x'))
      await store.deleteIdentityProvider(poolId, 'Corp', marked('y'))
      assert.deepEqual([await mark(store, 'jane'), await mark(store, 'joe')], ['xy', 'x'])
      await store.deleteUser(poolId, 'joe')
      assert.equal(await store.findLinkedUser(identity({ providerName: 'Other' })), undefined)
    })
  })
}
