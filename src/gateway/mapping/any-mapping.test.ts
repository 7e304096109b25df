import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Header } from '../proxy/exchange.ts'
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

/** AWS page "Transform API requests and responses", one name for each kind. */
const reserved = ['authorization', 'connection', 'content-length', 'transfer-encoding', 'via', 'te', 'x-amzn-trace-id']
const query = fc.webQueryParameters().filter((text) => !/(^|&)(a|%61)(=|&|$)/.test(text))

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

  it('leaves alone every header that is reserved, and all that is not named', () => {
    const name = fc.constantFrom(...reserved, 'x', 'X', 'y', 'accept', 'content-type', 'host', 'cookie')
    const header = fc.tuple(name, fc.constantFrom('1', '2', '')).map(([first, second]) => [first, second] as const)
    const action = fc.constantFrom('append', 'overwrite', 'remove')
    fc.assert(
      fc.property(fc.array(header), action, name, (headers, verb, named) => {
        const written = verb === 'remove' ? '' : '${request.header.x}!'
        const mapping = readMapping(`${verb}:header.${named}`, written, 'request')
        const isReserved = reserved.includes(named.toLowerCase())
        assert.equal('problem' in mapping, isReserved || (named === 'host' && verb !== 'overwrite'))
        if ('problem' in mapping) return
        const source = { headers, stageVariables: {}, readContext: () => undefined }
        const { changes } = evaluateMappings([mapping], (variable) => readVariable(source, variable))
        const others = (all: readonly Header[]) => all.filter(([known]) => known.toLowerCase() !== named.toLowerCase())
        const changed = changeHeaders(headers, changes)
        assert.deepEqual(others(changed), others(headers))
        const values = changed.filter((one) => !others(changed).includes(one)).map(([, value]) => value)
        const before = headers
          .filter(([known]) => known.toLowerCase() === named.toLowerCase())
          .map(([, value]) => value)
        const read = headers.filter(([known]) => known.toLowerCase() === 'x').map(([, value]) => value)
        const own = `${read.join(',')}!`
        const expected = { append: [...before, own], overwrite: [own], remove: [] }
        assert.deepEqual(values, Reflect.get(expected, verb))
      }),
    )
  })

  it('leaves alone every query parameter that is not named, byte for byte', () => {
    const pair = fc.oneof(
      fc.constantFrom('a=1', 'a', '=', '', 'b=%20', 'b=+', 'c=%zz', 'a=2&a=3', 'd==', '%61=1'),
      query,
    )
    const action = fc.constantFrom('append' as const, 'overwrite' as const, 'remove' as const)
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1 }), action, fc.string({ unit: 'binary' }), (pairs, verb, value) => {
        const before = pairs.join('&')
        const after = changeQuery(before, [{ key: '', action: verb, place: 'querystring', name: 'a', text: value }])
        const others = (all: string | undefined) => (all ?? '').split('&').filter((one) => !/^(a|%61)(=|$)/.test(one))
        assert.deepEqual(others(after).join('&'), others(before).join('&'))
        const values = new URLSearchParams(after).getAll('a')
        if (verb === 'remove') assert.deepEqual(values, [])
        else assert.equal(values.at(-1), value.toWellFormed())
        if (verb === 'overwrite') assert.equal(values.length, 1)
      }),
    )
  })
})
