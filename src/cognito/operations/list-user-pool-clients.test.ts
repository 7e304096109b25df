import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('ListUserPoolClients', () => {
  it('shows ids and names only, never a secret', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const created = await client.CreateUserPoolClient({
      UserPoolId: pool?.Id,
      ClientName: 'web',
      GenerateSecret: true,
    })
    assert.deepEqual(await client.ListUserPoolClients({ UserPoolId: pool?.Id }), {
      UserPoolClients: [{ ClientId: created.UserPoolClient?.ClientId, UserPoolId: pool?.Id, ClientName: 'web' }],
    })
  })

  it('lists each client of the pool once, in pages of MaxResults', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const { UserPool: other } = await client.CreateUserPool({ PoolName: 'y' })
    await client.CreateUserPoolClient({ UserPoolId: other?.Id, ClientName: 'elsewhere' })
    for (const ClientName of ['a', 'b', 'c']) await client.CreateUserPoolClient({ UserPoolId: pool?.Id, ClientName })
    const page = { UserPoolId: pool?.Id, MaxResults: 2 }
    const first = await client.ListUserPoolClients(page)
    const second = await client.ListUserPoolClients({ ...page, NextToken: first.NextToken })
    assert.equal(second.NextToken, undefined)
    const names = [...(first.UserPoolClients ?? []), ...(second.UserPoolClients ?? [])].map((app) => app.ClientName)
    assert.equal(first.UserPoolClients?.length, 2)
    assert.deepEqual(new Set(names), new Set(['a', 'b', 'c']))
    assert.equal(names.length, 3)
  })
})
