import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, password as first, refusal } from '../../../test/support/user-pool.ts'

const used = refusal('PasswordHistoryPolicyViolationException', 'Password has previously been used')
const [second, third] = ['S3cond!!', 'Th1rd!!!']

/** A pool that looks `size` passwords back, with a user who has the first one and a verified address. */
async function openWithHistory(t: Parameters<typeof openUserPool>[0], size?: number) {
  const PasswordPolicy = { MinimumLength: 8, ...(size !== undefined && { PasswordHistorySize: size }) }
  const opened = await openUserPool(t, { pool: { Policies: { PasswordPolicy } } })
  const { client, ClientId, UserPoolId, signUp, lastCode, tokens } = opened
  await signUp()
  await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
  const change = async (PreviousPassword: string, ProposedPassword: string) => {
    const { AccessToken } = await tokens(email, PreviousPassword)
    return client.ChangePassword({ AccessToken, PreviousPassword, ProposedPassword })
  }
  const set = (Password: string, Permanent = true) =>
    client.AdminSetUserPassword({ UserPoolId, Username: email, Password, Permanent })
  return { ...opened, change, set }
}

describe('PasswordHistorySize', () => {
  it('shows in the pool', async (t) => {
    const { client, UserPoolId } = await openWithHistory(t, 2)
    const { UserPool } = await client.DescribeUserPool({ UserPoolId })
    assert.equal(UserPool?.Policies?.PasswordPolicy?.PasswordHistorySize, 2)
  })

  it('refuses the present password and as many as it counts, itself included', async (t) => {
    const { change } = await openWithHistory(t, 2)
    await change(first, second)
    await assert.rejects(change(second, second), used)
    await assert.rejects(change(second, first), used)
    await change(second, third)
    await change(third, first)
  })

  it('lets any password come again where it is 0 or left out', async (t) => {
    for (const size of [0, undefined]) {
      const { change, store, UserPoolId, attributesOf } = await openWithHistory(t, size)
      await change(first, first)
      const { sub = '' } = await attributesOf()
      assert.equal((await store.findUser(UserPoolId, sub))?.passwordHistory, undefined)
    }
  })

  it('holds administrators, new passwords after temporary ones, and resets to it', async (t) => {
    const { client, ClientId, set, signIn, lastCode } = await openWithHistory(t, 3)
    await assert.rejects(set(first), used)
    await set(second, false)
    const { Session } = await signIn(email, second)
    const answer = (NEW_PASSWORD: string) =>
      client.RespondToAuthChallenge({
        ClientId,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME: email, NEW_PASSWORD },
      })
    await assert.rejects(answer(second), used)
    await assert.rejects(answer(first), used)
    await answer(third)
    await client.ForgotPassword({ ClientId, Username: email })
    const reset = (Password: string) =>
      client.ConfirmForgotPassword({ ClientId, Username: email, ConfirmationCode: lastCode(), Password })
    await assert.rejects(reset(first), used)
    await reset('F0urth!!')
    await signIn(email, 'F0urth!!')
  })

  it('tells nobody without the code which passwords were used', async (t) => {
    const { client, ClientId, lastCode } = await openWithHistory(t, 2)
    await client.ForgotPassword({ ClientId, Username: email })
    const ConfirmationCode = lastCode() === '000000' ? '000001' : '000000'
    const reset = client.ConfirmForgotPassword({ ClientId, Username: email, ConfirmationCode, Password: first })
    await assert.rejects(reset, { code: 'CodeMismatchException' })
  })

  it('keeps hashes only, and no more of them than it needs', async (t) => {
    const { change, store, UserPoolId, attributesOf } = await openWithHistory(t, 2)
    await change(first, second)
    await change(second, third)
    const { sub = '' } = await attributesOf()
    const history = (await store.findUser(UserPoolId, sub))?.passwordHistory ?? []
    assert.deepEqual(
      history.map((hash) => hash.startsWith('$argon2id$')),
      [true],
    )
  })
})
