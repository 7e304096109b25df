import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readAuthorizerAnswer } from './authorizer-answer.ts'
import { readAnswerV1, readAnswerV2 } from './function-answer.ts'
import { matchesPattern } from './policy.ts'

const settings = { numRuns: 500, seed: 20261122 }
const member = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.integer({ min: -1, max: 700 }))
/** JSON of the right form and often of the wrong meaning, and whatever else. */
const answers = fc.oneof(
  fc
    .record(
      {
        statusCode: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 200, max: 599 }) }, member),
        headers: fc.oneof(member, fc.dictionary(fc.string(), member)),
        multiValueHeaders: fc.oneof(member, fc.dictionary(fc.string(), fc.array(member))),
        cookies: fc.oneof(member, fc.array(member)),
        body: member,
        isBase64Encoded: fc.oneof(fc.boolean(), member),
      },
      { requiredKeys: ['statusCode'] },
    )
    .map((answer) => JSON.stringify(answer)),
  fc.json(),
  fc.string({ unit: 'binary' }),
)

describe('whatever a function answers', () => {
  it('is a response that can be sent, or explained', () => {
    fc.assert(
      fc.property(answers, fc.constantFrom(readAnswerV1, readAnswerV2), (answer, read) => {
        const response = read(Buffer.from(answer))
        if ('explanation' in response) return
        assert.ok(Number.isInteger(response.status) && response.status >= 200 && response.status <= 599)
        for (const [name, value] of response.headers) {
          assert.match(name, /^[\w!#$%&'*+.^`|~-]+$/)
          assert.doesNotMatch(value, /[^\t\x20-\x7e\x80-\xff]/)
        }
      }),
      settings,
    )
  })

  it('lets a request through only by an answer of its form', () => {
    const format = fc.record({ payloadFormatVersion: fc.constantFrom('1.0', '2.0'), simpleResponses: fc.boolean() })
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), format, (answer, { payloadFormatVersion, simpleResponses }) => {
        const version = payloadFormatVersion === '1.0' ? '1.0' : '2.0'
        const read = readAuthorizerAnswer(Buffer.from(answer), { payloadFormatVersion: version, simpleResponses })
        assert.ok('explanation' in read)
      }),
      settings,
    )
  })

  it('matches patterns as an expression with the same wildcards does', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 8 })
    fc.assert(
      fc.property(pattern, text, (wanted, given) => {
        const expression = new RegExp(`^${wanted.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        assert.equal(matchesPattern(wanted, given), expression.test(given))
      }),
      { ...settings, numRuns: 3000 },
    )
  })
})
