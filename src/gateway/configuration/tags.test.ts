import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

const arnOf = (apiId: string): string => `arn:aws:apigateway:us-east-1::/apis/${apiId}`

describe('tags', () => {
  it('are put on, replaced and taken off an API', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const ResourceArn = arnOf(ApiId)
    await client.TagResource({ ResourceArn, Tags: { team: 'zoo', stage: 'one' } })
    await client.TagResource({ ResourceArn, Tags: { stage: 'two', Stage: 'three' } })
    assert.deepEqual(await client.GetTags({ ResourceArn }), { Tags: { team: 'zoo', stage: 'two', Stage: 'three' } })
    await client.UntagResource({ ResourceArn, TagKeys: ['stage', 'missing'] })
    assert.deepEqual((await client.GetApi({ ApiId })).Tags, { team: 'zoo', Stage: 'three' })
  })

  it('of a stage are its own', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await client.CreateStage({ ApiId, StageName: '$default', Tags: { a: 'b' } })
    const ResourceArn = `${arnOf(ApiId)}/stages/$default`
    await client.TagResource({ ResourceArn, Tags: { c: 'd' } })
    assert.deepEqual((await client.GetStage({ ApiId, StageName: '$default' })).Tags, { a: 'b', c: 'd' })
    assert.deepEqual((await client.GetApi({ ApiId })).Tags, {})
    await client.UntagResource({ ResourceArn, TagKeys: ['a'] })
    assert.deepEqual(await client.GetTags({ ResourceArn }), { Tags: { c: 'd' } })
  })

  it('do not deploy anything', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const { DeploymentId } = await client.CreateStage({ ApiId, StageName: 'dev', AutoDeploy: true })
    await client.TagResource({ ResourceArn: arnOf(ApiId), Tags: { a: 'b' } })
    assert.equal((await client.GetStage({ ApiId, StageName: 'dev' })).DeploymentId, DeploymentId)
  })

  it('refuse keys and values out of bounds, and more than fifty', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']))
    for (const Tags of [{ 'aws:x': 'a' }, { ['k'.repeat(129)]: 'a' }, { k: 'v'.repeat(257) }, { '': 'a' }, many]) {
      await assert.rejects(client.TagResource({ ResourceArn: arnOf(ApiId), Tags }), { name: 'BadRequestException' })
      await assert.rejects(client.CreateApi({ Name: 'x', ProtocolType: 'HTTP', Tags }), { name: 'BadRequestException' })
    }
  })

  it('refuse an ARN of something else, of another region or of nothing', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    for (const ResourceArn of [
      'arn:aws:lambda:us-east-1:000000000000:function:f',
      `arn:aws:apigateway:eu-west-1::/apis/${ApiId}`,
      `${arnOf(ApiId)}/routes/abcdefg`,
    ])
      await assert.rejects(client.GetTags({ ResourceArn }), { name: 'BadRequestException' })
    await assert.rejects(client.GetTags({ ResourceArn: arnOf('zzzzzzzzzz') }), { name: 'NotFoundException' })
    await assert.rejects(client.GetTags({ ResourceArn: `${arnOf(ApiId)}/stages/none` }), { name: 'NotFoundException' })
  })
})
