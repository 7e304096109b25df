import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('DescribeUserPool', () => {
  it('shows no AccountRecoverySetting while none is set', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: created } = await client.CreateUserPool({ PoolName: 'x' })
    const { UserPool: pool } = await client.DescribeUserPool({ UserPoolId: created?.Id })
    assert.ok(pool)
    assert.equal('AccountRecoverySetting' in pool, false)
  })

  it('does not find a pool that does not exist', async (t) => {
    const { client } = await openCognito(t)
    await assert.rejects(client.DescribeUserPool({ UserPoolId: 'us-east-1_nope00000' }), {
      code: 'ResourceNotFoundException',
      message: 'User pool us-east-1_nope00000 does not exist.',
    })
  })

  it('does not find the pool of another region', async (t) => {
    const { client, clientIn } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    await assert.rejects(clientIn('eu-west-1').DescribeUserPool({ UserPoolId: pool?.Id }), {
      code: 'ResourceNotFoundException',
      message: `User pool ${pool?.Id} does not exist.`,
    })
  })
})
