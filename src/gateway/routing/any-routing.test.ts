import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readRequestPath } from './request-path.ts'
import { compileRoutes } from './routing.ts'

/*
 * The router against a reference that is as slow and as plain as the AWS page "Create routes for HTTP APIs": it looks at
 * every route, ranks those that match and takes the first.
 */

/** How a route matches, worse routes greater: kind, then its segments from left to right, then its method. */
type Rank = readonly (number | string)[]

function rank(routeKey: string, method: string, segments: readonly string[]): Rank | undefined {
  if (routeKey === '$default') return [2]
  const [verb = '', path = ''] = routeKey.split(' ')
  if (verb !== 'ANY' && verb !== method) return undefined
  const parts = path === '/' ? [] : path.slice(1).split('/')
  const isGreedy = parts.at(-1)?.endsWith('+}') ?? false
  const prefix = isGreedy ? parts.slice(0, -1) : parts
  if (isGreedy ? segments.length <= prefix.length : segments.length !== prefix.length) return undefined
  if (!prefix.every((part, index) => matches(part, segments[index] ?? ''))) return undefined
  const shape = prefix.map((part) => (part.startsWith('{') ? 1 : 0)).join('')
  return [isGreedy ? 1 : 0, isGreedy ? -prefix.length : 0, shape, verb === 'ANY' ? 1 : 0]
}

function matches(part: string, segment: string): boolean {
  return part.startsWith('{') ? segment !== '' : part === segment
}

function compare(left: Rank, right: Rank): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0
    if (value !== other) return value < other ? -1 : 1
  }
  return 0
}

function findByReference(routeKeys: readonly string[], method: string, segments: readonly string[]) {
  const ranked = routeKeys.flatMap((routeKey) => {
    const found = rank(routeKey, method, segments)
    return found ? [{ routeKey, found }] : []
  })
  return ranked.toSorted((left, right) => compare(left.found, right.found))[0]?.routeKey
}

const method = fc.constantFrom('GET', 'POST', 'DELETE')
const part = fc.constantFrom('a', 'b', 'c', '{x}', '{y}', '{z}')
const parts = fc.uniqueArray(part, { maxLength: 4, selector: (text) => (text.startsWith('{') ? text : {}) })
const routeKey = fc.oneof(
  { weight: 1, arbitrary: fc.constant('$default') },
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.oneof(method, fc.constant('ANY')), parts, fc.boolean())
      .map(([verb, texts, greedy]) => `${verb} /${[...texts, ...(greedy ? ['{proxy+}'] : [])].join('/')}`),
  },
)
const segments = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 5 })

describe('of any routes', () => {
  it('the one is taken that a plain search finds', () => {
    fc.assert(
      fc.property(fc.array(routeKey, { maxLength: 12 }), method, segments, (routeKeys, verb, wanted) => {
        // "/" has no segment, so neither has a single empty one.
        const texts = wanted.length === 1 && wanted[0] === '' ? [] : wanted
        const path = readRequestPath(`/${texts.join('/')}`)
        assert.ok('segments' in path)
        const table = compileRoutes(routeKeys.map((text) => [text, text] as const))
        assert.equal(table.match(verb, path)?.routeKey, findByReference(routeKeys, verb, texts))
      }),
      { numRuns: 5000 },
    )
  })

  it('the variables are the bytes that the client wrote', () => {
    const segment = fc.string({ minLength: 1, maxLength: 4 }).filter((text) => !/^\.{1,2}(;|\\|$)|[\\]|^$/.test(text))
    fc.assert(
      fc.property(fc.array(segment, { minLength: 3, maxLength: 6 }), (texts) => {
        const encoded = texts.map(encodeURIComponent)
        const path = readRequestPath(`/${encoded.join('/')}`)
        // A slash within a segment separates, though it is encoded.
        fc.pre('segments' in path && path.segments.length === texts.length)
        const found = compileRoutes([['GET /{first}/{second}/{rest+}', 0] as const]).match('GET', path)
        assert.deepEqual(found?.pathParameters.get('first'), { raw: encoded[0], text: texts[0] })
        const rest = { raw: encoded.slice(2).join('/'), text: texts.slice(2).join('/') }
        assert.deepEqual(found.pathParameters.get('rest'), rest)
      }),
    )
  })
})
