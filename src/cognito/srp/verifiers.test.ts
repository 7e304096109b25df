import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openLateSrpPool, openSrpPool } from '../../../test/support/srp-pool.ts'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'

const incorrect = refusal('NotAuthorizedException', 'Incorrect username or password.')

describe('the verifier of a password', () => {
  it('is kept only where a client signs in by SRP', async (t) => {
    const { addUser, store, UserPoolId, addClient, client, signIn } = await openUserPool(t)
    const sub = await addUser()
    const kept = async () => (await store.findUser(UserPoolId, sub))?.sealedSrpVerifier
    const setPassword = (Permanent: boolean) =>
      client.AdminSetUserPassword({ UserPoolId, Username: email, Password: password, Permanent })
    await signIn()
    assert.equal(await kept(), undefined)
    for (const Permanent of [true, false]) {
      const { id: ClientId } = await addClient({ ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH'] })
      await setPassword(Permanent)
      assert.ok(await kept())
      await client.DeleteUserPoolClient({ UserPoolId, ClientId })
      await setPassword(Permanent)
      assert.equal(await kept(), undefined)
    }
  })

  it('is made at the next sign-in by password when such a client appears, and explained to the operator till then', async (t) => {
    const { sub, signIn, srpSignIn, log, UserPoolId, clock, store } = await openLateSrpPool(t)
    await assert.rejects(srpSignIn(), incorrect)
    assert.partialDeepStrictEqual(log.entries, [{ level: 'warn', event: 'srp-verifier-missing', sub }])
    const before = await store.findUser(UserPoolId, sub)
    clock.advance(1000)
    await signIn()
    assert.deepEqual((await store.findUser(UserPoolId, sub))?.modifiedAt, before?.modifiedAt)
    assert.ok((await srpSignIn()).AuthenticationResult)
  })

  it('is not made of a password that was replaced during the sign-in', async (t) => {
    const { signIn, srpSignIn, passwords, client, UserPoolId } = await openLateSrpPool(t)
    const verify = passwords.verify.bind(passwords)
    t.mock.method(passwords, 'verify', async (...given: Parameters<typeof verify>) => {
      const right = await verify(...given)
      await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: 'An0ther!!', Permanent: true })
      return right
    })
    await signIn()
    assert.ok((await srpSignIn('An0ther!!')).AuthenticationResult)
  })

  it('is of no use with another hash, or without the master key', async (t) => {
    const { addUser, store, UserPoolId, begin } = await openSrpPool(t)
    const sub = await addUser()
    const user = await store.findUser(UserPoolId, sub)
    assert.doesNotMatch(Buffer.from(user?.sealedSrpVerifier ?? []).toString('latin1'), /S3cure/)
    await store.updateUser(UserPoolId, sub, (current) => ({ user: { ...current, passwordHash: '$argon2id$other' } }))
    await assert.rejects(begin())
  })
})
