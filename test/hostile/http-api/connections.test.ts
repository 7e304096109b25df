import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { startIssuer } from '../../support/issuer.ts'
import { openPoolgate, type OpenPoolgate, type ServedApi } from '../../support/poolgate.ts'
import { converse, type RawBackend, readResponses, startRawBackend, valuesOf } from '../../support/raw-http.ts'

/* Promise P4 over the life of a connection: requests are answered in their order, each its own, or not at all. */

describe('on one connection', () => {
  let poolgate: OpenPoolgate
  let backend: RawBackend
  let api: ServedApi
  /** Connections whose request the backend has not answered yet. */
  const held: Socket[] = []
  before(async () => {
    backend = await startRawBackend(({ target, body }, socket) => {
      if (target.startsWith('/hold')) {
        held.push(socket)
        return undefined
      }
      const text = `${target} ${body}`
      return `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`
    })
    const issuer = await startIssuer()
    poolgate = await openPoolgate()
    api = await poolgate.create({
      authorizers: { users: issuer.authorizer },
      routes: { $default: { to: backend.origin }, 'ANY /admin': { to: backend.origin, authorizer: 'users' } },
    })
  })
  beforeEach(() => {
    backend.requests.splice(0)
    held.splice(0)
  })
  after(() => assert.deepEqual(backend.malformed, []))

  const request = (target: string, ...headers: readonly string[]) =>
    [`GET ${target} HTTP/1.1`, `Host: ${api.host}`, ...headers, '', ''].join('\r\n')
  const last = (target: string) => request(target, 'Connection: close')
  const post = (target: string, headers: readonly string[], body: string) =>
    ['POST ' + target + ' HTTP/1.1', `Host: ${api.host}`, ...headers, '', body].join('\r\n')
  const send = async (...parts: readonly string[]) =>
    readResponses(await converse(poolgate, ...parts)).map(({ status, body }) => [status, body] as const)
  const targets = () => backend.requests.map(({ target }) => target)
  const open = (t: { after(end: () => void): void }): Socket => {
    const socket = connect(poolgate.port, '127.0.0.1')
    t.after(() => socket.destroy())
    return socket.on('error', () => {})
  }
  /** Resolves when the backend holds so many requests. */
  const holding = async (count: number) => {
    while (held.length < count) await new Promise(setImmediate)
  }

  it('pipelined requests are answered in their order', async () => {
    const answers = await send(
      request('/1') +
        post('/2', ['Content-Length: 2'], 'ab') +
        post('/3', ['Transfer-Encoding: chunked'], '1\r\nc\r\n0\r\n\r\n') +
        post('/4', ['Content-Length: 0'], '') +
        last('/5'),
    )
    assert.deepEqual(
      answers.map(([, body]) => body),
      ['/1 ', '/2 ab', '/3 c', '/4 ', '/5 '],
    )
  })

  it('a hundred pipelined requests are a hundred', async () => {
    const all = Array.from({ length: 99 }, (_, index) => request(`/${index}`)).join('')
    const answers = await send(all + last('/99'))
    assert.deepEqual(
      answers.map(([, body]) => body),
      Array.from({ length: 100 }, (_, index) => `/${index} `),
    )
  })

  it('a request that comes byte by byte is one', async () => {
    const bytes = post('/slow', ['Connection: close', 'Transfer-Encoding: chunked'], '1\r\na\r\n2\r\nbc\r\n0\r\n\r\n')
    assert.deepEqual(await send(...bytes.split('')), [[200, '/slow abc']])
    assert.deepEqual(targets(), ['/slow'])
  })

  for (const [what, refused] of [
    ['a malformed request', `GET /x HTTP/1.1\r\nHost : a\r\n\r\n`],
    ['ambiguous framing', `POST /x HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
    ['a request without a host', 'GET /x HTTP/1.1\r\n\r\n'],
    ['a dot segment', 'GET /x/../admin HTTP/1.1\r\nHost: HOST\r\n\r\n'],
    ['two Authorization headers', 'GET /x HTTP/1.1\r\nHost: HOST\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n'],
    ['a bad chunk', 'POST /x HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['garbage', '\x01\x02\x03\r\n\r\n'],
  ] as const)
    it(`nothing behind ${what} is served`, async () => {
      const bytes = refused.replace('HOST', api.host) + last('/behind')
      const alone = await send(bytes)
      assert.deepEqual(
        alone.map(([status]) => status),
        [400],
      )
      const [first, second, ...others] = await send(request('/first') + bytes)
      assert.deepEqual(first, [200, '/first '])
      // Whether the refusal is said or the connection just ends: it is nobody else's answer.
      if (second) assert.equal(second[0], 400)
      assert.deepEqual(others, [])
      assert.deepEqual(targets(), ['/first'])
    })

  it('nothing behind a request that closes is served', async () => {
    const answers = await send(last('/a') + request('/behind'))
    assert.ok(answers.length <= 1)
    assert.deepEqual(targets(), ['/a'])
  })

  it('a refused token costs only its own request', async () => {
    const answers = await send(request('/admin') + request('/admin', 'Authorization: Bearer x') + last('/open'))
    assert.deepEqual(
      answers.map(([status]) => status),
      [401, 401, 200],
    )
    assert.deepEqual(targets(), ['/open'])
  })

  it('the body of a refused request is no request', async () => {
    const inner = request('/smuggled')
    for (const target of ['/admin', '/../x']) {
      const answers = await send(post(target, [`Content-Length: ${inner.length}`], inner) + last('/behind'))
      assert.ok([400, 401].includes(answers[0]?.[0] ?? 0))
      assert.ok(!targets().includes('/smuggled'))
    }
    const chunked = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`
    const answers = await send(post('/admin', ['Transfer-Encoding: chunked'], chunked) + last('/behind'))
    assert.equal(answers[0]?.[0], 401)
    assert.ok(!targets().includes('/smuggled'))
  })

  it('requests go by their own host, whichever came first', async () => {
    const other = await poolgate.create({ routes: { $default: { to: `${backend.origin}/other` } } })
    const elsewhere = 'GET /x HTTP/1.1\r\nHost: evil.example\r\n\r\n'
    const control = `GET /v2/apis HTTP/1.1\r\nHost: apigateway.us-east-1.amazonaws.com\r\n\r\n`
    const toOther = request('/b').replace(api.host, other.host)
    const answers = await send(request('/a') + toOther + request('/c') + elsewhere + control + toOther + last('/d'))
    assert.deepEqual(
      answers.map(([status]) => status),
      [200, 200, 200, 421, 403, 200, 200],
    )
    assert.deepEqual(targets(), ['/a', '/other/b', '/c', '/other/b', '/d'])
    assert.equal(answers.at(-1)?.[1], '/d ')
  })

  it('100 Continue is said once and only to who will be let in', async (t) => {
    const socket = open(t)
    const expecting = ['Expect: 100-continue', 'Content-Length: 2', 'Connection: close']
    socket.write(post('/a', expecting, ''))
    const [first] = (await once(socket.setEncoding('latin1'), 'data')) as [string]
    assert.equal(first, 'HTTP/1.1 100 Continue\r\n\r\n')
    socket.write('ab')
    let rest = ''
    for await (const text of socket) rest += text
    assert.deepEqual(
      readResponses(rest).map(({ body }) => body),
      ['/a ab'],
    )
    const refused = await converse(poolgate, post('/admin', expecting, ''))
    assert.deepEqual(
      readResponses(refused).map(({ status }) => status),
      [401],
    )
  })

  it('an answer that comes before the body was sent is the answer, and the body is no request', async () => {
    const inner = request('/smuggled')
    const head = post('/admin', ['Content-Length: 100000'], '')
    const answers = await send(head, inner, 'x'.repeat(100_000 - inner.length), last('/behind'))
    assert.equal(answers[0]?.[0], 401)
    assert.ok(!targets().includes('/smuggled'))
  })

  it('a client that goes away in the middle of a body leaves no request behind', async (t) => {
    for (const [headers, part] of [
      ['Content-Length: 100', 'x'.repeat(50)],
      ['Transfer-Encoding: chunked', '5\r\nhello\r\n'],
    ] as const)
      for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const) {
        const socket = open(t)
        socket.resume().write(post('/part', [headers], part))
        await once(socket, 'connect')
        await new Promise(setImmediate)
        socket[leave]()
        await once(socket, 'close')
      }
    await send(last('/after'))
    assert.deepEqual(targets(), ['/after'])
  })

  it('a client that goes away takes its request at the backend with it', async (t) => {
    for (const leave of ['destroy', 'resetAndDestroy'] as const) {
      const socket = open(t)
      socket.write(request('/hold'))
      await holding(1)
      const [upstream] = held.splice(0)
      const closed = once(upstream!, 'close')
      socket[leave]()
      await closed
    }
  })

  it('a client that goes away gives its answer to nobody else', async (t) => {
    const socket = open(t)
    socket.write(request('/hold') + request('/pipelined'))
    await holding(1)
    socket.destroy()
    await once(socket, 'close')
    held[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nowner')
    assert.deepEqual(await send(last('/next')), [[200, '/next ']])
  })

  it('answers have the request ids of their own', async () => {
    const text = await converse(poolgate, request('/1') + request('/2') + last('/3'))
    const ids = readResponses(text).map((response) => valuesOf(response, 'apigw-requestid').join())
    assert.equal(new Set(ids).size, 3)
  })
})

describe('a large answer', () => {
  it('is read from the backend no faster than the client reads it', async (t) => {
    const size = 48 * 1024 * 1024
    const chunk = 'x'.repeat(64 * 1024)
    let written = 0
    const backend = await startRawBackend((_, socket) => {
      const fill = (): void => {
        while (written < size) {
          written += chunk.length
          if (!socket.write(chunk, 'latin1')) return
        }
      }
      socket.on('drain', fill)
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
      fill()
      return undefined
    })
    const poolgate = await openPoolgate()
    const { host } = await poolgate.create({ routes: { $default: { to: backend.origin } } })
    const socket = connect(poolgate.port, '127.0.0.1')
    t.after(() => socket.destroy())
    socket.pause().write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    // Until nothing has moved for a while: what is held back then is what the sockets between hold.
    const moves = async () => {
      const before = written
      await new Promise((resolve) => setTimeout(resolve, 100))
      return written === 0 || written > before
    }
    while (await moves());
    assert.ok(written < size / 2, `${written} bytes are on their way`)
    let received = 0
    for await (const bytes of socket) received += (bytes as Buffer).length
    assert.ok(received > size && received < size + 1000)
  })
})
