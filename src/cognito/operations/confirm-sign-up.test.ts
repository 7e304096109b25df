import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

const wrong = refusal('CodeMismatchException', 'Invalid verification code provided, please try again.')
const expired = refusal('ExpiredCodeException', 'Invalid code provided, please request a code again.')
const other = (code: string): string => (code === '000000' ? '000001' : '000000')

describe('ConfirmSignUp', () => {
  it('confirms the user and the address with the code that was mailed', async (t) => {
    const { signUp, client, ClientId, UserPoolId, lastCode, attributesOf } = await openUserPool(t)
    await signUp()
    assert.deepEqual(await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() }), {})
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
    assert.equal((await attributesOf()).email_verified, 'true')
  })

  it('refuses a wrong code, and takes the right one after it', async (t) => {
    const { signUp, client, ClientId, lastCode } = await openUserPool(t)
    await signUp()
    const confirm = (ConfirmationCode: string) => client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode })
    await assert.rejects(confirm(other(lastCode())), wrong)
    await confirm(lastCode())
  })

  it('refuses to confirm twice', async (t) => {
    const { signUp, client, ClientId, lastCode } = await openUserPool(t)
    await signUp()
    const confirm = () => client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
    await confirm()
    await assert.rejects(
      confirm(),
      refusal('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'),
    )
  })

  it('lets one of two simultaneous confirmations with the same code through', async (t) => {
    const { signUp, client, ClientId, lastCode } = await openUserPool(t)
    await signUp()
    const confirm = () => client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
    const outcomes = await Promise.allSettled([confirm(), confirm()])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  it("refuses another user's code", async (t) => {
    const { signUp, client, ClientId, lastCode } = await openUserPool(t)
    await signUp('eve@example.com')
    const evesCode = lastCode()
    await signUp()
    await assert.rejects(client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: evesCode }), wrong)
  })

  it('refuses a code that went to an address the user no longer has', async (t) => {
    const { signUp, client, ClientId, UserPoolId, lastCode } = await openUserPool(t)
    const { UserSub: Username } = await signUp()
    const UserAttributes = [{ Name: 'email', Value: 'jane@example.org' }]
    await client.AdminUpdateUserAttributes({ UserPoolId, Username, UserAttributes })
    await assert.rejects(client.ConfirmSignUp({ ClientId, Username, ConfirmationCode: lastCode() }), wrong)
  })

  it('verifies no address that came in while the code was checked', async (t) => {
    const { signUp, client, ClientId, UserPoolId, lastCode, store, attributesOf } = await openUserPool(t)
    const { UserSub: Username } = await signUp()
    const useCode = store.useCode.bind(store)
    t.mock.method(store, 'useCode', async (...given: Parameters<typeof useCode>) => {
      const outcome = await useCode(...given)
      const UserAttributes = [{ Name: 'email', Value: 'jane@example.org' }]
      await client.AdminUpdateUserAttributes({ UserPoolId, Username, UserAttributes })
      return outcome
    })
    await assert.rejects(client.ConfirmSignUp({ ClientId, Username, ConfirmationCode: lastCode() }), expired)
    assert.equal((await attributesOf(Username)).email_verified, 'false')
  })

  it('refuses a code after 24 hours', async (t) => {
    const { signUp, client, ClientId, lastCode, clock } = await openUserPool(t)
    await signUp()
    clock.advance(24 * 3_600_000)
    await assert.rejects(client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() }), expired)
  })

  it('refuses an older code once a new one was sent', async (t) => {
    const { signUp, client, ClientId, lastCode } = await openUserPool(t)
    await signUp()
    const older = lastCode()
    await client.ResendConfirmationCode({ ClientId, Username: email })
    assert.notEqual(lastCode(), older)
    await assert.rejects(client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: older }), wrong)
    await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
  })

  it('refuses the 16th try within an hour, even with the right code', async (t) => {
    const { signUp, client, ClientId, lastCode } = await openUserPool(t)
    await signUp()
    const confirm = (ConfirmationCode: string) => client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode })
    for (let attempt = 1; attempt <= 15; attempt++) await assert.rejects(confirm(other(lastCode())), wrong)
    await assert.rejects(
      confirm(lastCode()),
      refusal('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
    )
  })

  it('gives up a code that was missed 15 times, however slowly', async (t) => {
    const { signUp, client, ClientId, lastCode, clock } = await openUserPool(t)
    await signUp()
    const confirm = (ConfirmationCode: string) => client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode })
    for (let attempt = 1; attempt <= 15; attempt++) await assert.rejects(confirm(other(lastCode())), wrong)
    clock.advance(3_600_000)
    await assert.rejects(confirm(lastCode()), expired)
  })

  it('refuses a user who was never sent a code', async (t) => {
    const { signUp, client, ClientId } = await openUserPool(t, { pool: { AutoVerifiedAttributes: [] } })
    await signUp()
    await assert.rejects(client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: '123456' }), expired)
  })

  it('tells of unknown users only where the client does not hide them', async (t) => {
    const { client, ClientId, addClient } = await openUserPool(t)
    const confirm = (id: string) => client.ConfirmSignUp({ ClientId: id, Username: email, ConfirmationCode: '123456' })
    await assert.rejects(
      confirm(ClientId),
      refusal('UserNotFoundException', 'Username/client id combination not found.'),
    )
    const hiding = await addClient({ PreventUserExistenceErrors: 'ENABLED' })
    await assert.rejects(confirm(hiding.id), expired)
  })
})
