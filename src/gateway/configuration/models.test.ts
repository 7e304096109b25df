import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

describe('models', () => {
  it('are for WebSocket APIs: an HTTP API has none and gets none', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await assert.rejects(client.CreateModel({ ApiId, Name: 'Pet', Schema: '{}' }), {
      name: 'BadRequestException',
      message: 'Models are supported only for WebSocket APIs',
    })
    assert.deepEqual(await client.GetModels({ ApiId }), { Items: [] })
    const place = { ApiId, ModelId: 'abcdef1' }
    const refusal = { name: 'NotFoundException', message: 'Invalid Model identifier specified abcdef1' }
    await assert.rejects(client.GetModel(place), refusal)
    await assert.rejects(client.GetModelTemplate(place), refusal)
    await assert.rejects(client.UpdateModel({ ...place, Name: 'Pet' }), refusal)
    await assert.rejects(client.DeleteModel(place), refusal)
  })

  it('are looked for in an API that exists', async (t) => {
    const { client } = await openGateway(t)
    const refusal = { name: 'NotFoundException', message: 'Invalid API identifier specified 000000000000:nosuchapi1' }
    await assert.rejects(client.GetModels({ ApiId: 'nosuchapi1' }), refusal)
    await assert.rejects(client.CreateModel({ ApiId: 'nosuchapi1', Name: 'Pet', Schema: '{}' }), refusal)
    await assert.rejects(client.GetModel({ ApiId: 'nosuchapi1', ModelId: 'abcdef1' }), refusal)
  })
})

describe('request parameters of a route', () => {
  it('are for WebSocket APIs, so there is none to delete', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, RouteId } = await createServedApi(client)
    const RequestParameterKey = 'route.request.header.x'
    await assert.rejects(client.DeleteRouteRequestParameter({ ApiId, RouteId, RequestParameterKey }), {
      name: 'NotFoundException',
      message: 'Invalid request parameter key specified route.request.header.x',
    })
    await assert.rejects(client.DeleteRouteRequestParameter({ ApiId, RouteId: 'nosuch1', RequestParameterKey }), {
      name: 'NotFoundException',
      message: 'Invalid Route identifier specified nosuch1',
    })
  })
})
