import assert from 'node:assert/strict'
import { type RawRequest, valuesOf } from '../../support/raw-http.ts'
import { describeRawRequests, get, write } from '../../support/raw-requests.ts'

/* Promise P4: nothing hop-by-hop is forwarded (RFC 9110 section 7.6.1), and nobody takes away what the gateway adds. */

const without =
  (...names: readonly string[]) =>
  (request: RawRequest) => {
    for (const name of names) assert.deepEqual(valuesOf(request, name), [], `${name} is not forwarded`)
    for (const name of ['via', 'forwarded', 'x-amzn-trace-id', 'host'])
      assert.equal(valuesOf(request, name).length, 1, `${name} is there`)
    assert.equal(valuesOf(request, 'via')[0], 'HTTP/1.1 AmazonAPIGateway')
  }
/** A request that closes its connection and has these headers. */
const keep = (...headers: readonly string[]) => write('GET /a HTTP/1.1', ['Host: HOST', ...headers])
const target = '/a'

describeRawRequests('a request with', {
  served: {
    'Keep-Alive, TE, Trailer and Proxy headers': [
      get(
        '/a',
        'Keep-Alive: timeout=9',
        'TE: trailers',
        'Trailer: X',
        'Proxy-Authorization: Basic eA==',
        'Proxy-Authenticate: x',
        'Proxy-Connection: keep-alive',
      ),
      {
        target,
        check: without('keep-alive', 'te', 'trailer', 'proxy-authorization', 'proxy-authenticate', 'proxy-connection'),
      },
    ],
    'a header that Connection nominates': [
      keep('Connection: close, X-Key', 'X-Key: k'),
      { target, check: without('x-key') },
    ],
    'a header that Connection nominates in other capitals': [
      keep('CONNECTION: close , x-KEY', 'X-Key: k'),
      { target, check: without('x-key') },
    ],
    'headers that several Connection headers nominate': [
      keep('Connection: close', 'Connection: X-One,X-Two', 'X-One: 1', 'X-Two: 2', 'x-one: 3'),
      { target, check: without('x-one', 'x-two') },
    ],
    'Authorization nominated': [
      keep('Connection: close, Authorization', 'Authorization: a'),
      { target, check: without('authorization') },
    ],
    'Cookie nominated': [keep('Connection: close, Cookie', 'Cookie: a=1'), { target, check: without('cookie') }],
    'Host nominated': [keep('Connection: close, Host'), { target, check: without() }],
    'Via, Forwarded and the trace id nominated': [
      keep('Connection: close, Via, Forwarded, X-Amzn-Trace-Id'),
      { target, check: without() },
    ],
    'Content-Length nominated': [
      write('POST /a HTTP/1.1', ['Host: HOST', 'Connection: close, Content-Length', 'Content-Length: 2']) + 'ab',
      { method: 'POST', target, body: 'ab', check: without() },
    ],
    'Transfer-Encoding nominated': [
      write('POST /a HTTP/1.1', ['Host: HOST', 'Connection: close, Transfer-Encoding', 'Transfer-Encoding: chunked']) +
        '2\r\nab\r\n0\r\n\r\n',
      { method: 'POST', target, body: 'ab', check: without() },
    ],
    'Connection nominated by itself': [keep('Connection: close, Connection'), { target, check: without() }],
    'an empty nomination': [keep('Connection: close,,, ,'), { target, check: without() }],
    'X-Forwarded headers, which become Forwarded': [
      get('/a', 'X-Forwarded-For: 192.0.2.1', 'X-Forwarded-Proto: https', 'X-Forwarded-Host: shop.example'),
      {
        target,
        check: (request) => {
          without('x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host')(request)
          const [forwarded = ''] = valuesOf(request, 'forwarded')
          assert.match(forwarded, /^for=192\.0\.2\.1;host=shop\.example;proto=https, for=127\.0\.0\.1;host=/)
        },
      },
    ],
    'a Forwarded that would close its quotes': [
      get('/a', 'X-Forwarded-For: 1";for=127.0.0.1'),
      {
        target,
        check: (request) => assert.match(valuesOf(request, 'forwarded')[0] ?? '', /^for="1\\";for=127\.0\.0\.1", for=/),
      },
    ],
    'a Via of its own': [
      get('/a', 'Via: 1.1 cdn'),
      {
        target,
        check: (request) => assert.deepEqual(valuesOf(request, 'via'), ['1.1 cdn, HTTP/1.1 AmazonAPIGateway']),
      },
    ],
    'a trace id of its own': [
      get('/a', 'X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793'),
      {
        target,
        check: (request) => {
          const [traceId = ''] = valuesOf(request, 'x-amzn-trace-id')
          assert.match(traceId, /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-5759e988-bd862e3fe1be46a994272793$/)
        },
      },
    ],
    'two trace ids': [get('/a', 'X-Amzn-Trace-Id: a', 'X-Amzn-Trace-Id: b'), { target, check: without() }],
    'an Expect of 100-continue, which is answered here': [
      write('POST /a HTTP/1.1', ['Host: HOST', 'Connection: close', 'Expect: 100-continue', 'Content-Length: 2']) +
        'ab',
      { method: 'POST', target, body: 'ab', check: without('expect') },
    ],
    'an Expect of 100-continue and no body': [get('/a', 'Expect: 100-continue'), { target, check: without('expect') }],
    'an offer of HTTP/2, which is not taken': [
      keep('Connection: close, Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA'),
      { target, check: without('upgrade', 'http2-settings') },
    ],
    'an offer of TLS, which is not taken': [
      keep('Connection: close, Upgrade', 'Upgrade: TLS/1.0, HTTP/1.1'),
      { target, check: without('upgrade') },
    ],
  },
  either: {
    'an Expect that nobody knows': [get('/a', 'Expect: 200-ok'), { target, check: without('expect') }],
    'an Expect of two things': [get('/a', 'Expect: 100-continue, x'), { target, check: without('expect') }],
    'an offer of a WebSocket': [
      keep(
        'Connection: close, Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ),
      { target, check: without('upgrade') },
    ],
  },
})
