import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { Page, PoolRecord, UserRecord } from '../cognito/store.ts'
import type { RefreshTokenRecord, SignInName, SignInRecord, TakeOver, UserStore } from '../cognito/user-store.ts'
import { cognitoPools } from './cognito-pools.ts'
import { cognitoUsers } from './cognito-users.ts'
import type { Database } from './sql.ts'

const now = new Date('2026-11-22T10:00:00.123Z')
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
const poolId = 'us-east-1_pool'

function newUser(sub: string, more: Partial<UserRecord> = {}): UserRecord {
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

function namesOf(sub: string): SignInName[] {
  return [
    { attribute: 'sub', name: sub },
    { attribute: 'email', name: `${sub}@example.com` },
  ]
}

function newSignIn(id: string, sub: string, more: Partial<SignInRecord> = {}): SignInRecord {
  return {
    id,
    poolId,
    sub,
    clientId: 'client',
    originJti: `origin-${id}`,
    authenticatedAt: now,
    revoked: false,
    expiresAt: later(3600),
    ...more,
  }
}

function newRefreshToken(hash: string, signInId: string): RefreshTokenRecord {
  return { hash, poolId, signInId, expiresAt: later(3600) }
}

/** Outcomes of a race, whoever won. */
function sorted(outcomes: readonly unknown[]): string[] {
  return outcomes.map(String).sort()
}

const rules = (resetBefore: Date) => ({ resetBefore, isLocked: () => false })

/** What every store of users must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoUsersConformance(name: string, open: () => Promise<Database>): void {
  const openStore = async (t: TestContext): Promise<UserStore> => {
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
    return cognitoUsers(database)
  }
  const openWithUser = async (t: TestContext): Promise<UserStore> => {
    const store = await openStore(t)
    await store.insertUser(newUser('jane'), namesOf('jane'))
    return store
  }

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
      const attempt = await store.insertUser(newUser('eve'), [{ attribute: 'username', name: 'jane' }], takeEmail)
      assert.equal(attempt, 'username')
      assert.deepEqual(await store.findUser(poolId, 'jane'), newUser('jane'))
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

    it('takes a code once, counts misses, and forgets it when it is old or replaced', async (t) => {
      const store = await openWithUser(t)
      const code = { poolId, sub: 'jane', purpose: 'sign-up', hash: 'right' } as const
      const limits = { now, attempts: 2 }
      assert.equal(await store.useCode(code, limits), 'expired')
      await store.putCode({ ...code, expiresAt: later(60) })
      assert.equal(await store.useCode({ ...code, hash: 'wrong' }, limits), 'mismatch')
      assert.equal(await store.useCode({ ...code, purpose: 'forgot-password' }, limits), 'expired')
      assert.equal(await store.useCode(code, { ...limits, now: later(60) }), 'expired')
      assert.deepEqual((await Promise.all([store.useCode(code, limits), store.useCode(code, limits)])).sort(), [
        'expired',
        'used',
      ])
      await store.putCode({ ...code, expiresAt: later(60) })
      for (const outcome of ['mismatch', 'mismatch', 'expired'])
        assert.equal(await store.useCode({ ...code, hash: 'wrong' }, limits), outcome)
      assert.equal(await store.useCode(code, limits), 'expired')
    })

    it('counts tries within a window and starts over after it', async (t) => {
      const store = await openStore(t)
      const attempt = { poolId, subject: 'jane', action: 'ConfirmSignUp', now, windowMilliseconds: 1000 }
      assert.deepEqual(sorted(await Promise.all([store.countAttempt(attempt), store.countAttempt(attempt)])), [
        '1',
        '2',
      ])
      assert.equal(await store.countAttempt({ ...attempt, action: 'ChangePassword' }), 1)
      assert.equal(await store.findAttempts(poolId, 'jane', 'ConfirmSignUp', now), 2)
      assert.equal(await store.findAttempts(poolId, 'jane', 'ConfirmSignUp', later(1)), 0)
      assert.equal(await store.countAttempt({ ...attempt, now: later(1) }), 1)
      await store.clearAttempts(poolId, 'jane', 'ConfirmSignUp')
      assert.equal(await store.findAttempts(poolId, 'jane', 'ConfirmSignUp', later(1)), 0)
    })

    it('adds up wrong passwords until they are cleared or old', async (t) => {
      const store = await openStore(t)
      await store.addPasswordFailure(poolId, 'jane', now, rules(later(-900)))
      await store.addPasswordFailure(poolId, 'jane', later(1), rules(later(-899)))
      await store.touchPasswordFailures(poolId, 'jane', later(2))
      assert.deepEqual(await store.findPasswordFailures(poolId, 'jane'), {
        failures: 2,
        failedAt: later(1),
        triedAt: later(2),
      })
      await store.addPasswordFailure(poolId, 'jane', later(902), rules(later(2)))
      assert.equal((await store.findPasswordFailures(poolId, 'jane'))?.failures, 1)
      await store.clearPasswordFailures(poolId, 'jane')
      assert.equal(await store.findPasswordFailures(poolId, 'jane'), undefined)
    })

    it('counts no failure of a subject that failures at the same time have locked', async (t) => {
      const store = await openStore(t)
      const add = () =>
        store.addPasswordFailure(poolId, 'jane', now, {
          resetBefore: later(-900),
          isLocked: ({ failures }) => failures >= 2,
        })
      const counted = await Promise.all([add(), add(), add(), add()])
      assert.deepEqual(sorted(counted), ['false', 'false', 'true', 'true'])
      assert.equal((await store.findPasswordFailures(poolId, 'jane'))?.failures, 2)
    })

    it('lets a session be used once', async (t) => {
      const store = await openStore(t)
      const use = () => store.useSession(poolId, 'session', later(180), now)
      assert.deepEqual(sorted(await Promise.all([use(), use()])), ['false', 'true'])
    })

    it('finds a sign-in by its refresh token, inserts none for a disabled user and forgets all with the user', async (t) => {
      const store = await openWithUser(t)
      const [signIn, refreshToken] = [newSignIn('1', 'jane'), newRefreshToken('hash', '1')]
      assert.equal(await store.insertSignIn(signIn, refreshToken), true)
      assert.deepEqual(await store.findRefreshToken('hash'), { signIn, refreshToken })
      assert.deepEqual(await store.findSignIn(poolId, '1'), signIn)
      await store.updateUser(poolId, 'jane', (user) => ({ user: { ...user, enabled: false } }))
      assert.equal(await store.insertSignIn(newSignIn('2', 'jane'), newRefreshToken('late', '2')), false)
      await store.deleteUser(poolId, 'jane')
      assert.equal(await store.findRefreshToken('hash'), undefined)
      assert.equal(await store.findSignIn(poolId, '1'), undefined)
      assert.equal(await store.insertSignIn(signIn, refreshToken), false)
    })

    it('drops the sign-ins of a user that are over when the user signs in again', async (t) => {
      const store = await openWithUser(t)
      await store.insertSignIn(newSignIn('1', 'jane'), newRefreshToken('1', '1'))
      await store.insertSignIn(newSignIn('2', 'jane', { authenticatedAt: later(3600) }), newRefreshToken('2', '2'))
      assert.equal(await store.findSignIn(poolId, '1'), undefined)
    })

    it('forgets the wrong passwords of a user who signs in, and of nobody else', async (t) => {
      const store = await openWithUser(t)
      for (const subject of ['jane', 'eve']) await store.addPasswordFailure(poolId, subject, now, rules(later(-900)))
      await store.insertSignIn(newSignIn('1', 'jane'), newRefreshToken('1', '1'))
      assert.equal(await store.findPasswordFailures(poolId, 'jane'), undefined)
      assert.equal((await store.findPasswordFailures(poolId, 'eve'))?.failures, 1)
    })

    it('revokes one sign-in, or all of a user, or all together with a change of the user', async (t) => {
      const store = await openWithUser(t)
      for (const id of ['1', '2']) await store.insertSignIn(newSignIn(id, 'jane'), newRefreshToken(id, id))
      await store.revokeSignIn(poolId, '1')
      const revoked = async () =>
        Promise.all(['1', '2'].map(async (id) => (await store.findSignIn(poolId, id))?.revoked))
      assert.deepEqual(await revoked(), [true, false])
      assert.equal(await store.revokeSignIns(poolId, 'jane'), true)
      assert.deepEqual(await revoked(), [true, true])
      assert.equal(await store.revokeSignIns(poolId, 'nobody'), false)
      await store.insertSignIn(newSignIn('3', 'jane'), newRefreshToken('3', '3'))
      await store.updateUser(poolId, 'jane', (user) => ({ user: { ...user, enabled: false }, revokeSignIns: true }))
      assert.equal((await store.findSignIn(poolId, '3'))?.revoked, true)
    })

    it('rotates a refresh token once, and again only within its grace period', async (t) => {
      const store = await openWithUser(t)
      await store.insertSignIn(newSignIn('1', 'jane'), newRefreshToken('old', '1'))
      const rotate = (next: string, at: Date, usableUntil: Date) =>
        store.rotateRefreshToken('old', newRefreshToken(next, '1'), { now: at, usableUntil })
      assert.deepEqual(sorted(await Promise.all([rotate('a', now, now), rotate('b', now, now)])), ['false', 'true'])
      await store.insertSignIn(newSignIn('2', 'jane'), newRefreshToken('graced', '2'))
      const again = (next: string, at: Date) =>
        store.rotateRefreshToken('graced', newRefreshToken(next, '2'), { now: at, usableUntil: later(10) })
      assert.deepEqual(
        [await again('c', now), await again('d', later(9)), await again('e', later(10))],
        [true, true, false],
      )
      assert.deepEqual((await store.findRefreshToken('graced'))?.refreshToken.usableUntil, later(10))
    })
  })
}
