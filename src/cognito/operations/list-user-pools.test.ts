import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('ListUserPools', () => {
  it('lists each pool of the region once, in pages of MaxResults', async (t) => {
    const { client, clientIn } = await openCognito(t)
    for (const PoolName of ['a', 'b', 'c']) await client.CreateUserPool({ PoolName })
    await clientIn('eu-west-1').CreateUserPool({ PoolName: 'elsewhere' })
    const first = await client.ListUserPools({ MaxResults: 2 })
    assert.equal(first.UserPools?.length, 2)
    assert.match(first.NextToken ?? '', /^\S+$/)
    const second = await client.ListUserPools({ MaxResults: 2, NextToken: first.NextToken })
    assert.equal(second.NextToken, undefined)
    const names = [...first.UserPools, ...(second.UserPools ?? [])].map(({ Name }) => Name)
    assert.deepEqual(new Set(names), new Set(['a', 'b', 'c']))
    assert.equal(names.length, 3)
  })

  it('shows of a pool its id, name, triggers and dates', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'a' })
    assert.deepEqual(await client.ListUserPools({ MaxResults: 1 }), {
      UserPools: [
        {
          Id: pool?.Id,
          Name: 'a',
          LambdaConfig: {},
          LastModifiedDate: pool?.LastModifiedDate,
          CreationDate: pool?.CreationDate,
        },
      ],
    })
  })

  it('needs MaxResults', async (t) => {
    const { client } = await openCognito(t)
    await assert.rejects(client.ListUserPools({ MaxResults: undefined }), {
      code: 'InvalidParameterException',
      message:
        "1 validation error detected: Value null at 'maxResults' failed to satisfy constraint: Member must not be null",
    })
  })

  it('refuses a token that it did not give', async (t) => {
    const { client } = await openCognito(t)
    await assert.rejects(client.ListUserPools({ MaxResults: 1, NextToken: 'no token!' }), {
      code: 'InvalidParameterException',
    })
    await assert.rejects(client.ListUserPools({ MaxResults: 1, NextToken: '****' }), {
      code: 'InvalidParameterException',
      message: 'Invalid pagination token.',
    })
  })
})
