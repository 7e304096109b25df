import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { answerCall } from '../../wire/call.ts'
import { restJson } from '../../wire/rest-json.ts'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

/** The control plane as HTTP clients see it: method, path and body in, status, headers and body out. */
async function openWire(t: TestContext) {
  const gateway = await openGateway(t)
  const runtime = { ...gateway, defaultRegion: 'us-east-1', accountId: '000000000000' }
  const scope = 'Credential=AKIDEXAMPLE/20261122/us-east-1/apigateway/aws4_request, SignedHeaders=host'
  const authorization = `AWS4-HMAC-SHA256 ${scope}, Signature=${'0'.repeat(64)}`
  const call = async (method: string, url: string, body?: object) => {
    const [path = '', query = ''] = url.split('?')
    const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body))
    const request = { method, path, query, headers: { authorization }, body: bytes, sourceIp: '127.0.0.1' }
    const answer = await answerCall(restJson, gateway.service, request, runtime)
    const text = answer.body.toString()
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
  return { ...gateway, call }
}

describe('the control plane on the wire', () => {
  it('answers 201 with camelCase members and ISO 8601 times', async (t) => {
    const { call } = await openWire(t)
    const { status, body } = await call('POST', '/v2/apis', { name: 'pets', protocolType: 'HTTP' })
    assert.equal(status, 201)
    assert.match(body.createdDate, /^2026-11-22T10:00:00(\.000)?Z$/)
    assert.equal(body.apiEndpoint, `https://${body.apiId}.execute-api.us-east-1.amazonaws.com`)
    assert.equal(body.corsConfiguration, undefined)
  })

  it('answers lists as items, with maxResults as a string of digits', async (t) => {
    const { call, client } = await openWire(t)
    const { ApiId } = await createServedApi(client)
    await client.CreateRoute({ ApiId, RouteKey: 'GET /b' })
    const first = await call('GET', `/v2/apis/${ApiId}/routes?maxResults=1`)
    assert.equal(first.status, 200)
    assert.equal(first.body.items.length, 1)
    const second = await call('GET', `/v2/apis/${ApiId}/routes?maxResults=1&nextToken=${first.body.nextToken}`)
    assert.equal(second.body.items.length, 1)
    assert.equal('nextToken' in second.body, false)
  })

  it('knows the $default stage percent-encoded, as Terraform and the AWS CLI write it', async (t) => {
    const { call, client } = await openWire(t)
    const { ApiId } = await createServedApi(client)
    await client.CreateStage({ ApiId, StageName: '$default', AutoDeploy: true })
    const { status, body } = await call('GET', `/v2/apis/${ApiId}/stages/%24default`)
    assert.equal(status, 200)
    assert.equal(body.stageName, '$default')
    assert.deepEqual(body.defaultRouteSettings, { detailedMetricsEnabled: false })
    const key = encodeURIComponent('GET /')
    const settings = { routeSettings: { 'GET /': { detailedMetricsEnabled: false } } }
    assert.equal((await call('PATCH', `/v2/apis/${ApiId}/stages/%24default`, settings)).status, 200)
    assert.equal((await call('DELETE', `/v2/apis/${ApiId}/stages/%24default/routesettings/${key}`)).status, 204)
  })

  it('takes the ARN of a tagged resource percent-encoded in the path', async (t) => {
    const { call, client } = await openWire(t)
    const { ApiId } = await createServedApi(client)
    const path = `/v2/tags/${encodeURIComponent(`arn:aws:apigateway:us-east-1::/apis/${ApiId}`)}`
    assert.equal((await call('POST', path, { tags: { a: 'b', c: 'd' } })).status, 201)
    assert.equal((await call('DELETE', `${path}?tagKeys=a&tagKeys=x`)).status, 204)
    assert.deepEqual((await call('GET', path)).body, { tags: { c: 'd' } })
  })

  it('answers 204 without a body to a deletion', async (t) => {
    const { call, client } = await openWire(t)
    const { ApiId } = await createServedApi(client)
    const { status, body } = await call('DELETE', `/v2/apis/${ApiId}`)
    assert.deepEqual({ status, body }, { status: 204, body: undefined })
  })

  it('names the error in a header and says it in the body, each with its status', async (t) => {
    const { call, client } = await openWire(t)
    const { ApiId, IntegrationId } = await createServedApi(client)
    const cases = [
      [404, 'NotFoundException', await call('GET', '/v2/apis/zzzzzzzzzz')],
      [409, 'ConflictException', await call('POST', `/v2/apis/${ApiId}/routes`, { routeKey: 'GET /' })],
      [409, 'ConflictException', await call('DELETE', `/v2/apis/${ApiId}/integrations/${IntegrationId}`)],
      [400, 'BadRequestException', await call('POST', `/v2/apis/${ApiId}/routes`, { routeKey: 'x' })],
      [400, 'BadRequestException', await call('POST', `/v2/apis/${ApiId}/routes`, {})],
    ] as const
    for (const [status, code, answer] of cases) {
      assert.equal(answer.status, status)
      assert.equal(answer.headers['x-amzn-errortype'], code)
      assert.ok(answer.body.message)
    }
  })
})
