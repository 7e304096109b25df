import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('DescribeUserPoolClient', () => {
  it('does not find a client that does not exist, or that another pool has', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const { UserPool: other } = await client.CreateUserPool({ PoolName: 'y' })
    const { UserPoolClient: app } = await client.CreateUserPoolClient({ UserPoolId: other?.Id, ClientName: 'web' })
    for (const ClientId of [app?.ClientId ?? '', 'nope'])
      await assert.rejects(client.DescribeUserPoolClient({ UserPoolId: pool?.Id, ClientId }), {
        code: 'ResourceNotFoundException',
        message: `User pool client ${ClientId} does not exist.`,
      })
  })
})
