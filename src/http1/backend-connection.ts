import { connect, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Readable, Writable } from 'node:stream'
import { readChunks, readLength, readUntilClose, type BodyReader } from './body-reader.ts'
import type { Header } from './header.ts'
import { IncomingBody } from './incoming-body.ts'
import { RequestBody } from './request-body.ts'
import { MalformedResponseError, readResponseHead, type ResponseHead } from './response-head.ts'

/**
 * What a backend answered: the body is all there, as bytes or, if it is small, as a text with one character for each byte,
 * or a stream that fails when it breaks off.
 */
export interface BackendResponse {
  readonly status: number
  readonly headers: readonly Header[]
  readonly body: string | Buffer | Readable
}

/** A request as it goes onto the wire. */
export interface WireRequest {
  readonly method: string
  /** Request line and headers, with the empty line. */
  readonly head: string
  /** All of the body, or what its headers announce. */
  readonly body: Buffer | { readonly length: number | undefined }
}

/** A request that was sent. */
export interface BackendCall {
  /** Takes the body that was still to come. */
  readonly body: Writable | undefined
  /** Closes the connection, unless the response was read to its end. */
  abort(error: Error): void
}

/** Called once: with the response, whose head is there, or with why there is none. */
export type Settle = (outcome: BackendResponse | Error) => void

export interface Origin {
  readonly secure: boolean
  /** A name or an IP literal, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  readonly lookup: LookupFunction
  /** The name that a certificate must have, if not the host's. */
  readonly serverName: string | undefined
  /** PEM: who may sign certificates; the usual authorities when undefined. */
  readonly authorities: readonly string[] | undefined
}

/** Bytes of a head, and of all informational heads before it. */
const maxHeadBytes = 16 * 1024
const maxInformationalBytes = 64 * 1024

const noBytes = Buffer.alloc(0)
const nothingToRead = readLength(0)

/** Bytes up to which a body is a text: such a message is written without another copy. */
const maxTextBytes = 8 * 1024

/** Bytes up to which what was read is looked at as a text first: most responses come in one piece, and are small. */
const maxTextResponse = 8 * 1024

function copyBody(bytes: Buffer, length: number): string | Buffer {
  return length <= maxTextBytes ? bytes.toString('latin1', 0, length) : Buffer.from(bytes.subarray(0, length))
}

/**
 * What every plain connection reads into, one after the other: each reading is over before the next begins. Not so on
 * Windows, where the system fills the buffers of several connections at once.
 */
const sharedBuffer = process.platform === 'win32' ? undefined : Buffer.allocUnsafeSlow(64 * 1024)

interface Call {
  readonly method: string
  readonly settle: Settle
  requestBody: RequestBody | undefined
  isSent: boolean
  headBytes: number
  head: ResponseHead | undefined
  reader: BodyReader | undefined
  body: IncomingBody | undefined
}

/**
 * A connection to a backend, one request at a time. A request is written once: when its connection fails, it fails
 * (promise P4).
 */
export class BackendConnection {
  /** By the pool's stopwatch, negative until it looks. */
  idleSince = -1
  /** Milliseconds for which the backend keeps an idle connection, as far as it says. */
  idleLimit = Number.POSITIVE_INFINITY
  readonly #socket: Socket
  readonly #onFree: (connection: BackendConnection) => void
  readonly #onClosed: (connection: BackendConnection) => void
  #call: Call | undefined
  /** The beginning of a head that is not whole yet. */
  #unread: Buffer | undefined

  /** @param onFree it can take another request @param onClosed it never will again */
  constructor(
    origin: Origin,
    onFree: (connection: BackendConnection) => void,
    onClosed: (connection: BackendConnection) => void,
  ) {
    this.#onFree = onFree
    this.#onClosed = onClosed
    this.#socket = open(origin, (bytes) => this.#onBytes(bytes))
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('end', () => this.#onEnd())
    this.#socket.on('close', () => this.#onClose())
  }

  /** Whether it can be written to. */
  get isUsable(): boolean {
    return this.#socket.writable && this.#call === undefined
  }

  send({ method, head, body }: WireRequest, settle: Settle): BackendCall {
    const call: Call = {
      method,
      settle,
      requestBody: undefined,
      isSent: true,
      headBytes: 0,
      head: undefined,
      reader: undefined,
      body: undefined,
    }
    this.#call = call
    const abort = (error: Error) => {
      if (this.#call === call) this.close(error)
    }
    if (!Buffer.isBuffer(body)) {
      call.isSent = false
      this.#socket.cork()
      this.#socket.write(head, 'latin1')
      process.nextTick(() => this.#socket.uncork())
      call.requestBody = new RequestBody(this.#socket, body.length, () => {
        call.isSent = true
        if (this.#call === call && call.reader?.isDone) this.#finish(call)
      })
      return { body: call.requestBody, abort }
    }
    if (body.length === 0) this.#socket.write(head, 'latin1')
    else {
      const message = Buffer.allocUnsafe(head.length + body.length)
      message.write(head, 'latin1')
      message.set(body, head.length)
      this.#socket.write(message)
    }
    return { body: undefined, abort }
  }

  /** Gives up, whatever is under way. */
  close(error?: Error): void {
    this.#fail(error ?? new Error('the connection was closed'))
    this.#socket.destroy()
  }

  #onBytes(bytes: Buffer): void {
    const call = this.#call
    // Nobody asked: an answer to no request would be taken for the answer to the next one.
    if (call === undefined) return void this.#socket.destroy()
    try {
      if (bytes.length <= maxTextResponse && call.reader === undefined && this.#readWhole(call, bytes)) return
      let rest = bytes
      if (call.reader === undefined) rest = this.#readHead(call, bytes)
      if (call.reader !== undefined && !call.reader.isDone && rest.length > 0)
        rest = this.#readBody(call, call.reader, rest)
      if (call.reader?.isDone) this.#endResponse(call, rest)
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
      this.#socket.destroy()
    }
  }

  /** Takes a final response of which nothing is missing and nothing left over; false for anything else, untouched. */
  #readWhole(call: Call, bytes: Buffer): boolean {
    if (this.#unread !== undefined) return false
    const text = bytes.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) return false
    const head = readResponseHead(text.slice(0, end + 2), call.method)
    const { status, headers, body } = head
    if (status < 200 || text.length - end - 4 !== body) return false
    call.head = head
    call.reader = nothingToRead
    call.settle({ status, headers, body: text.slice(end + 4) })
    this.#endResponse(call, noBytes)
    return true
  }

  /** Reads heads until the final one is there, and returns what is behind it. */
  #readHead(call: Call, bytes: Buffer): Buffer {
    let unread = this.#unread === undefined ? bytes : Buffer.concat([this.#unread, bytes])
    this.#unread = undefined
    for (;;) {
      const end = unread.indexOf('\r\n\r\n', 0, 'latin1')
      if ((end < 0 ? unread.length : end) > maxHeadBytes || call.headBytes > maxInformationalBytes)
        throw new MalformedResponseError('the head is too large')
      if (end < 0) {
        // The bytes are overwritten by whatever comes next on any connection.
        this.#unread = Buffer.from(unread)
        if (!'HTTP/1.'.startsWith(unread.toString('latin1', 0, Math.min(7, unread.length))))
          throw new MalformedResponseError('the status line is none')
        return noBytes
      }
      call.headBytes += end + 4
      const head = readResponseHead(unread.toString('latin1', 0, end + 2), call.method)
      unread = unread.subarray(end + 4)
      // Nobody asked for another protocol.
      if (head.status === 101) throw new MalformedResponseError('the backend switches protocols')
      if (head.status >= 200) return this.#begin(call, head, unread)
    }
  }

  /** The head is there: tells of the response, with all of its body if that is there, too. */
  #begin(call: Call, head: ResponseHead, rest: Buffer): Buffer {
    call.head = head
    const { status, headers, body } = head
    if (typeof body === 'number' && rest.length >= body) {
      call.reader = nothingToRead
      call.settle({ status, headers, body: copyBody(rest, body) })
      return rest.subarray(body)
    }
    call.reader = body === 'chunked' ? readChunks() : body === 'until-close' ? readUntilClose : readLength(body)
    const incoming = new IncomingBody({
      pause: () => this.#socket.pause(),
      resume: () => this.#socket.resume(),
      abandon: () => this.#abandon(call),
    })
    call.body = incoming
    call.settle({ status, headers, body: incoming })
    return rest
  }

  #readBody(call: Call, reader: BodyReader, bytes: Buffer): Buffer {
    const taken = reader.read(bytes, (data) => call.body?.receive(data, true))
    return bytes.subarray(taken)
  }

  #endResponse(call: Call, rest: Buffer): void {
    const body = call.body
    call.body = undefined
    // Bytes behind the response belong to nothing.
    if (rest.length > 0) this.idleLimit = -1
    if (call.isSent) this.#finish(call)
    // The rest of a request that was answered already is of no use to anybody.
    else this.#socket.destroy()
    body?.complete()
  }

  #finish(call: Call): void {
    this.#call = undefined
    const { keepAlive, keepAliveSeconds } = call.head ?? { keepAlive: false, keepAliveSeconds: undefined }
    // A second less than it says, for what is on its way meanwhile.
    if (keepAliveSeconds !== undefined && this.idleLimit > 0) this.idleLimit = (keepAliveSeconds - 1) * 1000
    if (!keepAlive || this.idleLimit <= 0 || !this.#socket.writable) return void this.#socket.destroy()
    if (this.#socket.isPaused()) this.#socket.resume()
    this.#onFree(this)
  }

  #abandon(call: Call): void {
    if (this.#call !== call || call.body === undefined) return
    call.body = undefined
    this.#socket.destroy()
  }

  #onEnd(): void {
    const call = this.#call
    if (call?.reader === readUntilClose) {
      const body = call.body
      call.body = undefined
      this.#call = undefined
      body?.complete()
    }
    this.#socket.destroy()
  }

  #onClose(): void {
    this.#fail(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
    this.#onClosed(this)
  }

  #fail(error: Error): void {
    const call = this.#call
    if (call === undefined) return
    this.#call = undefined
    call.requestBody?.destroy(error)
    if (call.head === undefined) call.settle(error)
    else call.body?.destroy(error)
  }
}

function open(
  { secure, host, port, lookup, serverName, authorities }: Origin,
  onBytes: (bytes: Buffer) => void,
): Socket {
  if (secure) {
    const servername = serverName ?? (isIP(host) === 0 ? host : '')
    const ca = authorities && { ca: [...authorities] }
    return connectTls({ host, port, lookup, servername, ALPNProtocols: ['http/1.1'], ...ca })
      .setNoDelay(true)
      .on('data', onBytes)
  }
  if (sharedBuffer === undefined) return connect({ host, port, lookup, noDelay: true }).on('data', onBytes)
  return connect({
    host,
    port,
    lookup,
    noDelay: true,
    onread: {
      buffer: sharedBuffer,
      callback: (size) => {
        onBytes(sharedBuffer.subarray(0, size))
        return true
      },
    },
  })
}
