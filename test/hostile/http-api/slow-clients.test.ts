import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { before, beforeEach, describe, it } from 'node:test'
import { createHttpApiHandler } from '../../../src/gateway/proxy/http-api-handler.ts'
import { createListener } from '../../../src/http/listener.ts'
import { systemClock } from '../../../src/ports/clock.ts'
import { atEnd } from '../../support/at-end.ts'
import { proxyTo, startGateway } from '../../support/http-api.ts'
import { converse, type RawBackend, readResponses, startRawBackend } from '../../support/raw-http.ts'

/* Whoever is slow, on purpose or not, loses the connection, and nobody else notices. */

/** Milliseconds; so short that the tests are. */
const limits = { firstByte: 200, headers: 200, request: 300, keepAlive: 200, silence: 400, checkEvery: 20 }

/** Which only those exceed who are slow on purpose: a machine may hold all of us up for a while. */
const patientLimits = { ...limits, firstByte: 5000, headers: 5000, request: 5000 }

const largeBytes = 32 * 1024 * 1024

describe('a client that', () => {
  let port = 0
  let backend: RawBackend
  before(async () => {
    const large = 'x'.repeat(largeBytes)
    backend = await startRawBackend(({ target }) => {
      const body = target === '/large' ? large : 'hello'
      return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    })
    port = await listen(limits)
  })
  const listen = async (withLimits: typeof limits): Promise<number> => {
    const { plane, log } = await startGateway(proxyTo(backend.origin))
    const serve = createHttpApiHandler(plane)
    const place = { apiId: 'a1b2c3d4e5', pathPrefix: '' }
    const listener = createListener({
      apis: { clock: systemClock, place: () => place, serve },
      onRequest: () => assert.fail('every request is for the API'),
      certificates: { contextFor: () => Promise.reject(new Error('there is no TLS here')) },
      log,
      limits: withLimits,
    })
    atEnd(() => listener.close(0))
    return (await listener.listen('127.0.0.1', 0)).port
  }
  beforeEach(() => void backend.requests.splice(0))

  const open = (t: { after(end: () => void): void }, to = port): Socket => {
    const socket = connect(to, '127.0.0.1').setNoDelay()
    t.after(() => socket.destroy())
    return socket.on('error', () => {})
  }
  /** Whoever is written to after he has closed resets, which is no failure here. */
  const closing = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))
  /** Writes a piece now and then until the server closes; what it said before that. */
  const drip = async (socket: Socket, begin: string, piece: string): Promise<string> => {
    let received = ''
    socket.setEncoding('latin1').on('data', (text: string) => (received += text))
    socket.write(begin, 'latin1')
    const timer = setInterval(() => socket.write(piece, 'latin1'), 20)
    await closing(socket)
    clearInterval(timer)
    return received
  }
  const statuses = (text: string) => readResponses(text).map(({ status }) => status)

  it('says nothing is cut off', async (t) => {
    const socket = open(t).resume()
    await closing(socket)
  })

  it('sends a head without an end is cut off', async (t) => {
    for (const [begin, piece] of [
      ['GET /slow HTTP/1.1\r\nHost: a\r\n', 'X: a\r\n'],
      ['GET /', 'a'],
    ] as const) {
      // Nothing where a reset has taken the answer with it.
      const [status = 408] = statuses(await drip(open(t), begin, piece))
      assert.equal(status, 408)
    }
    assert.deepEqual(backend.requests, [])
  })

  it('sends a body without an end is cut off, and the backend gets no part of it for all', async (t) => {
    const head = 'POST /slow HTTP/1.1\r\nHost: a\r\n'
    for (const [framing, piece] of [
      ['Content-Length: 1000', 'a'],
      ['Transfer-Encoding: chunked', '1\r\na\r\n'],
    ]) {
      const [status = 408] = statuses(await drip(open(t), `${head}${framing}\r\n\r\n`, piece!))
      assert.equal(status, 408)
    }
    assert.deepEqual(backend.requests, [])
  })

  it('stays when it has its answer is cut off', async (t) => {
    const socket = open(t)
    socket.write('GET /a HTTP/1.1\r\nHost: a\r\n\r\n')
    let received = ''
    for await (const text of socket.setEncoding('latin1')) received += text
    assert.deepEqual(statuses(received), [200])
  })

  it('does not read its answer is cut off', async (t) => {
    const socket = open(t).pause()
    socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n')
    while (backend.requests.length === 0) await new Promise(setImmediate)
    // What the system holds for the client is less than the answer: whoever sends the rest must have given up.
    await new Promise((resolve) => setTimeout(resolve, 3 * limits.silence))
    let received = 0
    socket.on('data', (bytes: Buffer) => (received += bytes.length))
    socket.resume()
    if (!socket.closed) await closing(socket)
    assert.ok(received < largeBytes, `${received} bytes came`)
  })

  it('is one of 500 slow ones holds up nobody else', async (t) => {
    const patient = await listen(patientLimits)
    const closed = Array.from({ length: 500 }, () => {
      const socket = open(t, patient).resume()
      socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n')
      return closing(socket)
    })
    const answers = Array.from({ length: 20 }, () =>
      converse({ port: patient }, 'GET /fast HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    )
    for (const answer of await Promise.all(answers)) assert.deepEqual(statuses(answer), [200])
    await Promise.all(closed)
    assert.equal(backend.requests.length, 20)
  })
})
