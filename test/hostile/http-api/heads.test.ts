import assert from 'node:assert/strict'
import { type RawRequest, valuesOf } from '../../support/raw-http.ts'
import { describeRawRequests, get, post, smuggled, write } from '../../support/raw-requests.ts'

/* What is no request head in the grammar of RFC 9112 is no request. None of these asks to close: the server must. */

const head = (...headers: readonly string[]) => write('GET /a HTTP/1.1', ['Host: HOST', ...headers]) + smuggled

describeRawRequests('a header field', {
  refused: {
    'without a colon': head('Nonsense'),
    'without a name': head(': x'),
    'with a space in its name': head('X Y: a'),
    'with a space before its colon': head('X : a'),
    'with a tab before its colon': head('X\t: a'),
    'with a space before its name': write('GET /a HTTP/1.1', [' X: a', 'Host: HOST']) + smuggled,
    'with a tab before its name': write('GET /a HTTP/1.1', ['\tX: a', 'Host: HOST']) + smuggled,
    'folded with a space': head('X: a', ' b'),
    'folded with a tab': head('X: a', '\tb'),
    'folded, with what would be another field': head('X: a', ' Content-Length: 5'),
    'folded, last of all': head('X: a', ' '),
    'with a NUL in its value': head('X: a\0b'),
    'with a NUL in its name': head('X\0: a'),
    'with a carriage return in its value': head('X: a\rContent-Length: 5'),
    'with a line feed in its value': head('X: a\nContent-Length : 5'),
    'with two carriage returns at its end': head('X: a\r'),
    'with a bell in its value': head('X: a\x07b'),
    'with an escape in its value': head('X: a\x1b[0m'),
    'with a delete in its value': head('X: a\x7fb'),
    'with a vertical tab in its value': head('X: a\x0bb'),
    'with a form feed in its value': head('X: a\x0cb'),
    'with parentheses in its name': head('X(y): a'),
    'with a slash in its name': head('X/y: a'),
    'with a comma in its name': head('X,y: a'),
    'with a semicolon in its name': head('X;y: a'),
    'with an equals sign in its name': head('X=y: a'),
    'with quotes in its name': head('"X": a'),
    'with brackets in its name': head('X[y]: a'),
    'with braces in its name': head('{X}: a'),
    'with a backslash in its name': head('X\\y: a'),
    'with an at sign in its name': head('X@y: a'),
    'with a byte above 127 in its name': head('X\xe9: a'),
    'with UTF-8 in its name': head('X\xc3\xa9: a'),
  },
  served: {
    'with every character that a name may have': [
      get('/a', "X!#$%&'*+-.^_`|~09: a"),
      { target: '/a', check: (request) => assert.deepEqual(valuesOf(request, "x!#$%&'*+-.^_`|~09"), ['a']) },
    ],
    'with UTF-8 in its value': [
      get('/a', 'X: \xc3\xa9'),
      { target: '/a', check: (request) => assert.deepEqual(valuesOf(request, 'x'), ['\xc3\xa9']) },
    ],
    'without a value': [
      get('/a', 'X:'),
      { target: '/a', check: (request) => assert.deepEqual(valuesOf(request, 'x'), ['']) },
    ],
    'with colons in its value': [
      get('/a', 'X: a:b::c'),
      { target: '/a', check: (request) => assert.deepEqual(valuesOf(request, 'x'), ['a:b::c']) },
    ],
    'with another before it that has the same name': [
      get('/a', 'X: a', 'x: b', 'X: c'),
      { target: '/a', check: (request) => assert.deepEqual(valuesOf(request, 'x').join(), 'a,b,c') },
    ],
    'called __proto__': [
      get('/a', '__proto__: a', 'constructor: b'),
      { target: '/a', check: (request) => assert.deepEqual(valuesOf(request, '__proto__'), ['a']) },
    ],
  },
})

describeRawRequests('a request line', {
  refused: {
    'of HTTP/0.9': `GET /a\r\n\r\n${smuggled}`,
    'of HTTP/2.0': write('GET /a HTTP/2.0', ['Host: HOST', 'Connection: close']),
    'of HTTP/2': write('GET /a HTTP/2', ['Host: HOST']) + smuggled,
    'of HTTP/1.2': write('GET /a HTTP/1.2', ['Host: HOST']) + smuggled,
    'of HTTP/0.9 by number': write('GET /a HTTP/0.9', ['Host: HOST', 'Connection: close']),
    'of HTTP/1.10': write('GET /a HTTP/1.10', ['Host: HOST']) + smuggled,
    'of HTTP/01.1': write('GET /a HTTP/01.1', ['Host: HOST']) + smuggled,
    'of HTTP/1.1 with a letter': write('GET /a HTTP/1.1x', ['Host: HOST']) + smuggled,
    'of HTTP/1,1': write('GET /a HTTP/1,1', ['Host: HOST']) + smuggled,
    'of http/1.1 in lower case': write('GET /a http/1.1', ['Host: HOST']) + smuggled,
    'of HTTPS/1.1': write('GET /a HTTPS/1.1', ['Host: HOST']) + smuggled,
    'of ICE/1.0': write('GET /a ICE/1.0', ['Host: HOST']) + smuggled,
    'of the preface of HTTP/2': `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${smuggled}`,
    'with a tab between method and target': write('GET\t/a HTTP/1.1', ['Host: HOST']) + smuggled,
    'with a tab before the version': write('GET /a\tHTTP/1.1', ['Host: HOST']) + smuggled,
    'with a space in the target': write('GET /a b HTTP/1.1', ['Host: HOST']) + smuggled,
    'with a version in the target': write('GET /a HTTP/1.1 HTTP/1.1', ['Host: HOST']) + smuggled,
    'with a space behind the version': write('GET /a HTTP/1.1 ', ['Host: HOST']) + smuggled,
    'with a space before the method': write(' GET /a HTTP/1.1', ['Host: HOST']) + smuggled,
    'with a NUL before the method': write('\0GET /a HTTP/1.1', ['Host: HOST']) + smuggled,
    'with a byte order mark': write('\xef\xbb\xbfGET /a HTTP/1.1', ['Host: HOST']) + smuggled,
    'without a target': write('GET  HTTP/1.1', ['Host: HOST']) + smuggled,
    'without a method': write('/a HTTP/1.1', ['Host: HOST']) + smuggled,
    'that a carriage return ends': `GET /a HTTP/1.1\rHost: HOST\r\n\r\n${smuggled}`,
    'with a colon, as a header': write('GET: /a HTTP/1.1', ['Host: HOST']) + smuggled,
    'that is an answer': `HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n${smuggled}`,
  },
  either: {
    'behind an empty line': [`\r\n${get('/a')}`, { target: '/a' }],
    'behind two empty lines': [`\r\n\r\n${get('/a')}`, { target: '/a' }],
    'behind a bare line feed': [`\n${get('/a')}`, { target: '/a' }],
    'with two spaces': [write('GET  /a HTTP/1.1', ['Host: HOST', 'Connection: close']), { target: '/a' }],
    'that a line feed ends': [`GET /a HTTP/1.1\nHost: HOST\nConnection: close\n\n`, { target: '/a' }],
    'of RTSP/1.0': [get('/a').replace('HTTP/1.1', 'RTSP/1.0'), { target: '/a' }],
    'of HTTP/1.0 with a host': [get('/a').replace('HTTP/1.1', 'HTTP/1.0'), { target: '/a' }],
  },
})

describeRawRequests('a method', {
  refused: {
    'with a character that no token has': write('G@T /a HTTP/1.1', ['Host: HOST']) + smuggled,
    'with parentheses': write('GET(x) /a HTTP/1.1', ['Host: HOST']) + smuggled,
    'with a NUL': write('GE\0T /a HTTP/1.1', ['Host: HOST']) + smuggled,
    'in lower case': write('get /a HTTP/1.1', ['Host: HOST']) + smuggled,
    'in mixed case': write('Get /a HTTP/1.1', ['Host: HOST']) + smuggled,
    'that nobody knows': write('XYZZY /a HTTP/1.1', ['Host: HOST']) + smuggled,
    'of 5000 letters': write(`${'G'.repeat(5000)} /a HTTP/1.1`, ['Host: HOST']) + smuggled,
  },
})

describeRawRequests('a method that no route can name', {
  status: 404,
  refused: Object.fromEntries(
    ['TRACE', 'PROPFIND', 'PURGE', 'LOCK', 'REPORT', 'MKCOL', 'LINK'].map((method) => [
      method,
      write(`${method} /a HTTP/1.1`, ['Host: HOST', 'Connection: close']),
    ]),
  ),
})

describeRawRequests('an override of the method', {
  served: {
    'in X-HTTP-Method-Override is a header like any other': [
      get('/a', 'X-HTTP-Method-Override: DELETE'),
      { target: '/a' },
    ],
    'in X-Method-Override is a header like any other': [get('/a', 'X-Method-Override: PUT'), { target: '/a' }],
    'in the query is a query': [get('/a?_method=DELETE'), { target: '/a?_method=DELETE' }],
  },
})

const hostIsTheBackends = ({ headers }: RawRequest) => {
  assert.match(valuesOf({ headers }, 'host').join(), /^127\.0\.0\.1:\d+$/)
}

describeRawRequests('a host', {
  refused: {
    'that is missing': `GET /a HTTP/1.1\r\n\r\n${smuggled}`,
    'given twice alike': head('Host: HOST'),
    'given twice': head('Host: evil.example'),
    'given twice in different capitals': head('hOsT: evil.example'),
    'given behind another': write('GET /a HTTP/1.1', ['Host: evil.example', 'Host: HOST']) + smuggled,
    'with a space before its colon': write('GET /a HTTP/1.1', ['Host : HOST']) + smuggled,
    folded: write('GET /a HTTP/1.1', ['Host:', ' HOST']) + smuggled,
    'given by a name with another name behind a NUL':
      write('GET /a HTTP/1.1', ['Host: HOST\0.evil.example']) + smuggled,
  },
})

describeRawRequests('a host that is none of ours', {
  status: 421,
  refused: Object.fromEntries(
    [
      'evil.example',
      'HOST.evil.example',
      'evil.example:80',
      '169.254.169.254',
      '[::ffff:a9fe:a9fe]',
      'user@HOST',
      'user:password@HOST',
      'HOST@evil.example',
      'HOST, evil.example',
      'HOST evil.example',
      'HOST/path',
      'HOST?query',
      'HOST#fragment',
      'http://HOST',
      'HOST\\evil',
      '%48OST',
      'HOST%00',
      'HOST:80:80',
      'HOST:port',
      'HOST:-1',
      'HOST:99999',
    ].map((host) => [host, write('GET /a HTTP/1.1', [`Host: ${host}`, 'Connection: close'])]),
  ),
})

describeRawRequests('a host', {
  either: {
    'with a dot at its end': [
      write('GET /a HTTP/1.1', ['Host: HOST', 'Connection: close']).replace(/(?<=Host: HOST)/, '.'),
      { target: '/a', check: hostIsTheBackends },
    ],
    'of nothing': [write('GET /a HTTP/1.1', ['Host:', 'Connection: close']), { target: '/a' }],
    'with spaces around it': [
      write('GET /a HTTP/1.1', ['Host: \t HOST \t', 'Connection: close']),
      { target: '/a', check: hostIsTheBackends },
    ],
  },
  served: {
    'is not taken from X-Forwarded-Host, Forwarded or X-Host': [
      get('/a', 'X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example', 'X-Host: evil.example'),
      { target: '/a', check: hostIsTheBackends },
    ],
  },
})

describeRawRequests('a head above 10,240 bytes', {
  status: 431,
  refused: {
    'by one long value': get('/a', `X: ${'x'.repeat(10_240)}`),
    'by many values': get('/a', ...Array.from({ length: 110 }, (_, index) => `X-${index}: ${'x'.repeat(100)}`)),
    'by its target': get(`/${'a'.repeat(10_240)}`),
    'by its query': get(`/a?${'q'.repeat(10_240)}`),
    'by one value above 16 KiB': get('/a', `X: ${'x'.repeat(20_000)}`),
    'by 2000 short fields': get('/a', ...Array.from({ length: 2000 }, (_, index) => `X-${index}: abcdefgh`)),
    'by its target above 16 KiB': get(`/${'a'.repeat(20_000)}`),
    'by its names above 16 KiB': get(
      '/a',
      ...Array.from({ length: 20 }, (_, index) => `X${index}${'n'.repeat(1000)}: a`),
    ),
    'by one field name': get('/a', `${'X'.repeat(20_000)}: a`),
  },
})

describeRawRequests('a head', {
  served: {
    'of 10,000 bytes': [get('/a', `X: ${'x'.repeat(9900)}`), { target: '/a' }],
    'of 500 fields': [get('/a', ...Array.from({ length: 500 }, (_, index) => `X-${index}: a`)), { target: '/a' }],
  },
})

describeRawRequests('two Authorization headers', {
  refused: {
    'alike, on an open route': head('Authorization: a', 'Authorization: a'),
    'that differ, on an open route': head('Authorization: a', 'Authorization: b'),
    'in different capitals': head('Authorization: a', 'AUTHORIZATION: b'),
    'on a guarded route':
      write('GET /admin/x HTTP/1.1', ['Host: HOST', 'Authorization: a', 'authorization: b']) + smuggled,
    'of a request with a body': post(['Authorization: a', 'Authorization: b', 'Content-Length: 0'], smuggled),
  },
})
