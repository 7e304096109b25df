import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

const wrong = refusal('CodeMismatchException', 'Invalid verification code provided, please try again.')
const expired = refusal('ExpiredCodeException', 'Invalid code provided, please request a code again.')
const limit = refusal('LimitExceededException', 'Attempt limit exceeded, please try after some time.')
const wrongName = refusal(
  'InvalidParameterException',
  'Invalid attribute name. Only phone_number and email can be verified.',
)

/** A pool with a confirmed user, whose address is not verified. */
async function openSignedIn(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  const { client, addUser, tokens } = opened
  await addUser()
  const { AccessToken } = await tokens()
  const ask = (AttributeName = 'email') => client.GetUserAttributeVerificationCode({ AccessToken, AttributeName })
  const verify = (Code: string, AttributeName = 'email') =>
    client.VerifyUserAttribute({ AccessToken, AttributeName, Code })
  return { ...opened, AccessToken, ask, verify }
}

describe('GetUserAttributeVerificationCode and VerifyUserAttribute', () => {
  it('verify an address with the mailed code, which works once', async (t) => {
    const { ask, verify, lastCode, attributesOf, mail } = await openSignedIn(t)
    assert.deepEqual(await ask(), {
      CodeDeliveryDetails: { Destination: 'j***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    })
    assert.equal(mail.messages.at(-1)?.purpose, 'VerifyUserAttribute')
    assert.deepEqual(await verify(lastCode()), {})
    assert.equal((await attributesOf()).email_verified, 'true')
    await assert.rejects(verify(lastCode()), expired)
  })

  it('refuse a wrong code, one after a day, and the one of a sign-up', async (t) => {
    const { ask, verify, lastCode, clock, tokens, client } = await openSignedIn(t)
    await assert.rejects(verify(lastCode()), expired)
    await ask()
    await assert.rejects(verify(lastCode() === '000000' ? '000001' : '000000'), wrong)
    clock.advance(24 * 3_600_000)
    const { AccessToken } = await tokens()
    const late = client.VerifyUserAttribute({ AccessToken, AttributeName: 'email', Code: lastCode() })
    await assert.rejects(late, expired)
  })

  it('refuse the code of an address that was changed since', async (t) => {
    const { ask, verify, lastCode, client, AccessToken } = await openSignedIn(t)
    await ask()
    const code = lastCode()
    const UserAttributes = [{ Name: 'email', Value: 'jane@example.org' }]
    await client.UpdateUserAttributes({ AccessToken, UserAttributes })
    await assert.rejects(verify(code), wrong)
    await verify(lastCode())
  })

  it('refuse other attributes, and an address or number that is not there', async (t) => {
    const { ask, verify, client, AccessToken } = await openSignedIn(t, { pool: { UsernameAttributes: [] } })
    await assert.rejects(ask('name'), wrongName)
    await assert.rejects(verify('123456', 'name'), wrongName)
    await assert.rejects(
      ask('phone_number'),
      refusal('InvalidParameterException', 'User does not have a phone_number to verify.'),
    )
    await client.DeleteUserAttributes({ AccessToken, UserAttributeNames: ['email'] })
    await assert.rejects(ask(), refusal('InvalidParameterException', 'User does not have an email to verify.'))
    await assert.rejects(verify('123456'), expired)
  })

  it('refuse the 6th code and the 16th try within an hour', async (t) => {
    const { ask, verify } = await openSignedIn(t)
    for (let code = 1; code <= 5; code++) await ask()
    await assert.rejects(ask(), limit)
    for (let attempt = 1; attempt <= 15; attempt++) await assert.rejects(verify('x'), wrong)
    await assert.rejects(verify('x'), limit)
  })

  it('mail the code to the address that waits, and refuse it when another user has that by then', async (t) => {
    const { ask, verify, lastCode, mail, client, AccessToken, addUser, attributesOf } = await openSignedIn(t, {
      pool: { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] } },
    })
    const UserAttributes = [{ Name: 'email', Value: 'jane@example.org' }]
    await client.UpdateUserAttributes({ AccessToken, UserAttributes })
    await ask()
    assert.equal(mail.messages.at(-1)?.to, 'jane@example.org')
    const code = lastCode()
    await addUser('jane@example.org')
    await assert.rejects(
      verify(code),
      refusal('AliasExistsException', 'An account with the given email already exists.'),
    )
    assert.equal((await attributesOf(email)).email, email)
  })
})
