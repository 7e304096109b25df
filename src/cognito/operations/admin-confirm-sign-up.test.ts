import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

describe('AdminConfirmSignUp', () => {
  it('confirms without a code and leaves the address unverified', async (t) => {
    const { addUser, client, UserPoolId, attributesOf } = await openUserPool(t)
    await addUser()
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
    assert.equal((await attributesOf()).email_verified, 'false')
  })

  it('refuses a confirmed and an unknown user', async (t) => {
    const { addUser, client, UserPoolId } = await openUserPool(t)
    await addUser()
    await assert.rejects(
      client.AdminConfirmSignUp({ UserPoolId, Username: email }),
      refusal('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'),
    )
    await assert.rejects(
      client.AdminConfirmSignUp({ UserPoolId, Username: 'eve@example.com' }),
      refusal('UserNotFoundException', 'User does not exist.'),
    )
  })
})
