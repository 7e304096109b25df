import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openPoolgate, type ServedApi } from '../../support/poolgate.ts'
import { converse, type RawBackend, readResponses, startRawBackend, valuesOf } from '../../support/raw-http.ts'

/* What a client says goes through parameter mappings into the path, the query and headers, and no further. */

/** Values that would mean something where they are put, if they were put there as they are. */
const values = [
  'plain',
  '',
  '..',
  '../admin',
  '../../admin',
  '/admin',
  '//evil.example/admin',
  '%2e%2e/admin',
  '%2e%2e%2fadmin',
  '..%2fadmin',
  '..\\admin',
  '..;/admin',
  './admin',
  'a/../../admin',
  '?admin=1',
  '#fragment',
  '&admin=1',
  'a=b&c=d',
  '@evil.example',
  ':80',
  'http://evil.example/',
  '\r\nX-Injected: 1',
  '\r\n\r\nGET /admin HTTP/1.1\r\nHost: evil\r\n\r\n',
  '\nX-Injected: 1',
  '\rX-Injected: 1',
  '\0',
  '\u2028X-Injected: 1',
  '\u560d\u560aX-Injected: 1',
  '\u010d\u010aX-Injected: 1',
  '\ud800',
  '\u00e9\u20ac',
  ' HTTP/1.1',
  '\t',
  '${context.requestId}',
  '$context.accountId',
  '{proxy}',
  '${stageVariables.x}',
  'x'.repeat(3000),
]

describe('a value that a client sends', () => {
  let port = 0
  let backend: RawBackend
  let api: ServedApi
  before(async () => {
    backend = await startRawBackend(({ target }) => {
      const length = Buffer.byteLength(target)
      return `HTTP/1.1 200 OK\r\nX-Echo: ${target.slice(0, 2000)}\r\nContent-Length: ${length}\r\n\r\n${target}`
    })
    const poolgate = await openPoolgate()
    port = poolgate.port
    const mapped = (RequestParameters: Record<string, string>) => ({
      to: `${backend.origin}/fixed`,
      integration: {
        RequestParameters,
        ResponseParameters: { '200': { 'append:header.x-mapped': '$response.header.x-echo' } },
      },
    })
    const both = { 'append:header.x-value': '$request.body.v', 'append:querystring.v': '$request.body.v' }
    api = await poolgate.create({
      routes: {
        'POST /path': mapped({ 'overwrite:path': '/m/${request.body.v}' }),
        'POST /whole': mapped({ 'overwrite:path': '$request.body.v' }),
        'POST /others': mapped(both),
        'POST /host': mapped({ 'overwrite:header.host': '$request.body.v' }),
      },
    })
  })
  after(() => assert.deepEqual(backend.malformed, []))

  /** What became of a value: the status, and the request that the backend got. */
  const send = async (route: string, value: string) => {
    const begin = backend.requests.length
    // One character for each byte.
    const body = Buffer.from(JSON.stringify({ v: value })).toString('latin1')
    const head = [`POST ${route} HTTP/1.1`, `Host: ${api.host}`, 'Connection: close', `Content-Length: ${body.length}`]
    const text = await converse({ port }, `${head.join('\r\n')}\r\n\r\n${body}`)
    const [response, ...others] = readResponses(text)
    assert.deepEqual(others, [])
    const [request, ...more] = backend.requests.slice(begin)
    assert.deepEqual(more, [])
    if (request) {
      assert.equal(request.body, body)
      assert.deepEqual(valuesOf(request, 'x-injected'), [])
    } else assert.match(String(response?.status), /^(400|431|5\d\d)$/)
    return { response, request }
  }
  for (const value of values)
    it(`${JSON.stringify(value).slice(0, 60)} stays a value`, async () => {
      const { request: inPath } = await send('/path', value)
      if (inPath) {
        assert.match(inPath.target, /^\/m\//)
        assert.ok(!decodeURIComponent(inPath.target).split(/[/\\]/).includes('..'), inPath.target)
        assert.ok(!inPath.target.includes('?') && !inPath.target.includes('#'), inPath.target)
      }
      const { request: whole } = await send('/whole', value)
      if (whole) assert.match(whole.target, /^\/[^/?#]*/)
      const { request: other } = await send('/others', value)
      assert.ok(other, 'it is a value like any other')
      assert.match(other.target, /^\/fixed(\?v=[^&#=\s]*)?$/)
      const { request: hosted } = await send('/host', value)
      if (hosted) assert.equal(hosted.target, '/fixed')
    })
})
