import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('the id of a user pool', () => {
  const create = (UserPoolTags: Record<string, string>) => ({ PoolName: 'users', UserPoolTags })

  for (const tag of ['poolgate:id', '_custom_id_'])
    it(`is what the tag ${tag} says, once`, async (t) => {
      const { client } = await openCognito(t)
      const { UserPool } = await client.CreateUserPool(create({ [tag]: 'us-east-1_users' }))
      assert.equal(UserPool?.Id, 'us-east-1_users')
      assert.equal(UserPool.Arn, 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_users')
      await assert.rejects(client.CreateUserPool(create({ [tag]: 'us-east-1_users' })), {
        name: 'InvalidParameterException',
        message: 'A user pool with the id us-east-1_users already exists.',
      })
      await client.DeleteUserPool({ UserPoolId: 'us-east-1_users' })
      await client.CreateUserPool(create({ [tag]: 'us-east-1_users' }))
    })

  for (const id of ['users', 'eu-west-1_users', 'us-east-1_', 'us-east-1_a/b', `us-east-1_${'a'.repeat(31)}`])
    it(`cannot be ${id}`, async (t) => {
      const { client } = await openCognito(t)
      await assert.rejects(client.CreateUserPool(create({ 'poolgate:id': id })), {
        name: 'InvalidParameterException',
        message: `The tag poolgate:id must be an id of the form us-east-1_abc123XYZ: ${id}`,
      })
    })
})
