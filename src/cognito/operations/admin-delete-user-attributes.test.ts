import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, refusal } from '../../../test/support/user-pool.ts'

describe('AdminDeleteUserAttributes', () => {
  it('takes attributes away', async (t) => {
    const { addUser, client, UserPoolId, attributesOf } = await openUserPool(t)
    await addUser(email, {
      UserAttributes: [
        { Name: 'name', Value: 'Jane' },
        { Name: 'phone_number', Value: '+15550100' },
      ],
    })
    await client.AdminDeleteUserAttributes({
      UserPoolId,
      Username: email,
      UserAttributeNames: ['name', 'phone_number'],
    })
    assert.deepEqual(Object.keys(await attributesOf()).sort(), ['email', 'email_verified', 'sub'])
  })

  it('refuses required attributes and those that users sign in by', async (t) => {
    const { addUser, client, UserPoolId } = await openUserPool(t)
    await addUser()
    const remove = (name: string) =>
      client.AdminDeleteUserAttributes({ UserPoolId, Username: email, UserAttributeNames: [name] })
    await assert.rejects(
      remove('email'),
      refusal('InvalidParameterException', 'Invalid user attributes: email: Required attribute cannot be deleted.'),
    )
    await assert.rejects(remove('sub'), { code: 'InvalidParameterException' })
    await assert.rejects(remove('custom:x'), { code: 'InvalidParameterException' })
  })
})
