import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { changeHeaders, changeQuery } from './apply-changes.ts'
import { evaluateMappings, readMapping } from './parameters.ts'
import { readVariable } from './read-variable.ts'

const pieces = ['$', '{', '}', 'request', 'response', '.', 'header', 'body', 'path', 'x', '[', '0', ']', '*', "'", ':']
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.constantFrom('$request.body.a', '${request.header.x}-${request.querystring.q}', '$request.path', '$context.path'),
)
const key = fc.oneof(
  text,
  fc.constantFrom('append:header.x', 'overwrite:querystring.q\ud800', 'remove:header.x', 'overwrite:path'),
)

describe('whatever a mapping says and a client sends', () => {
  it('is refused, or makes headers and a query that can be sent', () => {
    const value = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(key, text, value, value, (name, expression, sent, query) => {
        const mapping = readMapping(name, expression, 'request')
        if ('problem' in mapping) return
        const source = {
          headers: [['x', sent] as const],
          query,
          path: '/a',
          body: Buffer.from(sent),
          stageVariables: {},
          readContext: () => sent,
        }
        const { changes } = evaluateMappings([mapping], (variable) => readVariable(source, variable))
        for (const [changed, content] of changeHeaders([], changes)) {
          assert.match(changed, /^[\w!#$%&'*+.^`|~-]+$/)
          assert.doesNotMatch(content, /[^\t\x20-\x7e\x80-\xff]/)
        }
        assert.doesNotMatch(changeQuery(undefined, changes) ?? '', /[^\x21-\x7e]/)
      }),
      { numRuns: 2000, seed: 20261122 },
    )
  })
})
