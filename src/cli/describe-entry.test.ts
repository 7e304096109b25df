import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { describeEntry } from './describe-entry.ts'

const request = { event: 'http-api-request', status: 200, method: 'GET', path: '/', apiId: 'a1', routeKey: 'GET /' }
const lineOf = (more: object) => describeEntry({ ...request, ...more })
const start = '200  GET /  api a1  route "GET /"'

describe('the line of a request to an HTTP API', () => {
  it('says whose token or signature was accepted, or that an authorizer let it through', () => {
    const allow = { authorizerId: 'x', decision: 'allow' }
    assert.equal(lineOf({ authorizer: { ...allow, sub: 'u1' } }), `${start}  token of u1 accepted`)
    const caller = 'arn:aws:iam::000000000000:user/jane'
    assert.equal(lineOf({ authorizer: { ...allow, caller } }), `${start}  signature of ${caller} accepted`)
    assert.equal(lineOf({ authorizer: allow }), `${start}  let through by its authorizer`)
  })

  it('says why it was refused, in the words of AWS where it has some', () => {
    const deny = { authorizerId: 'x', decision: 'deny', reason: 'expired', explanation: 'expired 3 s ago' }
    const error = 'invalid_token: the token has expired'
    assert.equal(lineOf({ authorizer: { ...deny, error } }), `${start}  refused: ${error} (expired 3 s ago)`)
    const denied = { ...deny, reason: 'authorizer-denied', explanation: 'the function answered no' }
    assert.equal(lineOf({ authorizer: denied }), `${start}  refused: authorizer-denied (the function answered no)`)
  })

  it('says what the integration answered, or what went wrong with it', () => {
    const target = 'arn:aws:lambda:us-east-1:000000000000:function:f'
    assert.equal(lineOf({ integration: { target, status: 201, latencyMs: 3 } }), `${start}  -> ${target} 201 in 3 ms`)
    assert.equal(lineOf({ integration: { target, error: 'no answer' } }), `${start}  -> ${target} no answer`)
  })

  it('names the mappings that had no value', () => {
    const skippedMappings = ['append:header.x']
    assert.equal(lineOf({ skippedMappings }), `${start}  without a value to map: ["append:header.x"]`)
  })

  it('has no control characters that a client sent', () => {
    assert.equal(lineOf({ path: '/\u001b[2J' }), start.replace('/', '/\ufffd[2J'))
  })
})
