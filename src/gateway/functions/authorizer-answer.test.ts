import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readAuthorizerAnswer, type AnswerFormat } from './authorizer-answer.ts'

const simple: AnswerFormat = { payloadFormatVersion: '2.0', simpleResponses: true }
const policy: AnswerFormat = { payloadFormatVersion: '1.0', simpleResponses: false }
const read = (format: AnswerFormat, answer: unknown) =>
  readAuthorizerAnswer(Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)), format)
const policyDocument = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }

describe('the answer of an authorizer', () => {
  it('is yes or no with a context where simple responses are enabled', () => {
    assert.deepEqual(read(simple, { isAuthorized: true, context: { a: [1] } }), { decision: true, context: { a: [1] } })
    assert.deepEqual(read(simple, { isAuthorized: false }), { decision: false })
    assert.deepEqual(read(simple, { isAuthorized: false, context: null }), { decision: false })
  })

  it('is a policy for a principal otherwise', () => {
    assert.deepEqual(read(policy, { principalId: 'u1', policyDocument, context: { a: 1, b: true, c: 'x' } }), {
      decision: [{ effect: 'Allow', actions: ['*'], resources: ['*'] }],
      principalId: 'u1',
      context: { a: 1, b: true, c: 'x' },
    })
  })

  for (const [format, answer] of [
    [simple, ''],
    [simple, 'true'],
    [simple, []],
    [simple, null],
    [simple, { isAuthorized: 'true' }],
    [simple, { isAuthorized: true, context: 'x' }],
    [simple, { principalId: 'u1', policyDocument }],
    [policy, { isAuthorized: true }],
    [policy, { policyDocument }],
    [policy, { principalId: '', policyDocument }],
    [policy, { principalId: 'u1', policyDocument: {} }],
    [policy, { principalId: 'u1', policyDocument, context: { claims: 'x' } }],
    [policy, { principalId: 'u1', policyDocument, context: { list: [] } }],
  ] as const)
    it(`cannot be used when it is ${JSON.stringify(answer)}, ${format.simpleResponses ? '' : 'not '}simple`, () => {
      assert.ok('explanation' in read(format, answer))
    })
})
