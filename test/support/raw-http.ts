import assert from 'node:assert/strict'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { atEnd } from './at-end.ts'

/* HTTP/1.1 as bytes, read so strictly that nothing but RFC 9112's own examples passes. A character is a byte. */

interface Message {
  readonly startLine: string
  /** Names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export interface RawRequest extends Message {
  readonly method: string
  readonly target: string
}

export interface RawResponse extends Message {
  readonly status: number
}

/** Every value of a header. @param name in lower case */
export function valuesOf(message: Pick<Message, 'headers'>, name: string): string[] {
  return message.headers.filter(([known]) => known === name).map(([, value]) => value)
}

/** Takes a whole message off the front of the bytes; undefined while it is not whole. Throws when it is malformed. */
function takeMessage(bytes: string, hasBody: boolean): { message: Message; rest: string } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [startLine = '', ...lines] = bytes.slice(0, end).split('\r\n')
  const headers = lines.map((line) => {
    const [, name = '', value = ''] = /^([\w!#$%&'*+.^`|~-]+): ([\t\x20-\x7e\x80-\xff]*)$/.exec(line) ?? []
    assert.ok(name, `"${line}" is a header`)
    return [name.toLowerCase(), value] as const
  })
  const taken = takeBody(bytes.slice(end + 4), headers, hasBody)
  return taken && { message: { startLine, headers, body: taken.body }, rest: taken.rest }
}

function takeBody(bytes: string, headers: Message['headers'], hasBody: boolean) {
  const lengths = valuesOf({ headers }, 'content-length')
  const codings = valuesOf({ headers }, 'transfer-encoding')
  assert.ok(lengths.length + codings.length <= 1, `one framing, not ${[...lengths, ...codings].join(' and ')}`)
  if (!hasBody) return { body: '', rest: bytes }
  if (codings.length > 0) {
    assert.equal(codings[0]?.toLowerCase(), 'chunked')
    return takeChunks(bytes)
  }
  const length = lengths[0] ?? '0'
  assert.match(length, /^\d+$/)
  return bytes.length < Number(length) ? undefined : { body: bytes.slice(0, +length), rest: bytes.slice(+length) }
}

function takeChunks(bytes: string) {
  let body = ''
  for (let at = 0; ;) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = bytes.slice(at, line)
    assert.match(size, /^[\da-fA-F]+$/)
    const end = line + 2 + parseInt(size, 16)
    if (bytes.length < end + 2) return undefined
    assert.equal(bytes.slice(end, end + 2), '\r\n')
    if (end === line + 2) return { body, rest: bytes.slice(end + 2) }
    body += bytes.slice(line + 2, end)
    at = end + 2
  }
}

function takeRequest(bytes: string): { request: RawRequest; rest: string } | undefined {
  const taken = takeMessage(bytes, true)
  if (taken === undefined) return undefined
  const { startLine, headers } = taken.message
  const [, method = '', target = ''] = /^([A-Z]+) (\/[\x21-\x7e]*) HTTP\/1\.1$/.exec(startLine) ?? []
  assert.ok(method, `"${startLine}" is a request line`)
  assert.equal(valuesOf({ headers }, 'host').length, 1)
  return { request: { ...taken.message, method, target }, rest: taken.rest }
}

/** Everything that a server sent, message by message. @param methods of the requests, for answers without a body */
export function readResponses(bytes: string, methods: readonly string[] = []): RawResponse[] {
  const responses: RawResponse[] = []
  for (let rest = bytes; rest !== '';) {
    const status = Number(/^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*\r\n/.exec(rest)?.[1])
    assert.ok(status >= 100, `"${rest.slice(0, 40)}" begins a response`)
    const answered = responses.filter((response) => response.status >= 200).length
    const hasBody = status >= 200 && status !== 204 && status !== 304 && methods[answered] !== 'HEAD'
    const taken = takeMessage(rest, hasBody)
    assert.ok(taken, `"${rest.slice(0, 400)}" is a whole response`)
    responses.push({ ...taken.message, status })
    rest = taken.rest
  }
  return responses
}

/** Where to connect; by TLS when there is a `ca`, whose certificate the server must have. */
export interface Endpoint {
  readonly port: number
  readonly ca?: string
  /** A request that is sent before, and whose answer, in one piece, is waited for. */
  readonly first?: string
}

/**
 * Sends bytes as they are and reads until the server closes. Rejects when it does not within 5 seconds.
 * @param parts each is written when the one before is out
 */
export function converse({ port, ca, first }: Endpoint, ...parts: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const where = { port, host: '127.0.0.1' }
    const tls = { ...where, servername: 'localhost', ALPNProtocols: ['http/1.1'] }
    const socket = ca === undefined ? connect(where) : connectTls({ ...tls, ca })
    const timer = setTimeout(() => {
      reject(new Error(`the connection stays open after "${received.slice(0, 200)}"`))
      socket.destroy()
    }, 5000)
    const write = (index: number): void => {
      const part = parts[index]
      if (part !== undefined) socket.write(part, 'latin1', () => setImmediate(write, index + 1))
    }
    socket.setNoDelay().on(ca === undefined ? 'connect' : 'secureConnect', () => {
      if (first === undefined) return write(0)
      socket.write(first, 'latin1')
      socket.once('data', () => write(0))
    })
    socket.setEncoding('latin1').on('data', (text: string) => (received += text))
    // A server that closes while more is sent to it resets: what it said before counts.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(received)
    })
  })
}

/** A backend over plain sockets, which knows no leniency. It ends with the tests. */
export interface RawBackend {
  readonly origin: string
  /** Whole requests, in the order in which they came. */
  readonly requests: RawRequest[]
  /** What was said of bytes that are no request. */
  readonly malformed: string[]
}

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'

/** @param answer bytes for a request, or what else to do with its connection */
export async function startRawBackend(
  answer: (request: RawRequest, socket: Socket) => string | undefined = () => hello,
): Promise<RawBackend> {
  const requests: RawRequest[] = []
  const malformed: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    let bytes = ''
    sockets.add(socket)
    socket.on('error', () => {})
    socket.setEncoding('latin1').on('data', (text: string) => {
      bytes += text
      try {
        for (let taken = takeRequest(bytes); taken; taken = takeRequest(bytes)) {
          bytes = taken.rest
          requests.push(taken.request)
          const answered = answer(taken.request, socket)
          if (answered !== undefined) socket.write(answered, 'latin1')
        }
      } catch (error) {
        malformed.push(String(error))
        socket.destroy()
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  atEnd(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, malformed }
}
