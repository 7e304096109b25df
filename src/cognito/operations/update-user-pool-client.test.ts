import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('UpdateUserPoolClient', () => {
  it('puts whatever is omitted back to its default, but keeps name and secret', async (t) => {
    const { client, clock } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const { UserPoolClient: plain } = await client.CreateUserPoolClient({ UserPoolId: pool?.Id, ClientName: 'web' })
    const { UserPoolClient: app } = await client.CreateUserPoolClient({
      UserPoolId: pool?.Id,
      ClientName: 'web',
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      EnableTokenRevocation: false,
      AccessTokenValidity: 2,
      AuthSessionValidity: 9,
      PreventUserExistenceErrors: 'ENABLED',
      CallbackURLs: ['https://example.com'],
    })
    clock.advance(1000)
    const updated = await client.UpdateUserPoolClient({ UserPoolId: pool?.Id, ClientId: app?.ClientId })
    assert.deepEqual(updated.UserPoolClient, {
      ...plain,
      ClientId: app?.ClientId,
      ClientSecret: app?.ClientSecret,
      LastModifiedDate: clock.now(),
    })
    const described = await client.DescribeUserPoolClient({ UserPoolId: pool?.Id, ClientId: app?.ClientId })
    assert.deepEqual(described, updated)
  })

  it('lets a client with a secret keep what needs one', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const { UserPoolClient: app } = await client.CreateUserPoolClient({
      UserPoolId: pool?.Id,
      ClientName: 'web',
      GenerateSecret: true,
    })
    const updated = await client.UpdateUserPoolClient({
      UserPoolId: pool?.Id,
      ClientId: app?.ClientId,
      ClientName: 'renamed',
      EnablePropagateAdditionalUserContextData: true,
    })
    assert.equal(updated.UserPoolClient?.ClientName, 'renamed')
    assert.equal(updated.UserPoolClient.EnablePropagateAdditionalUserContextData, true)
  })

  it('refuses the later of two changes made from the same state', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const { UserPoolClient: app } = await client.CreateUserPoolClient({ UserPoolId: pool?.Id, ClientName: 'web' })
    const update = (ClientName: string) =>
      client.UpdateUserPoolClient({ UserPoolId: pool?.Id, ClientId: app?.ClientId, ClientName })
    const outcomes = await Promise.allSettled([update('a'), update('b')])
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    assert.equal(refused.length, 1)
    assert.equal(refused[0]?.status === 'rejected' && refused[0].reason.code, 'ConcurrentModificationException')
  })
})
