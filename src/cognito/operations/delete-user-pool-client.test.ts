import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('DeleteUserPoolClient', () => {
  it('deletes a client once, and only from its own pool', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const { UserPool: other } = await client.CreateUserPool({ PoolName: 'y' })
    const { UserPoolClient: app } = await client.CreateUserPoolClient({ UserPoolId: pool?.Id, ClientName: 'web' })
    const gone = {
      code: 'ResourceNotFoundException',
      message: `User pool client ${app?.ClientId} does not exist.`,
    }
    await assert.rejects(client.DeleteUserPoolClient({ UserPoolId: other?.Id, ClientId: app?.ClientId }), gone)
    await client.DeleteUserPoolClient({ UserPoolId: pool?.Id, ClientId: app?.ClientId })
    await assert.rejects(client.DeleteUserPoolClient({ UserPoolId: pool?.Id, ClientId: app?.ClientId }), gone)
    await assert.rejects(client.DescribeUserPoolClient({ UserPoolId: pool?.Id, ClientId: app?.ClientId }), gone)
  })
})
