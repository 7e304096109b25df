import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { AddressRefusedError, createAddressPolicy } from '../ports/addresses.ts'
import { InvalidHeaderError } from './header.ts'
import type { BackendCall, BackendResponse } from './backend-connection.ts'
import { createBackends, type BackendRequest, type Backends } from './backends.ts'

const here = createAddressPolicy({ allowPrivate: true })
const none = Buffer.alloc(0)

/** A peer that answers what it reads as `answer` says, and keeps it: one text for each connection. */
async function listen(t: TestContext, answer: (socket: Socket, text: string, connection: number) => unknown) {
  const received: string[] = []
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    const connection = sockets.push(socket.on('error', () => {})) - 1
    received.push('')
    socket.on('data', (bytes) => {
      received[connection] += bytes.toString('latin1')
      answer(socket, bytes.toString('latin1'), connection)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as AddressInfo).port, received, sockets }
}

function open(t: TestContext): Backends {
  const backends = createBackends({ policy: here })
  t.after(() => backends.close())
  return backends
}

interface Asked {
  readonly call: BackendCall
  readonly response: Promise<BackendResponse>
}

function ask(backends: Backends, port: number, request: Partial<BackendRequest> = {}): Asked {
  const { promise: response, resolve, reject } = Promise.withResolvers<BackendResponse>()
  const defaults = { secure: false, hostname: '127.0.0.1', method: 'GET', path: '/', headers: [], body: none }
  const call = backends.request({ ...defaults, port, ...request }, (outcome) =>
    outcome instanceof Error ? reject(outcome) : resolve(outcome),
  )
  return { call, response }
}

async function readBody({ body }: BackendResponse): Promise<string> {
  if (Buffer.isBuffer(body)) return body.toString('latin1')
  let text = ''
  for await (const bytes of body as AsyncIterable<Buffer>) text += bytes.toString('latin1')
  return text
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

describe('a request to a backend', () => {
  it('goes out byte for byte, in one piece with its body', async (t) => {
    const { port, received } = await listen(t, (socket) => socket.write(ok))
    const headers = [
      ['Host', 'h'],
      ['x-A', '\u00e9'],
      ['Content-Length', '3'],
    ] as const
    const response = await ask(open(t), port, { method: 'PUT', path: '/a/%2e?b', headers, body: Buffer.from('abc') })
      .response
    assert.deepEqual(received, [
      'PUT /a/%2e?b HTTP/1.1\r\nHost: h\r\nx-A: \u00e9\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nabc',
    ])
    assert.deepEqual(response, {
      status: 200,
      headers: [['Content-Length', '2', 'content-length', 'Content-Length: 2\r\n']],
      body: 'ok',
    })
  })

  it('streams a body that is still to come, as its headers say', async (t) => {
    const whole = (text: string) => /\r\n\r\n(ab.*cde|.*\r\n0\r\n\r\n)$/s.test(text)
    const peer = await listen(
      t,
      (socket, _text, connection) => whole(peer.received[connection] ?? '') && socket.write(ok),
    )
    for (const [length, expected] of [
      [5, 'abcde'],
      [undefined, '2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n'],
    ] as const) {
      const { call, response } = ask(open(t), peer.port, { method: 'POST', body: { length } })
      call.body?.write('ab')
      call.body?.end('cde')
      assert.equal((await response).status, 200)
      assert.equal(peer.received.at(-1)?.split('\r\n\r\n').slice(1).join('\r\n\r\n'), expected)
    }
  })

  it('is none when it could be read as two, or goes where it may not', (t) => {
    const backends = open(t)
    for (const request of [
      { path: '/ HTTP/1.1\r\nX: y' },
      { path: '/a b' },
      { path: '' },
      { method: 'GET /x HTTP/1.1\r\nX:' },
      { headers: [['X', 'a\r\nY: b']] },
      { headers: [['X: y\r\nZ', 'a']] },
    ] satisfies Partial<BackendRequest>[])
      assert.throws(() => ask(backends, 1, request), InvalidHeaderError)
    assert.throws(() => ask(backends, 80, { hostname: '169.254.169.254' }), AddressRefusedError)
  })
})

describe('a connection', () => {
  it('is used again once both messages are whole', async (t) => {
    const { port, received } = await listen(t, (socket) => socket.write(ok))
    const backends = open(t)
    for (let n = 0; n < 3; n++) await ask(backends, port).response
    assert.equal(received.length, 1)
    await Promise.all([ask(backends, port).response, ask(backends, port).response])
    assert.equal(received.length, 2)
  })

  const unusable: Readonly<Record<string, string>> = {
    'the backend closes': 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
    'is of HTTP/1.0': 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok',
    'has bytes behind its response': `${ok}HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged`,
    'will close within a second': 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok',
  }
  for (const [name, answer] of Object.entries(unusable))
    it(`that ${name} is not`, async (t) => {
      const { port, received } = await listen(t, (socket) => socket.write(answer))
      const backends = open(t)
      for (let n = 0; n < 2; n++) assert.equal(await readBody(await ask(backends, port).response), 'ok')
      assert.equal(received.length, 2)
    })

  it('on which a backend speaks without being asked is closed', async (t) => {
    const { port, received, sockets } = await listen(t, (socket) => socket.write(ok))
    const backends = open(t)
    await ask(backends, port).response
    const closed = once(sockets[0]!, 'close')
    sockets[0]!.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged')
    await closed
    assert.equal(await readBody(await ask(backends, port).response), 'ok')
    assert.equal(received.length, 2)
  })

  it('that was kept and fails takes its request with it: none is sent twice', async (t) => {
    const peer = await listen(t, (socket) =>
      peer.received[0]!.includes('/second') ? socket.destroy() : socket.write(ok),
    )
    const backends = open(t)
    await ask(backends, peer.port).response
    await assert.rejects(ask(backends, peer.port, { path: '/second' }).response, { code: 'ECONNRESET' })
    assert.equal(peer.received.join('').match(/second/g)?.length, 1)
  })

  it('is not closed by whoever had it before', async (t) => {
    const peer = await listen(t, (socket) => socket.write(ok))
    const backends = open(t)
    const first = ask(backends, peer.port)
    await first.response
    const second = ask(backends, peer.port)
    first.call.abort(new Error('too late'))
    assert.equal((await second.response).status, 200)
    assert.equal(peer.received.length, 1)
  })

  it('is closed when its request is given up', async (t) => {
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    const { port } = await listen(t, (socket) => {
      socket.on('close', () => resolve())
      call.abort(new Error('enough'))
    })
    const { call, response } = ask(open(t), port)
    await assert.rejects(response, { message: 'enough' })
    await closed
  })
})

describe('a response', () => {
  const served: Readonly<Record<string, readonly [answer: string, body: string]>> = {
    'by its length': [ok, 'ok'],
    'in chunks': ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x\r\no\r\n1\r\nk\r\n0\r\nT: x\r\n\r\n', 'ok'],
    'until the end': ['HTTP/1.1 200 OK\r\n\r\nok', 'ok'],
    'without a reason': ['HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok', 'ok'],
    'after informational ones': [`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${ok}`, 'ok'],
    'without a body': ['HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', ''],
    'without a body since it is the one that the client has': [
      'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n',
      '',
    ],
  }
  for (const [name, [answer, body]] of Object.entries(served))
    it(`is read ${name}, in whatever pieces it comes`, async (t) => {
      for (const size of [1, 3, 1000]) {
        const { port } = await listen(t, async (socket) => {
          for (let at = 0; at < answer.length; at += size) {
            socket.write(answer.slice(at, at + size), 'latin1')
            await new Promise(setImmediate)
          }
          if (name.startsWith('until')) socket.end()
        })
        assert.equal(await readBody(await ask(open(t), port).response), body)
      }
    })

  it('to HEAD has no body, whatever it says', async (t) => {
    const { port, received } = await listen(t, (socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n'),
    )
    const backends = open(t)
    for (let n = 0; n < 2; n++) assert.equal(await readBody(await ask(backends, port, { method: 'HEAD' }).response), '')
    assert.equal(received.length, 1)
  })

  it('may come before the whole request has gone, which then ends', async (t) => {
    const { port } = await listen(t, (socket) => socket.write('HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno'))
    const { call, response } = ask(open(t), port, { method: 'POST', body: { length: 1_000_000 } })
    call.body?.write('begin')
    assert.equal(await readBody(await response), 'no')
    await new Promise((resolve) => call.body?.once('close', resolve))
  })

  it('that is large waits for its reader', async (t) => {
    let written = 0
    const { port } = await listen(t, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n')
      const chunk = Buffer.alloc(1024 * 1024, 'x')
      const write = (): void => {
        while (written < 64) {
          written++
          if (!socket.write(chunk)) return void socket.once('drain', write)
        }
      }
      write()
    })
    const response = await ask(open(t), port).response
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate)
    assert.ok(written < 32, `${written} MB were taken unread`)
    assert.equal((await readBody(response)).length, 64 * 1024 * 1024)
  })
})

describe('a response that cannot be trusted is none:', () => {
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n'
  const refused: Readonly<Record<string, string>> = {
    'no HTTP': 'SSH-2.0-OpenSSH\r\n',
    'no HTTP, ended': 'SSH-2.0-OpenSSH\r\n\r\n',
    'HTTP/2': 'HTTP/2 200 OK\r\n\r\n',
    'HTTP/1.2': 'HTTP/1.2 200 OK\r\n\r\n',
    'a status of two digits': 'HTTP/1.1 20 OK\r\n\r\n',
    'a status of four digits': 'HTTP/1.1 2000 OK\r\n\r\n',
    'a status that is none': 'HTTP/1.1 OK\r\n\r\n',
    'a status with a sign': 'HTTP/1.1 +20 OK\r\n\r\n',
    'status 0': 'HTTP/1.1 000 OK\r\n\r\n',
    'status 600': 'HTTP/1.1 600 OK\r\n\r\n',
    'two spaces': 'HTTP/1.1  200 OK\r\n\r\n',
    'a control character in the reason': 'HTTP/1.1 200 O\x01K\r\n\r\n',
    'another protocol': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
    'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!',
    'two lengths that agree': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok',
    'a list of lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok',
    'a negative length': 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok',
    'length and chunked': `${chunked}Content-Length: 2\r\n\r\n0\r\n\r\n`,
    'two codings': `${chunked}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'a coding before chunked': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    'an unknown coding': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nxx',
    'chunked in HTTP/1.0': 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'a folded header': 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n',
    'a header without a colon': 'HTTP/1.1 200 OK\r\nX\r\n\r\n',
    'a space before a colon': 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok',
    'a bare LF': 'HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok',
    'a NUL': 'HTTP/1.1 200 OK\r\nX: \0\r\n\r\n',
    'a head without end': `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`,
    'informational responses without end': 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(2000),
    'the end before the head': 'HTTP/1.1 200 OK\r\nContent-Le',
    nothing: '',
  }
  for (const [name, answer] of Object.entries(refused))
    it(name, async (t) => {
      const { port } = await listen(t, (socket) => socket.end(answer, 'latin1'))
      await assert.rejects(ask(open(t), port).response, /Parse Error|socket hang up|ECONNRESET/)
    })

  const broken: Readonly<Record<string, string>> = {
    'a body that is shorter than it said': 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf',
    'chunks without end': `${chunked}\r\n4\r\nhalf\r\n`,
    'a chunk that breaks off': `${chunked}\r\n40\r\nhalf`,
    'a chunk size that is none': `${chunked}\r\n4\r\nhalf\r\nx\r\n`,
    'a chunk longer than its size': `${chunked}\r\n4\r\nhalf!\r\n0\r\n\r\n`,
  }
  for (const [name, answer] of Object.entries(broken))
    it(name, async (t) => {
      const { port } = await listen(t, (socket) => socket.end(answer))
      const backends = open(t)
      const outcome = ask(backends, port).response.then(readBody)
      await assert.rejects(outcome, /Parse Error|socket hang up|aborted/)
    })

  it('the end by a reset of what only ends with its connection', async (t) => {
    const { port } = await listen(t, (socket) =>
      socket.write('HTTP/1.1 200 OK\r\n\r\nhalf', () => socket.resetAndDestroy()),
    )
    await assert.rejects(ask(open(t), port).response.then(readBody), /ECONNRESET|socket hang up/)
  })
})
