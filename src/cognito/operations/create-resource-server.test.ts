import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

const Scopes = [
  { ScopeName: 'read', ScopeDescription: 'See orders' },
  { ScopeName: 'write', ScopeDescription: 'Change orders' },
]

async function openWithServer(...[t]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t)
  const { client, UserPoolId } = opened
  const named = { UserPoolId, Identifier: 'https://orders.example.com' }
  const created = await client.CreateResourceServer({ ...named, Name: 'Orders', Scopes })
  return { ...opened, named, created: created.ResourceServer }
}

const missing = refusal('ResourceNotFoundException', 'Resource server https://orders.example.com does not exist.')

describe('CreateResourceServer, DescribeResourceServer, UpdateResourceServer and DeleteResourceServer', () => {
  it('make a resource server that is shown as it was given, and no second one', async (t) => {
    const { client, named, created, UserPoolId } = await openWithServer(t)
    assert.deepEqual(created, { ...named, Name: 'Orders', Scopes })
    assert.deepEqual((await client.DescribeResourceServer(named)).ResourceServer, created)
    await assert.rejects(
      client.CreateResourceServer({ ...named, Name: 'x' }),
      refusal('InvalidParameterException', `https://orders.example.com already exists in user pool ${UserPoolId}.`),
    )
  })

  it('replace the scopes in an update, also by none', async (t) => {
    const { client, named } = await openWithServer(t)
    const updated = await client.UpdateResourceServer({ ...named, Name: 'All orders' })
    assert.deepEqual(updated.ResourceServer, { ...named, Name: 'All orders', Scopes: [] })
    assert.deepEqual((await client.DescribeResourceServer(named)).ResourceServer, updated.ResourceServer)
  })

  it('refuse one that is not there, or no more', async (t) => {
    const { client, named } = await openWithServer(t)
    await client.DeleteResourceServer(named)
    await assert.rejects(client.DescribeResourceServer(named), missing)
    await assert.rejects(client.UpdateResourceServer({ ...named, Name: 'x' }), missing)
    await assert.rejects(client.DeleteResourceServer(named), missing)
  })

  it('refuse two scopes of one name, and the 26th resource server', async (t) => {
    const { client, named, UserPoolId } = await openWithServer(t)
    await assert.rejects(
      client.UpdateResourceServer({ ...named, Name: 'x', Scopes: [Scopes[0]!, Scopes[0]!] }),
      refusal('InvalidParameterException', 'The scope read is given twice.'),
    )
    const create = (index: number) => client.CreateResourceServer({ UserPoolId, Identifier: `${index}`, Name: 'x' })
    for (let index = 2; index <= 25; index++) await create(index)
    await assert.rejects(
      create(26),
      refusal('LimitExceededException', 'A user pool can have at most 25 resource servers.'),
    )
  })
})

describe('ListResourceServers', () => {
  it('answers each once, page by page', async (t) => {
    const { client, UserPoolId } = await openWithServer(t)
    await client.CreateResourceServer({ UserPoolId, Identifier: 'carts', Name: 'Carts' })
    const first = await client.ListResourceServers({ UserPoolId, MaxResults: 1 })
    const rest = await client.ListResourceServers({ UserPoolId, MaxResults: 1, NextToken: first.NextToken })
    assert.deepEqual(
      [first, rest].map(({ ResourceServers }) => ResourceServers?.map(({ Identifier }) => Identifier)),
      [['carts'], ['https://orders.example.com']],
    )
    assert.equal('NextToken' in rest, false)
  })
})

describe('custom scopes of an app client', () => {
  const oauth = { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['client_credentials' as const] }

  it('are taken when a resource server of the pool defines them', async (t) => {
    const { client, UserPoolId } = await openWithServer(t)
    const AllowedOAuthScopes = ['https://orders.example.com/read', 'https://orders.example.com/write']
    const named = { UserPoolId, ClientName: 'backend', GenerateSecret: true }
    const { UserPoolClient } = await client.CreateUserPoolClient({ ...named, ...oauth, AllowedOAuthScopes })
    assert.deepEqual(UserPoolClient?.AllowedOAuthScopes, AllowedOAuthScopes)
  })

  it('are refused when none does, in an update too', async (t) => {
    const { client, UserPoolId, ClientId, named } = await openWithServer(t)
    const update = (scope: string) =>
      client.UpdateUserPoolClient({
        UserPoolId,
        ClientId,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid', scope],
      })
    for (const scope of ['https://orders.example.com/delete', 'carts/read', 'read', '/read'])
      await assert.rejects(update(scope), refusal('ScopeDoesNotExistException', `Scope ${scope} does not exist.`))
    await update('https://orders.example.com/read')
    await client.DeleteResourceServer(named)
    await assert.rejects(update('https://orders.example.com/read'), { code: 'ScopeDoesNotExistException' })
  })
})
