import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCognito } from '../../../test/support/cognito.ts'

describe('TagResource, UntagResource and ListTagsForResource', () => {
  it('add, replace, remove and list the tags of a pool', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x', UserPoolTags: { a: '1', b: '2' } })
    const resource = { ResourceArn: pool?.Arn }
    assert.deepEqual(await client.TagResource({ ...resource, Tags: { b: '3', c: '' } }), {})
    assert.deepEqual(await client.UntagResource({ ...resource, TagKeys: ['a', 'absent'] }), {})
    assert.deepEqual(await client.ListTagsForResource(resource), { Tags: { b: '3', c: '' } })
    assert.deepEqual((await client.DescribeUserPool({ UserPoolId: pool?.Id })).UserPool?.UserPoolTags, {
      b: '3',
      c: '',
    })
  })

  it('count the tags that are there', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x', UserPoolTags: { a: '1' } })
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`t${index}`, '']))
    await assert.rejects(client.TagResource({ ResourceArn: pool?.Arn, Tags: many }), {
      code: 'InvalidParameterException',
      message: 'A user pool can have at most 50 tags.',
    })
  })

  it('know the pools of this account and region only', async (t) => {
    const { client, clientIn } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    assert.ok(pool?.Arn)
    const otherAccount = pool.Arn.replace('000000000000', '111111111111')
    await assert.rejects(client.ListTagsForResource({ ResourceArn: otherAccount }), {
      code: 'ResourceNotFoundException',
    })
    await assert.rejects(clientIn('eu-west-1').ListTagsForResource({ ResourceArn: pool.Arn }), {
      code: 'ResourceNotFoundException',
    })
    const gone = pool.Arn.replace(pool.Id ?? '', 'us-east-1_nope00000')
    await assert.rejects(client.TagResource({ ResourceArn: gone, Tags: {} }), {
      code: 'ResourceNotFoundException',
      message: 'User pool us-east-1_nope00000 does not exist.',
    })
  })
})
