import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openSsm } from '../../../test/support/ssm.ts'
import type { Caller } from '../../wire/access.ts'
import { ApiError } from '../../wire/operation.ts'

const name = '/app/stage'
const resource = { ResourceType: 'Parameter', ResourceId: name } as const

/** Somebody who may do everything but this. */
const denying = (denied: string): Caller => ({
  arn: 'arn:aws:iam::000000000000:user/jane',
  userId: 'AIDA',
  authorize: ({ action }) => {
    if (action === denied) throw new ApiError('AccessDeniedException', `may not ${denied}`)
  },
})

describe('tags of a parameter', () => {
  it('come with it, are added and removed, and stay when it is overwritten', async (t) => {
    const { client } = await openSsm(t)
    const [team, stage] = [
      { Key: 'team', Value: 'a' },
      { Key: 'stage', Value: '' },
    ]
    const tags = async () => (await client.ListTagsForResource(resource)).TagList
    await client.PutParameter({ Name: name, Value: 'x', Type: 'String', Tags: [team] })
    await client.AddTagsToResource({ ...resource, Tags: [stage, { ...team, Value: 'b' }] })
    await client.PutParameter({ Name: name, Value: 'y', Overwrite: true })
    assert.deepEqual(await tags(), [{ ...team, Value: 'b' }, stage])
    await client.RemoveTagsFromResource({ ...resource, TagKeys: ['stage', 'none'] })
    assert.deepEqual(await tags(), [{ ...team, Value: 'b' }])
    const { Parameters } = await client.DescribeParameters({ ParameterFilters: [{ Key: 'tag:team', Values: ['b'] }] })
    assert.deepEqual([Parameters?.length, Parameters?.[0]?.Version], [1, 2])
    await assert.rejects(client.PutParameter({ Name: name, Value: 'z', Overwrite: true, Tags: [team] }), {
      name: 'ValidationException',
      message: /^Invalid request: tags and overwrite can't be used together\./,
    })
  })

  it('take a permission of their own', async (t) => {
    const { clientOf } = await openSsm(t)
    const put = { Name: name, Value: 'x', Type: 'String' } as const
    const caller = clientOf(denying('ssm:AddTagsToResource'))
    await caller.PutParameter({ ...put, Name: '/app/untagged' })
    await assert.rejects(caller.PutParameter({ ...put, Tags: [{ Key: 'a', Value: 'b' }] }), {
      name: 'AccessDeniedException',
    })
  })

  it('are refused where there is no parameter, and where there are too many', async (t) => {
    const { client } = await openSsm(t)
    await client.PutParameter({ Name: name, Value: 'x', Type: 'String' })
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    await assert.rejects(client.AddTagsToResource({ ...resource, Tags }), { name: 'TooManyTagsError' })
    await assert.rejects(client.ListTagsForResource({ ...resource, ResourceId: '/none' }), {
      name: 'InvalidResourceId',
    })
    await assert.rejects(client.ListTagsForResource({ ...resource, ResourceType: 'Document' }), {
      name: 'InvalidResourceType',
      message: 'poolgate does not implement tags of the resource type Document',
    })
  })
})
