import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { later, now, openStoreWithUser, openUserStore, poolId, sorted } from '../../../test/support/stored-users.ts'
import type { RefreshTokenRecord, SignInRecord } from '../../cognito/user-store.ts'
import type { Database } from '../sql.ts'

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

const rules = (resetBefore: Date) => ({ resetBefore, isLocked: () => false })

/** What every store of sign-ins, codes and tries must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoSignInsConformance(name: string, open: () => Promise<Database>): void {
  const openStore = (t: TestContext) => openUserStore(t, open)
  const openWithUser = (t: TestContext) => openStoreWithUser(t, open)

  describe(`the store of sign-ins on ${name}`, () => {
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
      assert.equal(await store.countAttempt({ ...attempt, now: later(0.5) }), 2, 'by a node whose clock is behind')
      assert.equal(await store.countAttempt({ ...attempt, now: later(-2) }), 1, 'by a clock that was put right')
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
