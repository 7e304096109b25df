import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readRequestPath, withoutFirstSegment, type RequestPath } from '../routing/request-path.ts'
import { compileRoutes } from '../routing/routing.ts'
import { compileTarget } from './target.ts'

/* Promise P4: the path that was authorised is byte for byte the path that is forwarded. */

const piece = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    'a',
    'b',
    '.',
    '..',
    '...',
    '%2e',
    '%2E%2e',
    '%2f',
    '%5c',
    '\\',
    ';',
    ';x=y',
    '%3b',
    '%25',
  ),
  fc.constantFrom('%', '%zz', '%00', '%e2%82%ac', '%c0%ae', '{a}', '$', '&', "'", '@', ':', '~', '#', '\u00e9', ' '),
  fc.string({ maxLength: 3 }),
)
const rawPath = fc.array(piece, { maxLength: 10 }).map((pieces) => `/${pieces.join('').replaceAll('?', '')}`)
const query = fc.option(fc.webQueryParameters(), { nil: undefined })

/** Every path that can be read. */
const path = rawPath.map(readRequestPath).filter((read): read is RequestPath => 'segments' in read)

function targetOf(uri: string, routeKey: string, requestPath: RequestPath, requestQuery?: string) {
  const match = compileRoutes([[routeKey, 0] as const]).match('GET', requestPath)
  const template = compileTarget(uri, {})
  assert.ok(typeof template === 'function')
  if (match === undefined) return undefined
  const appendedPath = routeKey === '$default' ? requestPath.raw : undefined
  const target = template({ pathParameters: match.pathParameters, appendedPath, query: requestQuery })
  assert.ok(!('explanation' in target))
  return target
}

describe('whatever path a client writes', () => {
  it('what is read is forwarded byte for byte on the $default route', () => {
    fc.assert(
      fc.property(path, query, (read, asked) => {
        const search = asked ? `?${asked}` : ''
        assert.equal(targetOf('http://b.example', '$default', read, asked)?.path, read.raw + search)
        assert.equal(targetOf('http://b.example/base/', '$default', read, asked)?.path, `/base${read.raw}${search}`)
        assert.equal(targetOf('http://b.example', '$default', read)?.hostname, 'b.example')
      }),
    )
  })

  it('what a greedy variable took is forwarded byte for byte', () => {
    fc.assert(
      fc.property(path, (read) => {
        const target = targetOf('http://b.example/q/{proxy}', 'ANY /{proxy+}', read)
        if (target) assert.equal(target.path, `/q${read.raw}`)
        else assert.equal(read.segments.length, 0)
      }),
    )
  })

  it('what is below a stage is the rest of the same bytes', () => {
    fc.assert(
      fc.property(path, (read) => {
        const below = withoutFirstSegment(read)
        const [first] = read.segments
        if (below === undefined || below.raw === '/') return
        assert.ok(first)
        assert.equal(read.raw.slice(0, first.end) + below.raw, read.raw)
        const texts = below.segments.map(({ text }) => text)
        if (texts.length > 0)
          assert.deepEqual(
            texts,
            read.segments.slice(1).map(({ text }) => text),
          )
      }),
    )
  })

  it('what is read has no dot segment for anybody who decodes once', () => {
    fc.assert(
      fc.property(path, (read) => {
        const decoded = decodeURIComponent(read.raw).replaceAll('\\', '/')
        const texts = decoded.split('/').map((segment) => segment.split(';')[0])
        assert.ok(!texts.includes('..') && !texts.slice(1).includes('.'), read.raw)
        // A URL parser, which decodes and resolves dots, sees the same path.
        assert.ok(new URL(`http://h${read.raw}`).pathname.length >= read.raw.length, read.raw)
      }),
      { numRuns: 3000 },
    )
  })
})
