import type { Socket } from 'node:net'
import { readTlsPeer, type TlsPeer } from '../ports/tls-peer.ts'
import { STATUS_CODES } from '../ports/node-http.ts'
import type { AnswerHeads } from './answer-head.ts'
import { readChunks, readLength, type BodyReader } from './body-reader.ts'
import { IncomingBody } from './incoming-body.ts'
import { isHopeless, readRequestHead, type RequestHead } from './request-head.ts'
import { ServerExchange, type ExchangeConnection } from './server-exchange.ts'

/** What a connection asks of its server. */
export interface ConnectionOwner {
  readonly heads: AnswerHeads
  readonly limits: Http1Limits
  /** Whether an answer that begins now is the last on its connection. */
  readonly isRetiring: boolean
  /** Whether the server takes no more requests. */
  readonly isClosing: boolean
  /** How to serve a request; undefined when the connection belongs to another server from here on. */
  take(head: RequestHead): ((exchange: ServerExchange) => void) | undefined
  /** Gives a connection away. @param unread what was read of the request already */
  handOver(socket: Socket, unread: Buffer): void
}

/** Milliseconds. */
export interface Http1Limits {
  /** From the start of a request to the end of its head. */
  readonly headers: number
  /** From the start of a request to the end of its body. */
  readonly request: number
  /** Between two requests on one connection. */
  readonly keepAlive: number
  /** Without a byte in either direction. */
  readonly silence: number
}

/** Bytes of a head, as of the other server of this process; HTTP APIs refuse above 10,240 themselves. */
const maxHeadBytes = 16 * 1024
/** Bytes of further requests that may wait for their turn. */
const maxPipelinedBytes = 64 * 1024
/** How long an answer may take to be read by a client whose connection is being closed, milliseconds. */
const lingerMs = 1000

const noBody = Buffer.alloc(0)
const emptyLine = '\r\n\r\n'

type Phase = 'idle' | 'head' | 'body' | 'answer' | 'closed'

/**
 * One connection of a client (RFC 9112), requests one after the other:
 *
 *   idle -> head -> body -> answer -> idle
 *
 * A request is taken up when its head is there; `body` is over when its last byte is, `answer` when the answer is
 * written and the body, wanted or not, was read. Whatever is malformed or late ends in `closed`.
 */
export class ServerConnection implements ExchangeConnection {
  readonly heads: AnswerHeads
  readonly remoteAddress: string
  readonly secure: boolean
  readonly #owner: ConnectionOwner
  readonly #socket: Socket
  /** Bytes that nobody looked at yet. */
  #unread: Buffer | undefined
  #exchange: ServerExchange | undefined
  /** The body of the request that came last, until its end. */
  #reader: BodyReader | undefined
  /** Where the body goes; undefined when nobody wants it. */
  #body: IncomingBody | undefined
  #owesContinue = false
  #phase: Phase = 'head'
  /**
   * When the request began, and when the phase did, by the owner's stopwatch; negative until it is next looked at: a
   * reading for each phase of each request would cost more than it tells.
   */
  #requestBegan = -1
  #phaseBegan = -1
  /** Bytes that went over the connection until it was last looked at, and since when there are no more. */
  #traffic = -1
  #silentSince = 0
  #awaitsDrain = false
  #wantsMore = true
  #isAdvancing = false

  constructor(owner: ConnectionOwner, socket: Socket, secure: boolean) {
    this.#owner = owner
    this.#socket = socket
    this.secure = secure
    this.heads = owner.heads
    this.remoteAddress = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '')
    socket.on('data', this.#onData)
    socket.on('end', this.#onEnd)
    socket.on('close', this.#onClose)
  }

  get tlsPeer(): TlsPeer | undefined {
    return this.secure ? readTlsPeer(this.#socket) : undefined
  }

  /** Whether a request is being answered. */
  get isAnswering(): boolean {
    return this.#exchange !== undefined
  }

  /** Closes what is late. @param now milliseconds of the owner's stopwatch */
  check(now: number): void {
    const { limits } = this.#owner
    if (this.#phaseBegan < 0) this.#phaseBegan = now
    if (this.#requestBegan < 0) this.#requestBegan = now
    this.#checkSilence(now)
    const inPhase = now - this.#phaseBegan
    if (this.#phase === 'idle' && inPhase > limits.keepAlive) this.#socket.destroy()
    else if (this.#phase === 'head' && inPhase > limits.headers) this.#refuse(408)
    else if (this.#reader !== undefined && now - this.#requestBegan > limits.request) this.#refuse(408)
  }

  /** Told from what went over the connection: a timer that every read and write sets anew would cost far more. */
  #checkSilence(now: number): void {
    const traffic = this.#socket.bytesRead + this.#socket.bytesWritten
    if (traffic !== this.#traffic || this.#awaitsDrain) {
      this.#traffic = traffic
      this.#silentSince = now
    } else if (now - this.#silentSince > this.#owner.limits.silence) this.#socket.destroy()
  }

  mayGoOn(): boolean {
    return this.#wantsMore && !this.#owner.isRetiring && !this.#owesContinue
  }

  write(data: Buffer | string, onDrain?: () => void, onWritten?: () => void): boolean {
    const goesOn =
      typeof data === 'string' ? this.#socket.write(data, 'latin1') : this.#socket.write(data, undefined, onWritten)
    if (!goesOn && !this.#awaitsDrain) this.#awaitDrain()
    if (!goesOn && onDrain) this.#socket.once('drain', onDrain)
    return goesOn
  }

  /** Only the socket's own timer sees how much of what was written a slow client has taken. */
  #awaitDrain(): void {
    this.#awaitsDrain = true
    this.#socket.setTimeout(this.#owner.limits.silence, this.#onSilence)
    this.#socket.once('drain', () => {
      this.#awaitsDrain = false
      this.#socket.setTimeout(0, this.#onSilence)
    })
  }

  cork(): void {
    this.#socket.cork()
  }

  uncork(): void {
    this.#socket.uncork()
  }

  answered(keepAlive: boolean): void {
    this.#exchange = undefined
    if (!keepAlive || this.#owner.isClosing) return this.#close()
    if (this.#reader === undefined) return this.#goIdle()
    // The rest of a body that nobody wanted is read and dropped.
    const body = this.#body
    this.#body = undefined
    body?.destroy()
    this.#socket.resume()
  }

  cut(reset: boolean): void {
    if (reset && !this.secure) this.#socket.resetAndDestroy()
    else this.#socket.destroy()
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#phase === 'closed') return
    const rest = this.#reader === undefined ? bytes : this.#readBody(bytes)
    if (rest === undefined || rest.length === 0) return
    this.#unread = this.#unread === undefined ? rest : Buffer.concat([this.#unread, rest])
    if (this.#exchange === undefined) this.#advance()
    else if (this.#unread.length > maxPipelinedBytes) this.#socket.pause()
  }

  readonly #onEnd = (): void => {
    if (this.#phase === 'closed') return
    if (this.#reader !== undefined || (this.#phase === 'head' && this.#unread !== undefined))
      return void this.#refuse(400)
    // Nobody can tell a client that has gone from one that only has no more to say.
    const exchange = this.#exchange
    this.#exchange = undefined
    this.#phase = 'closed'
    exchange?.leave()
    this.#socket.end()
  }

  readonly #onClose = (): void => {
    this.#phase = 'closed'
    const exchange = this.#exchange
    this.#exchange = undefined
    exchange?.leave()
  }

  readonly #onSilence = (): void => void this.#socket.destroy()

  /** Serves what can be served of the unread bytes. */
  #advance(): void {
    if (this.#isAdvancing) return
    this.#isAdvancing = true
    while (this.#unread !== undefined && this.#isFree && this.#takeRequest(this.#unread));
    this.#isAdvancing = false
  }

  /** Whether nothing stands between the client and its next request. */
  get #isFree(): boolean {
    return this.#exchange === undefined && this.#reader === undefined && !this.#socket.writableNeedDrain
  }

  /** Takes one request up; false when there is none (yet). */
  #takeRequest(bytes: Buffer): boolean {
    if (this.#phase === 'closed') return false
    // RFC 9112 section 2.2: an empty line before a request is left out of account.
    const start = bytes[0] === 0x0d && bytes[1] === 0x0a ? 2 : 0
    if (this.#phase === 'idle') this.#enter('head')
    const text = bytes.toString('latin1', start, start + maxHeadBytes + emptyLine.length)
    const length = text.indexOf(emptyLine)
    if (length < 0) return this.#awaitHead(text)
    const end = start + length
    const head = readRequestHead(text.slice(0, length + 2))
    if ('status' in head) return this.#refuse(head.status, head.message)
    const serve = this.#owner.take(head)
    if (serve === undefined) return this.#leaveTo(bytes)
    const rest = end + 4 < bytes.length ? bytes.subarray(end + 4) : undefined
    this.#unread = rest
    this.#wantsMore = head.keepAlive
    const body = this.#beginBody(head)
    if (body === undefined) return false
    const exchange = new ServerExchange(this, head, body)
    this.#exchange = exchange
    this.#enter(this.#reader === undefined ? 'answer' : 'body')
    serve(exchange)
    return true
  }

  #awaitHead(text: string): false {
    if (text.length > maxHeadBytes) return this.#refuse(431)
    // Only a head that came in pieces is looked at before its end.
    return isHopeless(text) ? this.#refuse(400) : false
  }

  /** The whole body when it is there already, else a stream; undefined when what is there is malformed. */
  #beginBody(head: RequestHead): Buffer | IncomingBody | undefined {
    const { bodyLength } = head
    if (bodyLength === 0) return noBody
    const unread = this.#unread ?? noBody
    if (bodyLength !== undefined && unread.length >= bodyLength) {
      this.#unread = unread.length > bodyLength ? unread.subarray(bodyLength) : undefined
      return unread.subarray(0, bodyLength)
    }
    this.#owesContinue = head.expectsContinue
    const body = new IncomingBody({
      pause: () => this.#socket.pause(),
      resume: () => this.#wantBody(body),
      abandon: () => this.#abandonBody(body),
    })
    this.#body = body
    this.#reader = bodyLength === undefined ? readChunks() : readLength(bodyLength)
    this.#unread = undefined
    // What is there is read before anybody sees the request, so that one that is malformed so soon reaches nobody.
    const rest = unread.length > 0 ? this.#readBody(unread) : noBody
    if (rest === undefined) return undefined
    this.#unread = rest.length > 0 ? rest : undefined
    return body
  }

  /** What is left of the bytes behind the body; undefined when it is malformed. */
  #readBody(bytes: Buffer): Buffer | undefined {
    const reader = this.#reader
    if (reader === undefined) return bytes
    this.#owesContinue = false
    try {
      const taken = reader.read(bytes, (data) => this.#body?.receive(data))
      if (reader.isDone) this.#endBody()
      return bytes.subarray(taken)
    } catch {
      this.#refuse(400)
      return undefined
    }
  }

  #endBody(): void {
    this.#reader = undefined
    this.#body?.complete()
    this.#body = undefined
    if (this.#exchange === undefined) this.#goIdle()
    else this.#enter('answer')
  }

  #wantBody(body: IncomingBody): void {
    if (this.#body !== body || this.#phase === 'closed') return
    if (this.#owesContinue) {
      this.#owesContinue = false
      this.#socket.write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1')
    }
    this.#socket.resume()
  }

  #abandonBody(body: IncomingBody): void {
    if (this.#body !== body) return
    this.#body = undefined
    this.#socket.resume()
  }

  /** Ready for the next request, as soon as the client has taken what it got. */
  #goIdle(): void {
    if (this.#phase === 'closed') return
    this.#enter('idle')
    if (this.#unread === undefined) {
      if (this.#socket.isPaused()) this.#socket.resume()
      return
    }
    if (this.#socket.writableNeedDrain) {
      this.#socket.pause()
      this.#socket.once('drain', () => this.#goIdle())
      return
    }
    if (this.#socket.isPaused()) this.#socket.resume()
    this.#advance()
  }

  #enter(phase: Phase): void {
    this.#phase = phase
    this.#phaseBegan = -1
    if (phase === 'head') this.#requestBegan = -1
  }

  /** Answers outside of every exchange, if that is still possible, and closes. */
  #refuse(status: number, message = STATUS_CODES[status]): false {
    const exchange = this.#exchange
    // Anywhere else it would be taken for the answer to another request.
    const mayAnswer = exchange ? !exchange.begun && this.#reader !== undefined : this.#phase === 'head'
    this.#exchange = undefined
    exchange?.leave()
    if (!mayAnswer || !this.#socket.writable) {
      this.#phase = 'closed'
      this.#socket.destroy()
      return false
    }
    const body = JSON.stringify({ message })
    this.#socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      'latin1',
    )
    this.#close()
    return false
  }

  /** Ends the connection. What still comes is read: to close with bytes unread would reset it, and the answer with it. */
  #close(): void {
    this.#phase = 'closed'
    this.#unread = undefined
    this.#reader = undefined
    this.#body = undefined
    this.#socket.end()
    this.#socket.resume()
    const linger = setTimeout(() => this.#socket.destroy(), lingerMs)
    this.#socket.once('close', () => clearTimeout(linger))
  }

  #leaveTo(unread: Buffer): false {
    this.#unread = undefined
    this.#phase = 'closed'
    this.#socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose)
    this.#socket.setTimeout(0).off('timeout', this.#onSilence)
    this.#owner.handOver(this.#socket, unread)
    return false
  }
}
