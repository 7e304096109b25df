import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { converse, readResponses, type RawRequest } from '../../support/raw-http.ts'
import { describeRawRequests, get, rawTarget, smuggled, write } from '../../support/raw-requests.ts'

/* Promise P4: the path that was authorised is byte for byte the path that is forwarded. */

const refusedPath = (target: string) => write(`GET ${target} HTTP/1.1`, ['Host: HOST']) + smuggled
const refusedPaths = (targets: readonly string[]) =>
  Object.fromEntries(targets.map((target) => [JSON.stringify(target), refusedPath(target)]))

describeRawRequests('a target with dot segments,', {
  refused: refusedPaths([
    '/..',
    '/../a',
    '/a/..',
    '/a/../b',
    '/./a',
    '/a/.',
    '/a/./b',
    '/%2e',
    '/%2e%2e',
    '/%2E%2E/a',
    '/%2e./a',
    '/.%2E/a',
    '/a/%2e%2e/b',
    '/a%2f..%2fb',
    '/a%2F%2e%2e%2Fb',
    '/..%2f..%2fetc%2fpasswd',
    '/a/..;/b',
    '/a/..;x=y/b',
    '/a/.;/b',
    '/a/%2e%2e;x/b',
    '/a/..%3b/b',
    '/a%5c..%5cb',
    '/..%5Ca',
    '/a/..%5c..%5cb',
  ]),
})

describeRawRequests('a target with bytes that a URI has not,', {
  refused: refusedPaths([
    '/a#b',
    '/#',
    '/a\\b',
    '/\\evil.example',
    '/a\tb',
    '/a\0b',
    '/a\x01b',
    '/a\x7fb',
    '/caf\xc3\xa9',
    '/\xe2\x80\xae',
    '/\xff',
  ]),
})

describeRawRequests('a target with bytes in its query that a URI has not,', {
  refused: refusedPaths([
    '/a?b#c',
    '/a?#',
    '/a?\x80',
    '/a?caf\xc3\xa9',
    '/a?b=\xff',
    '/a?b\x7fc',
    '/a?b\0c',
    '/a?b\tc',
  ]),
})

describeRawRequests('a target whose encoding is broken,', {
  refused: refusedPaths([
    '/%',
    '/%a',
    '/%zz',
    '/%2',
    '/a%2/b',
    '/%u002e%u002e/a',
    '/%c0%ae%c0%ae/a',
    '/%C0%AF',
    '/%e0%80%af',
    '/%f0%80%80%af',
    '/%c3%28',
    '/%ff',
    '/%ed%a0%80',
    '/%f4%90%80%80',
  ]),
})

describeRawRequests('a target that is no path,', {
  refused: refusedPaths(['*', 'a', '?q=1', '#', '@evil.example/', 'evil.example:80', 'HOST:80', '127.0.0.1']),
})

describeRawRequests('a target with a scheme,', {
  refused: refusedPaths([
    'http://HOST/a',
    'http://evil.example/a',
    'https://evil.example/a',
    'HTTP://HOST/a',
    'http:a',
    'http:/a',
    'http:///a',
    'file:///etc/passwd',
    'gopher://127.0.0.1:1/_x',
    'ftp://HOST/a',
    'javascript:alert(1)',
  ]),
})

const asTheyAre = [
  '/',
  '//',
  '//evil.example/a',
  '///a',
  '/a//b',
  '/a/',
  '/a//',
  '/...',
  '/a/.../b',
  '/.well-known/x',
  '/a..b',
  '/..a',
  '/a..',
  '/a;b=c',
  '/a;b=c/d;e',
  '/;',
  '/a:b@c',
  "/!$&'()*+,=~_-",
  '/a%20b',
  '/a+b',
  '/%41',
  '/%61',
  '/%e2%82%ac',
  '/%E2%82%AC',
  '/a%2Fb',
  '/a%2fb',
  '/%2f',
  '/a%252e%252e',
  '/%252e%252e/a',
  '/%25',
  '/a%3Fb',
  '/a%23b',
  '/%0d%0aX:%20y',
  '/%00',
  '/http://evil.example/',
  '/@evil.example',
  '/a"b',
  '/a<b>',
  '/a|b',
  '/a^b`c',
  '/{a}',
  '/[a]',
  '/a??',
  '/a?b?c',
  '/a?/../b',
  '/a?x=../..',
  '/a?x=%2e%2e',
  '/a?x=%zz',
  '/a?&&&==&',
  '/a?x=1&x=2',
  '/a?x=a+b%20c',
  '/a?x={y}$z|`^',
  '/a?http://evil.example',
] as const

describeRawRequests('as it is the target', {
  served: Object.fromEntries(asTheyAre.map((target) => [JSON.stringify(target), [get(target), { target }]])),
})

describeRawRequests('without its empty query the target', {
  served: { '"/a?"': [get('/a?'), { target: '/a' }] },
})

/** What a careless backend could make of a path: everything that any of them is known to undo. */
function normalize(target: string): string {
  let path = target.split(/[?#]/)[0] ?? ''
  for (let last = ''; last !== path;) {
    last = path
    path = path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  }
  const segments: string[] = []
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    const [text = ''] = segment.split(';')
    if (text === '..') segments.pop()
    else if (text !== '' && text !== '.') segments.push(text)
  }
  return `/${segments.join('/')}`
}

/** Targets that mean /admin/users to somebody. */
const disguises = [
  '/admin/users',
  '/admin',
  '/admin/',
  '/admin//users',
  '/%61dmin/users',
  '/%61%64%6d%69%6e/users',
  '/admin%2fusers',
  '/admin%2Fusers',
  '/x/../admin/users',
  '/x/..;/admin/users',
  '/./admin/users',
  '/%2e/admin/users',
  '/x/%2e%2e/admin/users',
  '/x%2f..%2fadmin/users',
  '/x/..%2fadmin/users',
  '/x\\..\\admin\\users',
  '/x%5c..%5cadmin/users',
  '/\\admin/users',
  'http://HOST/admin/users',
  '/x/.%2e/admin/users',
  '/admin/x/../users',
  '/admin/users?x',
  '/admin/users/',
  '/admin/%75sers',
]

describe('a guarded path in disguise', () => {
  for (const target of disguises)
    it(`${target} reaches no backend without a token`, async () => {
      const { host, port, backend } = await rawTarget()
      const begin = backend.requests.length
      const rewriting = ['X-Original-URL: /a', 'X-Rewrite-URL: /a', 'X-Forwarded-Prefix: /..']
      const requests = [get(target), get(target, ...rewriting)]
      // Path-style URLs of the same API.
      if (target.startsWith('/'))
        requests.push(get(`/execute-api/${host.split('.')[0]}${target}`).replace('HOST', `localhost:${port}`))
      for (const request of requests) {
        const text = await converse({ port }, request.replaceAll('HOST', host))
        assert.match(String(readResponses(text)[0]?.status), /^40[01]$/)
      }
      assert.deepEqual(backend.requests.slice(begin), [])
    })

  it('while what is open is forwarded under no name of a guarded path', async () => {
    const { backend } = await rawTarget()
    const isGuarded = ({ target }: RawRequest) => /^\/admin(\/|$)/.test(normalize(target))
    assert.deepEqual(backend.requests.filter(isGuarded), [])
  })
})
