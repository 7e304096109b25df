import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import {
  later,
  namesOf,
  newUser,
  openStoreWithUser,
  openUserStore,
  poolId,
  sorted,
} from '../../../test/support/stored-users.ts'
import type { Page, UserRecord } from '../../cognito/store.ts'
import type { TakeOver } from '../../cognito/user-store.ts'
import type { Database } from '../sql.ts'

/** What every store of users must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoUsersConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) => openUserStore(t, open)
  const openWithUser = (t: TestContext) => openStoreWithUser(t, open)

  describe(`the store of users on ${name}`, () => {
    it('gives a user back as it was inserted, by sub and by every name', async (t) => {
      const store = await openStore(t)
      const pendingAttributes = { email: 'new@example.com' }
      const user = newUser('jane', {
        passwordHash: '$argon2id$',
        passwordHistory: ['$old$'],
        temporaryPasswordAt: later(1),
        pendingAttributes,
      })
      assert.equal(await store.insertUser(user, namesOf('jane')), undefined)
      assert.deepEqual(await store.findUser(poolId, 'jane'), user)
      assert.deepEqual(await store.findUserByName(poolId, 'jane@example.com'), user)
      assert.equal(await store.findUserByName('us-east-1_other', 'jane@example.com'), undefined)
    })

    it('keeps the factors of a user until they are replaced or gone', async (t) => {
      const store = await openStore(t)
      const softwareToken = { id: 'token', sealedSecret: 'AAAA', verified: true, name: 'phone' }
      const user = newUser('jane', { mfa: { softwareToken, enabled: ['SOFTWARE_TOKEN_MFA'] } })
      await store.insertUser(user, namesOf('jane'))
      assert.deepEqual(await store.findUser(poolId, 'jane'), user)
      const off = newUser('jane', { mfa: { enabled: [] } })
      await store.updateUser(poolId, 'jane', () => ({ user: off }))
      assert.deepEqual(await store.findUser(poolId, 'jane'), off)
      await store.updateUser(poolId, 'jane', () => ({ user: newUser('jane') }))
      assert.deepEqual(await store.findUser(poolId, 'jane'), newUser('jane'))
    })

    it('keeps the sealed verifier of a password until it is replaced or gone', async (t) => {
      const store = await openStore(t)
      const user = newUser('jane', { sealedSrpVerifier: Buffer.from([0, 255, 1]) })
      await store.insertUser(user, namesOf('jane'))
      const kept = async () => (await store.findUser(poolId, 'jane'))?.sealedSrpVerifier
      assert.deepEqual(Buffer.from((await kept()) ?? []), Buffer.from([0, 255, 1]))
      await store.updateUser(poolId, 'jane', (current) => ({
        user: { ...current, sealedSrpVerifier: Buffer.from([2]) },
      }))
      assert.deepEqual(Buffer.from((await kept()) ?? []), Buffer.from([2]))
      await store.updateUser(poolId, 'jane', () => ({ user: newUser('jane') }))
      assert.equal(await kept(), undefined)
    })

    it('inserts one of two users with the same name and says which name was taken', async (t) => {
      const store = await openStore(t)
      const email = { attribute: 'email', name: 'both@example.com' } as const
      const outcomes = await Promise.all(
        ['a', 'b'].map((sub) => store.insertUser(newUser(sub), [{ attribute: 'sub', name: sub }, email])),
      )
      assert.deepEqual(sorted(outcomes), ['email', 'undefined'])
      const found = await Promise.all(['a', 'b'].map((sub) => store.findUser(poolId, sub)))
      assert.equal(found.filter((user) => user !== undefined).length, 1)
    })

    it('changes a user on top of every earlier change', async (t) => {
      const store = await openWithUser(t)
      await Promise.all(
        ['one', 'two', 'three'].map((key) =>
          store.updateUser(poolId, 'jane', (user) => ({
            user: { ...user, attributes: { ...user.attributes, [key]: 'set' } },
          })),
        ),
      )
      const user = await store.findUser(poolId, 'jane')
      assert.deepEqual(Object.keys(user?.attributes ?? {}).sort(), ['email', 'email_verified', 'one', 'three', 'two'])
    })

    it('lets one of two conditional changes win', async (t) => {
      const store = await openWithUser(t)
      const confirm = () =>
        store.updateUser(poolId, 'jane', (user) =>
          user.status === 'UNCONFIRMED' ? { user: { ...user, status: 'CONFIRMED' } } : undefined,
        )
      const outcomes = await Promise.all([confirm(), confirm()])
      assert.deepEqual(outcomes.map(({ outcome }) => outcome).sort(), ['declined', 'updated'])
      assert.deepEqual(await store.updateUser(poolId, 'nobody', (user) => ({ user })), { outcome: 'gone' })
    })

    it('changes nothing of a user whose new name is taken', async (t) => {
      const store = await openWithUser(t)
      await store.insertUser(newUser('john'), namesOf('john'))
      const update = await store.updateUser(poolId, 'john', (user) => ({
        user: { ...user, attributes: { email: 'jane@example.com' } },
        names: [{ attribute: 'sub', name: 'john' }, ...namesOf('jane').slice(1)],
      }))
      assert.deepEqual(update, { outcome: 'taken', attribute: 'email' })
      assert.deepEqual(await store.findUserByName(poolId, 'john@example.com'), newUser('john'))
    })

    it('has a user give a name up where the change says so, and only there', async (t) => {
      const store = await openWithUser(t)
      const withoutEmail = (holder: UserRecord) => ({
        user: { ...holder, attributes: {} },
        names: [{ attribute: 'sub', name: holder.sub } as const],
      })
      const takeEmail: TakeOver = (holder, attribute) => (attribute === 'email' ? withoutEmail(holder) : undefined)
      const wanted = namesOf('jane')[1]!
      const username = { attribute: 'username', name: 'ann' } as const
      await store.insertUser(newUser('mary'), [username])
      assert.equal(await store.insertUser(newUser('eve'), [username], takeEmail), 'username')
      assert.deepEqual(await store.findUserByName(poolId, 'ann'), newUser('mary'))
      assert.equal(await store.insertUser(newUser('eve'), [wanted], takeEmail), undefined)
      assert.deepEqual((await store.findUserByName(poolId, wanted.name))?.sub, 'eve')
      assert.deepEqual((await store.findUser(poolId, 'jane'))?.attributes, {})
      const change = { user: newUser('jane'), names: [wanted], takeOver: takeEmail }
      assert.equal((await store.updateUser(poolId, 'jane', () => change)).outcome, 'updated')
      assert.deepEqual((await store.findUserByName(poolId, wanted.name))?.sub, 'jane')
    })

    it('frees the names of a deleted user', async (t) => {
      const store = await openWithUser(t)
      assert.equal(await store.deleteUser(poolId, 'jane'), true)
      assert.equal(await store.deleteUser(poolId, 'jane'), false)
      const heir = [{ attribute: 'email', name: 'jane@example.com' }] as const
      assert.equal(await store.insertUser(newUser('heir'), heir), undefined)
    })

    it('lists users in the order of creation, page by page, while others come and go', async (t) => {
      const store = await openStore(t)
      for (const [index, sub] of ['c', 'a', 'b'].entries())
        await store.insertUser(newUser(sub, { createdAt: later(index) }), namesOf(sub))
      const first = await store.listUsers(poolId, { limit: 1 })
      assert.deepEqual(
        first.items.map(({ sub }) => sub),
        ['c'],
      )
      await store.deleteUser(poolId, 'c')
      await store.insertUser(newUser('d', { createdAt: later(9) }), namesOf('d'))
      const rest = await store.listUsers(poolId, { limit: 3, after: first.next ?? '' })
      assert.deepEqual(
        rest.items.map(({ sub }) => sub),
        ['a', 'b', 'd'],
      )
      assert.equal(rest.next, undefined)
    })

    it('filters by attribute, by status and by whether the user is enabled', async (t) => {
      const store = await openWithUser(t)
      await store.insertUser(newUser('john', { status: 'CONFIRMED', enabled: false }), namesOf('john'))
      const listed = async (attribute: string, match: 'equals' | 'starts-with', value: string) => {
        const { items } = await store.listUsers(poolId, { limit: 9, filter: { attribute, match, value } })
        return items.map(({ sub }) => sub)
      }
      assert.deepEqual(await listed('email', 'starts-with', 'JA'), ['jane'])
      assert.deepEqual(await listed('email', 'equals', 'john@example.com'), ['john'])
      assert.deepEqual(await listed('email', 'equals', 'john'), [])
      assert.deepEqual(await listed('email', 'starts-with', '%'), [])
      assert.deepEqual(await listed('username', 'starts-with', 'J'), [])
      assert.deepEqual(await listed('username', 'starts-with', 'j'), ['jane', 'john'])
      assert.deepEqual(await listed('cognito:user_status', 'equals', 'confirmed'), ['john'])
      assert.deepEqual(await listed('status', 'equals', 'Disabled'), ['john'])
      assert.deepEqual(await listed('sub', 'equals', 'jane'), ['jane'])
    })

    it('finds users by what they are, and not by what they were', async (t) => {
      const store = await openWithUser(t)
      const found = async (attribute: string, value: string) => {
        const filter = { attribute, match: 'equals', value } as const
        const { items } = await store.listUsers(poolId, { limit: 9, filter })
        return items.map(({ sub }) => sub)
      }
      const change = (attributes: UserRecord['attributes']) =>
        store.updateUser(poolId, 'jane', (user) => ({ user: { ...user, attributes } }))
      await change({ name: 'Jane', email: 'jane@example.com' })
      assert.deepEqual([await found('name', 'jane'), await found('email', 'jane@example.com')], [['jane'], ['jane']])
      await change({ name: 'Joan' })
      assert.deepEqual([await found('name', 'jane'), await found('name', 'joan')], [[], ['jane']])
      assert.deepEqual(await found('email', 'jane@example.com'), [])
      await store.deleteUser(poolId, 'jane')
      await store.insertUser(newUser('heir'), namesOf('heir'))
      assert.deepEqual([await found('name', 'joan'), await found('username', 'jane')], [[], []])
    })

    it('finds users by the beginning of the longest values there are, and by the longest names', async (t) => {
      const store = await openWithUser(t)
      // Such that no database can make it shorter.
      const long = Array.from({ length: 2048 }, (_, index) =>
        String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
      ).join('')
      await store.updateUser(poolId, 'jane', (user) => ({ user: { ...user, attributes: { name: long } } }))
      const found = async (match: 'equals' | 'starts-with', value: string) => {
        const { items } = await store.listUsers(poolId, { limit: 9, filter: { attribute: 'name', match, value } })
        return items.map(({ sub }) => sub)
      }
      assert.deepEqual(await found('starts-with', long.slice(0, 256)), ['jane'])
      assert.deepEqual(await found('equals', long.slice(0, 256)), [])
      assert.equal(await store.deleteUser(poolId, 'jane'), true)
      assert.deepEqual(await found('starts-with', long.slice(0, 256)), [])
      const name = long.slice(0, 853)
      assert.equal(await store.insertUser(newUser('john'), [{ attribute: 'preferred_username', name }]), undefined)
      assert.deepEqual(await store.findUserByName(poolId, name), newUser('john'))
    })

    it('takes nobody for a name of theirs what is the sub of another', async (t) => {
      const store = await openStore(t)
      const sub = '0a1b2c3d-0000-4000-8000-000000000001'
      await store.insertUser(newUser(sub), namesOf(sub))
      assert.equal(await store.insertUser(newUser('john'), [{ attribute: 'username', name: sub }]), 'username')
      assert.equal(await store.insertUser(newUser(sub), [{ attribute: 'username', name: 'new' }]), 'sub')
      assert.deepEqual(await store.findUserByName(poolId, sub), newUser(sub))
      assert.equal(await store.findUserByName(poolId, 'new'), undefined)
    })

    it('pages through what a filter finds, each user once, whatever letters they are found by', async (t) => {
      const store = await openStore(t)
      const addresses = ['ja@x', 'Jan@x', 'jan\u{10ffff}', 'jané@x', 'jan\u00ff', 'jao@x', 'Ken@x', '日本@x', '日曜@x']
      for (const [index, address] of addresses.entries()) {
        const user = newUser(`u${index}`, {
          username: address,
          attributes: { email: address },
          createdAt: later(-index),
        })
        await store.insertUser(user, [{ attribute: 'sub', name: user.sub }])
      }
      const found = async (attribute: string, value: string, match: 'equals' | 'starts-with' = 'starts-with') => {
        const subs: string[] = []
        for (let after: string | undefined = ''; after !== undefined;) {
          const filter = { attribute, match, value }
          const page: Page<UserRecord> = await store.listUsers(poolId, { limit: 1, filter, ...(after && { after }) })
          subs.push(...page.items.map(({ sub }) => sub))
          after = page.next
        }
        return subs.join(' ')
      }
      assert.equal(await found('email', 'JAN'), 'u1 u3 u4 u2')
      assert.equal(await found('username', 'jan'), 'u3 u4 u2')
      assert.equal(await found('email', 'jané'), 'u3')
      assert.equal(await found('email', '日'), 'u8 u7')
      assert.equal(await found('email', 'jan@x', 'equals'), 'u1')
      assert.equal((await found('email', '')).split(' ').length, addresses.length)
      assert.equal(await found('status', 'E'), 'u8 u7 u6 u5 u4 u3 u2 u1 u0')
      assert.equal(await found('status', 'D'), '')
      assert.equal(await found('cognito:user_status', 'unconf'), 'u8 u7 u6 u5 u4 u3 u2 u1 u0')
      const filter = { attribute: 'email', match: 'starts-with', value: 'jan' } as const
      const { items } = await store.listUsers(poolId, { limit: 9, filter, after: '1700000000000/u0' })
      assert.equal(items.length, 4, 'a position in another list lets nobody be listed who is not found')
    })
  })
}
