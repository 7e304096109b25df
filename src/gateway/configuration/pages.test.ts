import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

describe('listings', () => {
  it('come in pages that neither skip nor repeat while others come and go', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    for (let count = 0; count < 6; count++) await client.CreateRoute({ ApiId, RouteKey: `GET /${count}` })
    const all = (await client.GetRoutes({ ApiId })).Items!
    const first = await client.GetRoutes({ ApiId, MaxResults: '3' })
    assert.deepEqual(first.Items, all.slice(0, 3))
    await client.DeleteRoute({ ApiId, RouteId: all[2]!.RouteId })
    const second = await client.GetRoutes({ ApiId, MaxResults: '3', NextToken: first.NextToken })
    assert.deepEqual(second.Items, all.slice(3, 6))
    const third = await client.GetRoutes({ ApiId, MaxResults: '3', NextToken: second.NextToken })
    assert.deepEqual(third, { Items: all.slice(6) })
  })

  it('of APIs come in pages too', async (t) => {
    const { client } = await openGateway(t)
    for (const Name of ['a', 'b', 'c']) await client.CreateApi({ Name, ProtocolType: 'HTTP' })
    const first = await client.GetApis({ MaxResults: '2' })
    const second = await client.GetApis({ MaxResults: '2', NextToken: first.NextToken })
    assert.equal(second.NextToken, undefined)
    const names = [...first.Items!, ...second.Items!].map((api) => api.Name)
    assert.deepEqual(names.toSorted(), ['a', 'b', 'c'])
  })

  it('page through the $default stage', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    for (const StageName of ['$default', 'dev']) await client.CreateStage({ ApiId, StageName })
    const first = await client.GetStages({ ApiId, MaxResults: '1' })
    const second = await client.GetStages({ ApiId, MaxResults: '1', NextToken: first.NextToken })
    assert.deepEqual(
      [first, second].flatMap(({ Items }) => Items!.map((stage) => stage.StageName)),
      ['$default', 'dev'],
    )
  })

  it('refuse page sizes and tokens that are none', async (t) => {
    const { client } = await openGateway(t)
    for (const MaxResults of ['0', '-1', 'x', '', '1.5'])
      await assert.rejects(client.GetApis({ MaxResults }), { name: 'BadRequestException' })
    for (const NextToken of ['x', '', 'eyJhZnRlciI6Inh', Buffer.from('{"after":"\' OR 1"}').toString('base64url')])
      await assert.rejects(client.GetApis({ NextToken }), {
        name: 'BadRequestException',
        message: 'Invalid nextToken specified',
      })
  })
})
