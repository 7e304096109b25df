import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { describe, it, type TestContext } from 'node:test'
import { manualClock } from '../ports/clock.ts'
import type { ServerExchange } from './server-exchange.ts'
import { createHttp1Server, type Http1Server, type Http1ServerOptions } from './server.ts'

const limits = { headers: 15_000, request: 120_000, keepAlive: 65_000, silence: 120_000, checkEvery: 1000 }

/** Answers with method, target and body, of which it reads all. */
async function echo(exchange: ServerExchange): Promise<void> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of exchange.body as AsyncIterable<Buffer>) chunks.push(chunk)
  } catch {
    return
  }
  exchange.answer(200, [], `${exchange.method} ${exchange.target} ${Buffer.concat(chunks).toString('latin1')}\n`)
}

interface TestServer {
  readonly port: number
  readonly http1: Http1Server
}

async function serve(t: TestContext, options: Partial<Http1ServerOptions<true>> = {}): Promise<TestServer> {
  const http1 = createHttp1Server<true>({
    limits,
    clock: manualClock('2026-11-22T12:00:00Z'),
    place: () => true,
    serve: echo,
    handOver: (socket) => socket.destroy(),
    ...options,
  })
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket.on('error', () => {}))
    http1.accept(socket, false)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    http1.close()
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as AddressInfo).port, http1 }
}

function open(t: TestContext, port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  t.after(() => socket.destroy())
  return socket
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}

/** Sends bytes as they are and reads until the server closes. */
async function send(t: TestContext, port: number, bytes: string): Promise<string> {
  const socket = open(t, port)
  socket.write(bytes, 'latin1')
  return readAll(socket)
}

/** The bodies of the answers, by their lengths. */
function bodiesOf(text: string): string[] {
  const bodies: string[] = []
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\r\n\r\n', at) + 4
    const length = Number(/content-length: (\d+)/i.exec(text.slice(at, end))?.[1])
    bodies.push(text.slice(end, end + length).trimEnd())
    at = end + length
  }
  return bodies
}

const get = (target: string, ...headers: readonly string[]) =>
  `GET ${target} HTTP/1.1\r\nHost: h\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`
const last = (target: string) => get(target, 'Connection: close')

describe('an answer', () => {
  it('is one write: status, headers in their order, what the server adds, the body', async (t) => {
    const headers = [
      ['Set-Cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ] as const
    const { port } = await serve(t, { serve: (exchange) => exchange.answer(201, headers, 'h\u00e9') })
    const socket = open(t, port)
    socket.write(get('/'))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    assert.equal(
      answer.toString('latin1'),
      'HTTP/1.1 201 Created\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 2\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=65\r\n\r\nh\u00e9',
    )
  })

  it('has no body to HEAD, with 204 and with 304', async (t) => {
    for (const [method, status] of [
      ['HEAD', 200],
      ['GET', 204],
      ['GET', 304],
    ] as const) {
      const { port } = await serve(t, { serve: (exchange) => exchange.answer(status, [], 'body') })
      const text = await send(t, port, last('/').replace('GET', method))
      assert.match(text, new RegExp(`^HTTP/1.1 ${status} .*\\r\\n\\r\\n$`, 's'))
    }
  })

  it('is streamed in chunks when nobody knows its length, and until the end to HTTP/1.0', async (t) => {
    const { port } = await serve(t, {
      serve: (exchange) => pipeline(['ab', 'cde'], exchange.begin(200, [])),
    })
    assert.match(
      await send(t, port, last('/')),
      /\r\nTransfer-Encoding: chunked\r\n.*\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n$/s,
    )
    const old = await send(t, port, 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
    assert.match(old, /^HTTP\/1\.1 200 OK\r\n(?!.*Transfer-Encoding).*Connection: close\r\n\r\nabcde$/s)
  })

  it('that is shorter or longer than it said is cut off, never ended', async (t) => {
    for (const parts of [['abc'], ['abcd', 'ef']]) {
      const { port } = await serve(t, {
        serve: (exchange) =>
          pipeline(parts, exchange.begin(200, [['Content-Length', '5']])).catch(() => exchange.abort()),
      })
      const text = await send(t, port, get('/') + get('/never'))
      assert.equal(text.match(/HTTP\/1\.1/g)?.length, 1)
      assert.ok(text.split('\r\n\r\n')[1]!.length < 5)
    }
  })

  it('never has a header that ends itself', async (t) => {
    const refused: unknown[] = []
    const { port } = await serve(t, {
      serve: (exchange) => {
        for (const [name, value] of [
          ['X', 'a\r\nSet-Cookie: b'],
          ['X', 'a\nb'],
          ['X', 'a\0'],
          ['X: y\r\nZ', 'a'],
          ['', 'a'],
          ['X', '\u0100'],
          ['Content-Length', '1, 1'],
          ['Content-Length', '2'],
          ['Transfer-Encoding', 'chunked'],
        ] as const)
          try {
            exchange.answer(200, [[name, value]], 'x')
          } catch (error) {
            refused.push(error)
          }
        exchange.answer(200, [], '')
      },
    })
    assert.match(await send(t, port, last('/')), /^HTTP\/1\.1 200 OK\r\nContent-Length: 0\r\nDate/)
    assert.equal(refused.length, 9)
  })
})

describe('requests on one connection', () => {
  it('that come at once are answered one after the other', async (t) => {
    const begun: string[] = []
    const { port } = await serve(t, {
      serve: async (exchange) => {
        begun.push(exchange.target)
        if (exchange.target === '/slow') await new Promise(setImmediate)
        begun.push(`end ${exchange.target}`)
        exchange.answer(200, [], exchange.target)
      },
    })
    const text = await send(t, port, `\r\n${get('/slow')}${get('/b')}\r\n${last('/c')}${get('/never')}`)
    assert.deepEqual(bodiesOf(text), ['/slow', '/b', '/c'])
    assert.deepEqual(begun, ['/slow', 'end /slow', '/b', 'end /b', '/c', 'end /c'])
  })

  it('are the same in whatever pieces they come', async (t) => {
    const { port } = await serve(t)
    const bytes =
      'POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello' +
      'POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: x\r\n\r\n' +
      last('/c')
    for (const size of [1, 7, 50, 1000]) {
      const socket = open(t, port)
      const answers = readAll(socket)
      for (let at = 0; at < bytes.length; at += size) {
        socket.write(bytes.slice(at, at + size))
        await new Promise(setImmediate)
      }
      assert.deepEqual(bodiesOf(await answers), ['POST /a hello', 'POST /b abcde', 'GET /c'])
    }
  })

  it('wait until the client has taken the answers before', async (t) => {
    let answered = 0
    const { port } = await serve(t, {
      serve: (exchange) => {
        answered++
        exchange.answer(200, [], 'x'.repeat(1024 * 1024))
      },
    })
    const socket = open(t, port)
    socket.write(get('/').repeat(100) + last('/last'))
    await once(socket, 'readable')
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
    assert.ok(answered < 50, `${answered} answers wait in memory`)
    assert.equal((await readAll(socket)).match(/HTTP\/1\.1 200/g)?.length, 101)
  })

  it('are not mixed with what is left of a body that nobody read', async (t) => {
    const { port } = await serve(t, { serve: (exchange) => exchange.answer(200, [], exchange.target) })
    const socket = open(t, port)
    const answers = readAll(socket)
    socket.write(`POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n${get('/smuggled')}`)
    await new Promise(setImmediate)
    socket.write(`${'x'.repeat(200_000 - get('/smuggled').length)}${last('/b')}`)
    assert.deepEqual(bodiesOf(await answers), ['/a', '/b'])
  })
})

describe('a client that waits for 100 Continue', () => {
  const put = 'PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n'

  it('gets it once the body is wanted', async (t) => {
    const { port } = await serve(t)
    const socket = open(t, port)
    socket.write(put)
    const [first] = (await once(socket, 'data')) as [Buffer]
    assert.equal(String(first), 'HTTP/1.1 100 Continue\r\n\r\n')
    socket.write('ok')
    const [second] = (await once(socket, 'data')) as [Buffer]
    assert.match(String(second), /^HTTP\/1\.1 200 OK\r\n.*PUT \/ ok\n$/s)
  })

  it('gets the answer alone when nobody wants the body, and the connection ends', async (t) => {
    const { port } = await serve(t, { serve: (exchange) => exchange.answer(403, [], 'no') })
    const socket = open(t, port)
    socket.write(put)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    assert.match(String(answer), /^HTTP\/1\.1 403 .*\r\nConnection: close\r\n\r\nno$/s)
    socket.write(get('/smuggled'))
    assert.equal(await readAll(socket), '')
  })

  it('is not told to go on when the body has come already', async (t) => {
    const { port } = await serve(t)
    assert.match(await send(t, port, `${put}ok${last('/')}`), /^HTTP\/1\.1 200 .*PUT \/ ok\n/s)
  })
})

describe('what cannot be trusted', () => {
  it('is refused with 400, and nothing behind it is served', async (t) => {
    const { port } = await serve(t)
    for (const bytes of [
      'GET / HTTP/1.1\r\n\r\n',
      'rubbish\r\n\r\n',
      '\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n',
      '\nGET / HTTP/1.1\r\nHost: h\r\n\r\n',
      'GET / HTTP/1.1\nHost: h\n\n',
      'GET / HTTP/1.1\nHo',
      'lower',
      'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ]) {
      const text = await send(t, port, `${bytes}${bytes.includes('\r\n\r\n') ? get('/smuggled') : ''}`)
      assert.equal(
        text,
        'HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: 25\r\nconnection: close\r\n\r\n{"message":"Bad Request"}',
        JSON.stringify(bytes),
      )
    }
  })

  it('has a head of more than 16 KiB: 431, ended or not', async (t) => {
    const { port } = await serve(t)
    const head = `GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(16 * 1024)}`
    for (const bytes of [head, `${head}\r\n\r\n`])
      assert.match(await send(t, port, bytes), /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/)
  })

  it('breaks its body: 400 before the answer has begun, else the connection is cut', async (t) => {
    const broken: Promise<unknown>[] = []
    const serveSlowly = async (exchange: ServerExchange) => {
      const body = exchange.target === '/begun' ? exchange.begin(200, []) : undefined
      body?.on('error', () => {}).write('part')
      for await (const chunk of exchange.body as AsyncIterable<Buffer>) assert.ok(chunk.length < 2)
    }
    let arrived = Promise.withResolvers<void>()
    const { port } = await serve(t, {
      serve: (exchange) => {
        broken.push(assert.rejects(serveSlowly(exchange)))
        arrived.resolve()
      },
    })
    for (const [target, expected] of [
      ['/', /^HTTP\/1\.1 400 Bad Request\r\n/],
      ['/begun', /^HTTP\/1\.1 200 OK\r\n.*4\r\npart\r\n$/s],
    ] as const) {
      const socket = open(t, port)
      socket.write(`POST ${target} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n`)
      const answer = readAll(socket)
      await arrived.promise
      arrived = Promise.withResolvers<void>()
      socket.write('1\r\nab\r\n')
      assert.match(await answer, expected)
    }
    assert.equal((await Promise.all(broken)).length, 2)
  })

  it('goes away before it has the answer: whoever serves it is told', async (t) => {
    for (const leave of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
      const told: string[] = []
      const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
      const { promise: gone, resolve: go } = Promise.withResolvers<void>()
      const { port } = await serve(t, {
        serve: (exchange) => {
          exchange.onGone = () => {
            told.push('gone')
            go()
          }
          arrive()
          void gone.then(() => exchange.answer(200, [], 'too late'))
        },
      })
      const socket = open(t, port)
      socket.on('error', () => {}).write(get('/'))
      await arrived
      leave(socket)
      await gone
      assert.deepEqual(told, ['gone'])
    }
  })
})

it('a client that is too slow is cut off: with its head or body by 408, between requests without a word', async (t) => {
  const { port } = await serve(t, {
    limits: { headers: 40, request: 40, keepAlive: 40, silence: 10_000, checkEvery: 10 },
    serve: (exchange) => (exchange.bodyLength === 0 ? exchange.answer(200, [], '') : echo(exchange)),
  })
  assert.match(await send(t, port, 'GET / HTTP/1.1\r\n'), /^HTTP\/1\.1 408 Request Timeout\r\n/)
  assert.match(await send(t, port, ''), /^HTTP\/1\.1 408 Request Timeout\r\n/)
  assert.match(
    await send(t, port, 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na'),
    /^HTTP\/1\.1 408 Request Timeout\r\n/,
  )
  assert.match(await send(t, port, get('/')), /^HTTP\/1\.1 200 OK\r\n(?!.*HTTP\/1\.1)/s)
})

it('a client that neither reads nor writes is cut off, its answer or not', async (t) => {
  const { port } = await serve(t, { limits: { ...limits, silence: 30, checkEvery: 10 }, serve: () => {} })
  assert.equal(await send(t, port, get('/')), '')
})

describe('a connection', () => {
  it('of a server that retires ends with the next answer, which says so', async (t) => {
    const { promise: finish, resolve } = Promise.withResolvers<void>()
    const { port, http1 } = await serve(t, {
      serve: async (exchange) => {
        if (exchange.target !== '/slow') return echo(exchange)
        const body = exchange.begin(200, [['content-length', '4']])
        await finish
        body.end('done')
      },
    })
    const [idle, busy] = [open(t, port), open(t, port)]
    idle.write(get('/'))
    busy.write(get('/slow'))
    await Promise.all([once(idle, 'data'), once(busy, 'data')])
    http1.retire()
    idle.write(get('/next'))
    assert.match(await readAll(idle), /Connection: close\r\n.*GET \/next/s)
    resolve()
    await once(busy, 'data')
    busy.write(get('/next'))
    assert.match(await readAll(busy), /Connection: close\r\n.*GET \/next/s)
  })

  it('whose next request is not ours goes to the other server, with all that was read', async (t) => {
    const other = createHttpServer((request, response) => {
      let body = ''
      request.setEncoding('latin1').on('data', (text: string) => (body += text))
      request.on('end', () => response.end(`${body} came to ${request.url}`))
    })
    t.after(() => other.closeAllConnections())
    const { port } = await serve(t, {
      place: ({ target }) => (target.startsWith('/ours') ? true : undefined),
      handOver: (socket) => void other.emit('connection', socket),
    })
    const post = 'POST /theirs HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\r\n'
    const text = await send(t, port, `${get('/ours/1')}${get('/ours/2')}${post}body`)
    assert.deepEqual(bodiesOf(text).slice(0, 2), ['GET /ours/1', 'GET /ours/2'])
    assert.equal(bodiesOf(text)[2], 'body came to /theirs')

    const socket = open(t, port)
    const answer = readAll(socket)
    for (const byte of `${post}bo`) {
      socket.write(byte)
      await new Promise(setImmediate)
    }
    socket.write('dy')
    assert.deepEqual(bodiesOf(await answer), ['body came to /theirs'])
  })

  it('is closed after the answer in flight once the server closes', async (t) => {
    const { promise: finish, resolve } = Promise.withResolvers<void>()
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    const { port, http1 } = await serve(t, {
      serve: async (exchange) => {
        arrive()
        await finish
        exchange.answer(200, [], 'done')
      },
    })
    const answer = send(t, port, get('/') + get('/never'))
    await arrived
    http1.close()
    resolve()
    assert.match(await answer, /^HTTP\/1\.1 200 OK\r\n(?!.*HTTP\/1\.1).*Connection: close\r\n\r\ndone$/s)
  })
})
