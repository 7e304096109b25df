import assert from 'node:assert/strict'
import { valuesOf } from '../../support/raw-http.ts'
import { describeRawRequests, post, smuggled } from '../../support/raw-requests.ts'

/* Promise P4: one request in is at most one request out, and ambiguous framing is none at all (RFC 9112 section 6). */

const length = String(smuggled.replace('HOST', 'x'.repeat(40)).length)
const chunked = 'Transfer-Encoding: chunked'
/** A body that ends at once where it is chunked, and holds a request where it is not. */
const zero = `0\r\n\r\n${smuggled}`

describeRawRequests('a length beside a coding', {
  refused: {
    'length before coding': post(['Content-Length: 4', chunked], zero),
    'coding before length': post([chunked, 'Content-Length: 4'], zero),
    'a length of zero beside a coding': post(['Content-Length: 0', chunked], zero),
    'a length that is none beside a coding': post(['Content-Length: x', chunked], zero),
    'a length beside an unknown coding': post(['Content-Length: 5', 'Transfer-Encoding: xchunked'], zero),
    'a length beside identity': post(['Content-Length: 5', 'Transfer-Encoding: identity'], zero),
    'a length beside an empty coding': post(['Content-Length: 5', 'Transfer-Encoding: '], zero),
    'a length beside a coding with a space before the colon': post(
      ['Content-Length: 5', 'Transfer-Encoding : chunked'],
      zero,
    ),
    'a length beside a coding with a tab before the colon': post(
      ['Content-Length: 5', 'Transfer-Encoding\t: chunked'],
      zero,
    ),
    'a length beside a folded coding': post(['Content-Length: 5', 'Transfer-Encoding:', ' chunked'], zero),
    'a length beside a coding behind a bare line feed': post(['Content-Length: 5', `X: a\n${chunked}`], zero),
    'a length beside a coding behind a bare carriage return': post(['Content-Length: 5', `X: a\r${chunked}`], zero),
    'a length beside a coding in capitals': post(['Content-Length: 5', 'TRANSFER-ENCODING: CHUNKED'], zero),
  },
})

describeRawRequests('a length', {
  refused: {
    'two that differ': post(['Content-Length: 0', `Content-Length: ${length}`], smuggled),
    'two that differ in the other order': post([`Content-Length: ${length}`, 'Content-Length: 0'], smuggled),
    'two that agree': post(['Content-Length: 0', 'Content-Length: 0'], smuggled),
    'two in different capitals': post(['Content-Length: 0', 'content-length: 0'], smuggled),
    'a list that agrees': post(['Content-Length: 0, 0'], smuggled),
    'a list that differs': post(['Content-Length: 0, 5'], smuggled),
    'a list with nothing behind the comma': post(['Content-Length: 0,'], smuggled),
    'a negative one': post(['Content-Length: -1'], smuggled),
    'minus zero': post(['Content-Length: -0'], smuggled),
    'one with a plus sign': post(['Content-Length: +0'], smuggled),
    hexadecimal: post(['Content-Length: 0x0'], smuggled),
    octal: post(['Content-Length: 0o0'], smuggled),
    'one with an exponent': post(['Content-Length: 0e1'], smuggled),
    'one with a fraction': post(['Content-Length: 0.0'], smuggled),
    'one with an underscore': post(['Content-Length: 0_0'], smuggled),
    'one with a space inside': post(['Content-Length: 0 0'], smuggled),
    'one with a letter behind': post(['Content-Length: 0a'], smuggled),
    'one in quotes': post(['Content-Length: "0"'], smuggled),
    'one with a semicolon': post(['Content-Length: 0;'], smuggled),
    'an empty one': post(['Content-Length:'], smuggled),
    'one of spaces': post(['Content-Length:   '], smuggled),
    'one that is no number': post(['Content-Length: NaN'], smuggled),
    infinity: post(['Content-Length: Infinity'], smuggled),
    'one beyond 64 bits': post(['Content-Length: 18446744073709551616'], smuggled),
    'one beyond 64 bits that wraps around to zero': post(['Content-Length: 36893488147419103232'], smuggled),
    'one with a vertical tab before it': post(['Content-Length: \v0'], smuggled),
    'one with a form feed behind it': post(['Content-Length: 0\f'], smuggled),
    'one with a NUL behind it': post(['Content-Length: 0\0'], smuggled),
    'one with a no-break space before it': post(['Content-Length: \xa00'], smuggled),
    'one in other digits': post(['Content-Length: \xc2\xb9'], smuggled),
    'one folded onto the next line': post(['Content-Length:', ' 0'], smuggled),
    'one with a space before the colon': post(['Content-Length : 0'], smuggled),
  },
  served: {
    'one with zeros before it': [
      post(['Content-Length: 0002', 'Connection: close'], 'ab'),
      { method: 'POST', target: '/a', body: 'ab' },
    ],
    'one with spaces and tabs around it': [
      post(['Content-Length: \t 2 \t', 'Connection: close'], 'ab'),
      { method: 'POST', target: '/a', body: 'ab' },
    ],
    'one of a body that looks like a request': [
      post(
        ['Content-Length: 43', 'Connection: close'],
        'GET /smuggled HTTP/1.1\r\nHost: example.com\r\n\r\n'.slice(0, 43),
      ),
      { method: 'POST', target: '/a', body: 'GET /smuggled HTTP/1.1\r\nHost: example.com\r\n\r\n'.slice(0, 43) },
    ],
    'none at all': [post(['Connection: close'], ''), { method: 'POST', target: '/a', body: '' }],
  },
})

describeRawRequests('a length above 10 MB', {
  status: 413,
  refused: {
    'by a byte': post(['Content-Length: 10485761', 'Connection: close'], ''),
    'by far': post(['Content-Length: 9007199254740991', 'Connection: close'], ''),
  },
})

describeRawRequests('a coding', {
  refused: {
    twice: post(['Transfer-Encoding: chunked, chunked'], zero),
    'twice in two headers': post([chunked, chunked], zero),
    'not last': post(['Transfer-Encoding: chunked, gzip'], zero),
    'gzip before chunked': post(['Transfer-Encoding: gzip, chunked'], zero),
    'gzip and chunked in two headers': post(['Transfer-Encoding: gzip', chunked], zero),
    'identity alone': post(['Transfer-Encoding: identity'], smuggled),
    'identity before chunked': post(['Transfer-Encoding: identity, chunked'], zero),
    'chunked before identity': post(['Transfer-Encoding: chunked, identity'], zero),
    'chunked and identity in two headers': post([chunked, 'Transfer-Encoding: identity'], zero),
    'an unknown one before chunked': post(['Transfer-Encoding: x, chunked'], zero),
    'chunked with a letter before': post(['Transfer-Encoding: xchunked'], zero),
    'chunked with a letter behind': post(['Transfer-Encoding: chunkedx'], zero),
    'chunked with a parameter': post(['Transfer-Encoding: chunked;q=1'], zero),
    'chunked in quotes': post(['Transfer-Encoding: "chunked"'], zero),
    'chunked with a comma before': post(['Transfer-Encoding: ,chunked'], zero),
    'chunked with a comma behind': post(['Transfer-Encoding: chunked,'], zero),
    'chunked with a slash': post(['Transfer-Encoding: chunked/1'], zero),
    'chunked cut short': post(['Transfer-Encoding: chunke'], zero),
    'chunked with a space inside': post(['Transfer-Encoding: chun ked'], zero),
    'chunked with a vertical tab before': post(['Transfer-Encoding: \vchunked'], zero),
    'chunked with a form feed behind': post(['Transfer-Encoding: chunked\f'], zero),
    'chunked with a NUL behind': post(['Transfer-Encoding: chunked\0'], zero),
    'chunked with a no-break space before': post(['Transfer-Encoding: \xa0chunked'], zero),
    'chunked folded onto the next line': post(['Transfer-Encoding:', ' chunked'], zero),
    'chunked with a space before the colon': post(['Transfer-Encoding : chunked'], zero),
    'nothing at all': post(['Transfer-Encoding:'], smuggled),
    'in HTTP/1.0': post([chunked], zero).replace('HTTP/1.1', 'HTTP/1.0'),
  },
  served: {
    'chunked in capitals': [
      post(['TRANSFER-ENCODING: CHUNKED', 'Connection: close'], '2\r\nab\r\n0\r\n\r\n'),
      { method: 'POST', target: '/a', body: 'ab' },
    ],
  },
  either: {
    'chunked with a tab behind': [
      post(['Transfer-Encoding: chunked\t', 'Connection: close'], `2\r\nab\r\n0\r\n\r\n`),
      { method: 'POST', target: '/a', body: 'ab' },
    ],
    'chunked with an underscore in the name': [
      post(['Transfer_Encoding: chunked', 'Content-Length: 2', 'Connection: close'], 'ab'),
      { method: 'POST', target: '/a', body: 'ab' },
    ],
  },
})

const chunks = (body: string) => post([chunked], body + smuggled)
const closing = (body: string) => post([chunked, 'Connection: close'], body)

describeRawRequests('a chunk', {
  refused: {
    'of no size': chunks('\r\n\r\n'),
    'of a size that is none': chunks('x\r\n\r\n0\r\n\r\n'),
    'of a size with a plus sign': chunks('+1\r\na\r\n0\r\n\r\n'),
    'of a negative size': chunks('-1\r\na\r\n0\r\n\r\n'),
    'of a size with a prefix': chunks('0x1\r\na\r\n0\r\n\r\n'),
    'of a size with an underscore': chunks('1_0\r\na\r\n0\r\n\r\n'),
    'of a size with a space before': chunks(' 1\r\na\r\n0\r\n\r\n'),
    'of a size with a space inside': chunks('1 1\r\na\r\n0\r\n\r\n'),
    'of a size with a comma': chunks('1,1\r\na\r\n0\r\n\r\n'),
    'of a size with a fraction': chunks('1.0\r\na\r\n0\r\n\r\n'),
    'of a size in quotes': chunks('"1"\r\na\r\n0\r\n\r\n'),
    'of a size with an h': chunks('1h\r\na\r\n0\r\n\r\n'),
    'of a size beyond 64 bits': chunks('10000000000000000\r\na\r\n0\r\n\r\n'),
    'of a size beyond 64 bits that wraps around to one': chunks('10000000000000001\r\na\r\n0\r\n\r\n'),
    'of a size of many digits': chunks(`${'f'.repeat(64)}\r\na\r\n0\r\n\r\n`),
    'of a size that a NUL ends': chunks('1\0\r\na\r\n0\r\n\r\n'),
    'whose size ends in a line feed': chunks('1\na\r\n0\r\n\r\n'),
    'whose size ends in a carriage return': chunks('1\ra\r\n0\r\n\r\n'),
    'whose size ends in two carriage returns': chunks('1\r\r\na\r\n0\r\n\r\n'),
    'longer than its size': chunks('1\r\nab\r\n0\r\n\r\n'),
    'shorter than its size': chunks('3\r\na\r\n0\r\n\r\n'),
    'that a line feed ends': chunks('1\r\na\n0\r\n\r\n'),
    'that a carriage return ends': chunks('1\r\na\r0\r\n\r\n'),
    'that nothing ends': chunks('1\r\na0\r\n\r\n'),
    'of size zero that line feeds end': chunks('0\n\n'),
    'whose extension has a NUL': chunks('1;a\0b\r\na\r\n0\r\n\r\n'),
    'whose extension has a line feed': chunks('1;a\nb\r\na\r\n0\r\n\r\n'),
    'whose extension has a carriage return': chunks('1;a\rb\r\na\r\n0\r\n\r\n'),
    'with a trailer without a colon': chunks('0\r\nnonsense\r\n\r\n'),
    'with a trailer with a space before its colon': chunks('0\r\nX : a\r\n\r\n'),
    'with a trailer with a NUL': chunks('0\r\nX: a\0\r\n\r\n'),
    'with a folded trailer': chunks('0\r\nX: a\r\n b\r\n\r\n'),
    'with a trailer that a line feed ends': chunks('0\r\nX: a\n\r\n'),
  },
  served: {
    'and another': [closing('2\r\nab\r\n1\r\nc\r\n0\r\n\r\n'), { method: 'POST', target: '/a', body: 'abc' }],
    'of a size in capitals': [
      closing('A\r\n0123456789\r\n0\r\n\r\n'),
      { method: 'POST', target: '/a', body: '0123456789' },
    ],
    'that holds what ends a body': [
      closing('7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n'),
      { method: 'POST', target: '/a', body: '\r\n0\r\n\r\n' },
    ],
    'with trailers that are headers elsewhere': [
      closing('1\r\na\r\n0\r\nAuthorization: x\r\nHost: evil\r\nX-Trailer: t\r\n\r\n'),
      {
        method: 'POST',
        target: '/a',
        body: 'a',
        check: (request) => {
          for (const name of ['authorization', 'x-trailer']) assert.deepEqual(valuesOf(request, name), [])
          assert.doesNotMatch(valuesOf(request, 'host').join(), /evil/)
        },
      },
    ],
  },
  either: {
    'with framing in its trailers': [
      closing('1\r\na\r\n0\r\nContent-Length: 9\r\nTransfer-Encoding: gzip\r\n\r\n'),
      { method: 'POST', target: '/a', body: 'a' },
    ],
    'of a size with zeros before it': [closing('0001\r\na\r\n0\r\n\r\n'), { method: 'POST', target: '/a', body: 'a' }],
    'of a size with a space behind': [closing('1 \r\na\r\n0\r\n\r\n'), { method: 'POST', target: '/a', body: 'a' }],
    'with an extension': [closing('1;x=y\r\na\r\n0\r\n\r\n'), { method: 'POST', target: '/a', body: 'a' }],
    'with an extension in quotes': [
      closing('1;x="y"\r\na\r\n0;z\r\n\r\n'),
      { method: 'POST', target: '/a', body: 'a' },
    ],
    'with an extension of 20,000 bytes': [
      closing(`1;${'x'.repeat(20_000)}\r\na\r\n0\r\n\r\n`),
      { method: 'POST', target: '/a', body: 'a' },
    ],
    'with more trailers than a head may have': [
      closing(`1\r\na\r\n0\r\n${'X: a\r\n'.repeat(5000)}\r\n`),
      { method: 'POST', target: '/a', body: 'a' },
    ],
  },
})
