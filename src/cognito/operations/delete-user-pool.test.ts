import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('DeleteUserPool', () => {
  it('deletes the pool with its clients and its keys, also those kept in memory', async (t) => {
    const { client, signingKeys, store } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    assert.ok(pool?.Id)
    const { UserPoolClient: app } = await client.CreateUserPoolClient({ UserPoolId: pool.Id, ClientName: 'web' })
    assert.equal((await signingKeys.published(pool.Id)).length, 2)
    await client.DeleteUserPool({ UserPoolId: pool.Id })
    await assert.rejects(client.DescribeUserPool({ UserPoolId: pool.Id }), { code: 'ResourceNotFoundException' })
    assert.deepEqual(await signingKeys.published(pool.Id), [])
    assert.equal(await store.findClient(app?.ClientId ?? ''), undefined)
  })

  it('refuses a pool with deletion protection until that is off', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x', DeletionProtection: 'ACTIVE' })
    await assert.rejects(client.DeleteUserPool({ UserPoolId: pool?.Id }), {
      code: 'InvalidParameterException',
      message:
        'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
    })
    await client.UpdateUserPool({ UserPoolId: pool?.Id, DeletionProtection: 'INACTIVE' })
    await client.DeleteUserPool({ UserPoolId: pool?.Id })
  })

  it('does not find a pool twice', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    await client.DeleteUserPool({ UserPoolId: pool?.Id })
    await assert.rejects(client.DeleteUserPool({ UserPoolId: pool?.Id }), {
      code: 'ResourceNotFoundException',
      message: `User pool ${pool?.Id} does not exist.`,
    })
  })
})
