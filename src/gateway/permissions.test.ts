import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadModel } from '../wire/model.ts'
import { permissionOf } from './permissions.ts'

const { operations } = loadModel('apigatewayv2')
const call = {
  requestId: '1',
  now: new Date('2026-11-22T12:00:00Z'),
  region: 'eu-west-1',
  accountId: '000000000000',
  sourceIp: '127.0.0.1',
}
const asked = (operation: string, input: Record<string, unknown>) =>
  permissionOf(operations[operation] ?? assert.fail(operation), input, call)

describe('what an operation of API Gateway needs to be allowed', () => {
  it('is its method on its path', () => {
    assert.deepEqual(asked('UpdateRoute', { ApiId: 'abc', RouteId: 'xyz' }), {
      action: 'apigateway:PATCH',
      resource: 'arn:aws:apigateway:eu-west-1::/apis/abc/routes/xyz',
    })
    assert.deepEqual(asked('GetApis', {}), {
      action: 'apigateway:GET',
      resource: 'arn:aws:apigateway:eu-west-1::/apis',
    })
  })

  it('names the resource whose tags it is about', () => {
    const ResourceArn = 'arn:aws:apigateway:eu-west-1::/apis/abc'
    for (const operation of ['TagResource', 'UntagResource', 'GetTags'])
      assert.equal(
        asked(operation, { ResourceArn }).resource,
        'arn:aws:apigateway:eu-west-1::/tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Fapis%2Fabc',
      )
  })

  it('has a value for every label of every path', () => {
    for (const [name, { http, input }] of Object.entries(operations)) {
      const labels = http.requestUri.match(/\{/g) ?? []
      const members = Object.entries(loadModel('apigatewayv2').shapes[input?.shape ?? '']?.members ?? {})
      const values = members.flatMap(([member, { location }]) => (location === 'uri' ? [[member, `v-${member}`]] : []))
      const { resource } = asked(name, Object.fromEntries(values))
      assert.equal(resource.match(/v-/g)?.length ?? 0, labels.length, name)
    }
  })
})
