import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { later, now, openStoreWithUser, poolId } from '../../../test/support/stored-users.ts'
import type { AuthorizationCodeRecord, LoginSessionRecord } from '../../cognito/authorization-store.ts'
import type { SignInRecord, TokenGrant } from '../../cognito/user-store.ts'
import type { Database } from '../sql.ts'

const grant: TokenGrant = {
  issuer: 'https://id.example.com/pool',
  scopes: ['openid', 'email'],
  resource: 'https://api',
}

function newSession(hash: string, more: Partial<LoginSessionRecord> = {}): LoginSessionRecord {
  return {
    hash,
    poolId,
    sub: 'jane',
    domain: 'shop',
    provider: 'Corp',
    authenticatedAt: now,
    expiresAt: later(60),
    ...more,
  }
}

const newSignIn = (id: string): SignInRecord => ({
  id,
  poolId,
  sub: 'jane',
  clientId: 'client',
  grant: { issuer: 'https://first.example.com', scopes: ['openid'] },
  originJti: `origin-${id}`,
  authenticatedAt: now,
  revoked: false,
  expiresAt: later(3600),
})

const newCode = (id: string, more: Partial<AuthorizationCodeRecord> = {}): AuthorizationCodeRecord => ({
  hash: `code-${id}`,
  poolId,
  signInId: id,
  expiresAt: later(60),
  ...more,
})

const redemption = (id: string, at = now, hash = `token-${id}`) => ({
  now: at,
  grant,
  refreshToken: { hash, poolId, signInId: id, expiresAt: later(3600) },
})

/** What every store of sessions and codes must do, whatever the database. `open` gives an empty, migrated one. */
export function cognitoAuthorizationConformance(name: string, open: () => Promise<Database>): void {
  const openWithUser = (t: TestContext) => openStoreWithUser(t, open)

  describe(`the store of login sessions and authorization codes on ${name}`, () => {
    it('gives a session back until it is deleted, with the failures of its user forgotten', async (t) => {
      const store = await openWithUser(t)
      const rules = { resetBefore: later(-900), isLocked: () => false }
      await store.addPasswordFailure(poolId, 'jane', now, rules)
      assert.equal(await store.insertLoginSession(newSession('1')), true)
      assert.deepEqual(await store.findLoginSession('1'), newSession('1'))
      const bySaml = { ...newSession('2'), provider: 'Corp', saml: { nameId: 'jane', sessionIndex: 's' } }
      await store.insertLoginSession(bySaml)
      assert.deepEqual(await store.findLoginSession('2'), bySaml)
      assert.equal(await store.findPasswordFailures(poolId, 'jane'), undefined)
      await store.deleteLoginSession('1')
      assert.equal(await store.findLoginSession('1'), undefined)
    })

    it('keeps no session of a user who is gone or disabled, nor those that are over', async (t) => {
      const store = await openWithUser(t)
      await store.insertLoginSession(newSession('1'))
      await store.insertLoginSession(newSession('2', { authenticatedAt: later(60), expiresAt: later(120) }))
      assert.equal(await store.findLoginSession('1'), undefined)
      assert.equal(await store.insertLoginSession(newSession('3', { sub: 'nobody' })), false)
      await store.updateUser(poolId, 'jane', (user) => ({ user: { ...user, enabled: false } }))
      assert.equal(await store.insertLoginSession(newSession('4')), false)
      await store.deleteUser(poolId, 'jane')
      assert.equal(await store.findLoginSession('2'), undefined)
    })

    it('ends the sessions of a user with their sign-ins', async (t) => {
      const store = await openWithUser(t)
      await store.insertLoginSession(newSession('1'))
      await store.revokeSignIns(poolId, 'jane')
      assert.equal(await store.findLoginSession('1'), undefined)
      await store.insertLoginSession(newSession('2'))
      await store.updateUser(poolId, 'jane', (user) => ({ user, revokeSignIns: true }))
      assert.equal(await store.findLoginSession('2'), undefined)
    })

    it('redeems a code once, however many try, and revokes the sign-in when it comes again', async (t) => {
      const store = await openWithUser(t)
      const code = newCode('1', { redirectUri: 'https://app', codeChallenge: 'challenge', nonce: 'n' })
      assert.equal(await store.insertAuthorizationCode(code, newSignIn('1')), true)
      assert.deepEqual(await store.findAuthorizationCode('code-1'), { code, signIn: newSignIn('1') })
      const outcomes = await Promise.all(
        ['a', 'b'].map((hash) => store.redeemAuthorizationCode('code-1', redemption('1', now, hash))),
      )
      assert.deepEqual(outcomes.toSorted(), ['redeemed', 'used'])
      const found = await Promise.all(['a', 'b'].map((hash) => store.findRefreshToken(hash)))
      const signIn = { ...newSignIn('1'), grant, revoked: true }
      assert.deepEqual(
        found.flatMap((each) => (each ? [each.signIn] : [])),
        [signIn],
      )
    })

    it('redeems no code that is over, nor one whose sign-in was revoked, nor another one', async (t) => {
      const store = await openWithUser(t)
      await store.insertAuthorizationCode(newCode('1'), newSignIn('1'))
      assert.equal(await store.redeemAuthorizationCode('code-1', redemption('1', later(60))), 'expired')
      assert.equal((await store.findSignIn(poolId, '1'))?.revoked, false)
      await store.revokeSignIns(poolId, 'jane')
      assert.equal(await store.redeemAuthorizationCode('code-1', redemption('1')), 'expired')
      assert.equal(await store.redeemAuthorizationCode('unknown', redemption('1')), 'expired')
      assert.equal(await store.findRefreshToken('token-1'), undefined)
    })

    it('makes no code for a user who is gone or disabled, and drops those that are over', async (t) => {
      const store = await openWithUser(t)
      await store.insertAuthorizationCode(newCode('1'), newSignIn('1'))
      const later60 = { ...newSignIn('2'), authenticatedAt: later(60) }
      await store.insertAuthorizationCode(newCode('2', { expiresAt: later(120) }), later60)
      assert.equal(await store.findAuthorizationCode('code-1'), undefined)
      await store.updateUser(poolId, 'jane', (user) => ({ user: { ...user, enabled: false } }))
      assert.equal(await store.insertAuthorizationCode(newCode('3'), newSignIn('3')), false)
      await store.deleteUser(poolId, 'jane')
      assert.equal(await store.findAuthorizationCode('code-2'), undefined)
    })
  })
}
