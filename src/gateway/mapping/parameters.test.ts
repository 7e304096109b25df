import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Side } from './expression.ts'
import { readMapping } from './parameters.ts'

const problemOf = (key: string, value: string, side: Side) => {
  const mapping = readMapping(key, value, side)
  return 'problem' in mapping ? mapping.problem : undefined
}

describe('the mapping of a request', () => {
  for (const [key, value] of [
    ['append:header.x', 'text'],
    ['overwrite:header.Host', '$request.header.X-Host'],
    ['overwrite:header.content-type', '$request.querystring.type'],
    ['remove:header.x', ''],
    ['remove:querystring.q', "''"],
    ['append:querystring.q', '$request.body'],
    ['overwrite:querystring.q', '$request.body.pets[0].name'],
    ['overwrite:path', '$request.path'],
    ['overwrite:path', '/v2/${request.path.id}/${stageVariables.color}'],
    ['append:header.x', '$context.authorizer.claims.sub'],
    ['append:header.x', '$context.requestId'],
    ['append:header.x', 'costs $5, {x} and $'],
  ] as const)
    it(`may be ${key} = ${value}`, () => assert.equal(problemOf(key, value, 'request'), undefined))

  for (const key of [
    'header.x',
    'append:header',
    'append:header.',
    'append:header.a b',
    'append:path',
    'remove:path',
    'append:body',
    'overwrite:statuscode',
    'replace:header.x',
    'append:overwrite.static',
  ])
    it(`may not be ${key}`, () =>
      assert.equal(problemOf(key, 'x', 'request'), `Invalid Request Actioned Parameter: ${key}`))

  for (const name of [
    'Authorization',
    'Connection',
    'Content-Length',
    'X-Forwarded-For',
    'X-AMZ-Date',
    'x-amzn-trace-id',
    'Via',
    'access-control-allow-origin',
    'apigw-requestid',
    'Transfer-Encoding',
  ])
    it(`may not touch the header ${name}, but read it`, () => {
      for (const action of ['append', 'overwrite', 'remove'])
        assert.equal(
          problemOf(`${action}:header.${name}`, 'x', 'request'),
          `Operations on header ${name} are restricted`,
        )
      assert.equal(problemOf('append:header.x', `$request.header.${name}`, 'request'), undefined)
    })

  it('may give a request another host, not a second one or none', () => {
    for (const action of ['append', 'remove'])
      assert.equal(problemOf(`${action}:header.Host`, 'x', 'request'), 'Operations on header Host are restricted')
  })

  for (const value of [
    '',
    '$request.header',
    '$request.header.',
    '$request.unknown.x',
    '$request.pathx',
    '$request.body..name',
    '$request.body[?(@.a)]',
    '$response.header.x',
    '$context.unknown',
    '$context.authorizer.claims.cognito:groups',
    '$stageVariables.',
    '${request.unknown}',
    '${nothing}',
  ])
    it(`may not have the value ${JSON.stringify(value)}`, () =>
      assert.equal(problemOf('append:header.x', value, 'request'), `Invalid mapping expression specified: ${value}`))

  it('removes without a value only', () => {
    assert.equal(problemOf('remove:header.x', 'y', 'request'), 'Invalid mapping expression specified: y')
  })
})

describe('the mapping of a response', () => {
  for (const [key, value] of [
    ['overwrite:statuscode', '403'],
    ['overwrite:statuscode', '$response.body.status'],
    ['append:header.x', '$response.header.y'],
    ['append:header.x', '$context.requestId'],
    ['remove:header.x', ''],
  ] as const)
    it(`may be ${key} = ${value}`, () => assert.equal(problemOf(key, value, 'response'), undefined))

  for (const [key, value] of [
    ['overwrite:path', '/'],
    ['append:querystring.q', 'x'],
    ['append:statuscode', '200'],
    ['append:overwrite.static', 'x'],
  ] as const)
    it(`may not be ${key}`, () =>
      assert.equal(problemOf(key, value, 'response'), `Invalid Response Actioned Parameter: ${key}`))

  for (const value of ['199', '600', 'OK', '20', '$request.header.x', '$response.path', '$response.querystring.q'])
    it(`may not have the status ${value}`, () =>
      assert.equal(
        problemOf('overwrite:statuscode', value, 'response'),
        `Invalid mapping expression specified: ${value}`,
      ))
})
