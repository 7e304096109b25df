import { Readable, type Writable } from 'node:stream'
import type { TlsPeer } from '../ports/tls-peer.ts'
import { AnswerBody } from './answer-body.ts'
import { AnswerRelay } from './answer-relay.ts'
import type { AnswerFraming, AnswerHead, AnswerHeads } from './answer-head.ts'
import type { Header } from './header.ts'
import type { IncomingBody } from './incoming-body.ts'
import type { RequestHead } from './request-head.ts'

/** What an exchange asks of its connection. */
export interface ExchangeConnection {
  readonly remoteAddress: string
  readonly secure: boolean
  readonly tlsPeer: TlsPeer | undefined
  readonly heads: AnswerHeads
  /** Whether the connection could serve another request after this one. */
  mayGoOn(): boolean
  /**
   * False when the client is slower than we are: `onDrain` is then called once, when it has caught up.
   * @param onWritten called when nobody needs the memory of `data` any more
   */
  write(data: Buffer | string, onDrain?: () => void, onWritten?: () => void): boolean
  cork(): void
  uncork(): void
  /** The answer was written. @param keepAlive as its head says */
  answered(keepAlive: boolean): void
  /** @param reset so that the client cannot take what it has for all */
  cut(reset: boolean): void
}

/** One request on a connection and its answer. */
export class ServerExchange {
  readonly method: string
  readonly target: string
  readonly httpVersion: string
  readonly headers: readonly Header[]
  readonly bodyLength: number | undefined
  /** The body, when all of it was there with the head; undefined when it is still to come. */
  readonly wholeBody: Buffer | undefined
  /** Called once, when the client goes away before it has the whole answer. */
  onGone: (() => void) | undefined
  readonly #connection: ExchangeConnection
  readonly #incoming: IncomingBody | undefined
  #body: Readable | undefined
  #begun = false
  #framing: AnswerFraming | undefined
  #isOver = false
  #isGone = false
  #sink: AnswerBody | undefined
  #relay: AnswerRelay | undefined

  constructor(connection: ExchangeConnection, head: RequestHead, body: Buffer | IncomingBody) {
    this.method = head.method
    this.target = head.target
    this.httpVersion = head.httpVersion
    this.headers = head.headers
    this.bodyLength = head.bodyLength
    this.#connection = connection
    this.wholeBody = Buffer.isBuffer(body) ? body : undefined
    this.#incoming = Buffer.isBuffer(body) ? undefined : body
  }

  get remoteAddress(): string {
    return this.#connection.remoteAddress
  }

  get tlsPeer(): TlsPeer | undefined {
    return this.#connection.tlsPeer
  }

  get secure(): boolean {
    return this.#connection.secure
  }

  get body(): Readable {
    this.#body ??= this.#incoming ?? Readable.from(this.wholeBody?.length ? [this.wholeBody] : [])
    return this.#body
  }

  /** Whether status and headers of an answer were sent. */
  get begun(): boolean {
    return this.#begun
  }

  /** Whether the client went away before it had the whole answer. */
  get isGone(): boolean {
    return this.#isGone
  }

  /** Sends an answer whose body is at hand, in one write. @param body a text stands for one byte each character */
  answer(status: number, headers: readonly Header[], body: Buffer | string): void {
    const head = this.#writeHead(status, headers, body.length)
    if (this.#isGone) return
    if (head.framing === 'none' || body.length === 0) this.#connection.write(head.text)
    else if (typeof body === 'string') this.#connection.write(head.text + body)
    else this.#connection.write(joinMessage(head.text, body))
    this.#end(head.keepAlive)
  }

  /** Sends status and headers; the body goes into the stream, which ends the answer. */
  begin(status: number, headers: readonly Header[]): Writable {
    const head = this.#writeHead(status, headers, undefined)
    const connection = this.#connection
    const sink = new AnswerBody(
      {
        write: (data, onDrain) => connection.write(data, onDrain),
        cork: () => connection.cork(),
        uncork: () => connection.uncork(),
        end: () => this.#end(head.keepAlive),
      },
      head.framing,
    )
    this.#sink = sink
    if (this.#isGone) return sink.destroy()
    this.#sendHead(head)
    return sink
  }

  /**
   * Sends status and headers, and the body as it comes. Rejects when either side fails.
   * @param count told once of the bytes that were sent, all or not
   */
  relay(status: number, headers: readonly Header[], body: IncomingBody, count: (bytes: number) => void): Promise<void> {
    const head = this.#writeHead(status, headers, undefined)
    if (this.#isGone) return Promise.reject(new Error('the client went away'))
    const connection = this.#connection
    this.#sendHead(head)
    return new Promise((resolve, reject) => {
      const relay = new AnswerRelay(
        {
          write: (data, onDrain, onWritten) => connection.write(data, onDrain, onWritten),
          cork: () => connection.cork(),
          uncork: () => connection.uncork(),
          end: () => this.#end(head.keepAlive),
        },
        head.framing,
        () => body.resumeRelay(),
        (error) => {
          count(relay.sent)
          if (error) reject(error)
          else resolve()
        },
      )
      this.#relay = relay
      body.relayTo(relay)
    })
  }

  /** The head goes out with the first bytes of the body, if they are there already. */
  #sendHead(head: AnswerHead): void {
    const connection = this.#connection
    connection.cork()
    connection.write(head.text)
    process.nextTick(() => connection.uncork())
  }

  /** Cuts the connection: the answer that was begun cannot be completed. */
  abort(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#connection.cut(this.#framing === 'until-close')
  }

  /** The connection is gone, or cannot be trusted any more. */
  leave(): void {
    if (this.#isOver || this.#isGone) return
    this.#isGone = true
    this.#incoming?.destroy(new Error('aborted'))
    this.#sink?.destroy(new Error('the client went away'))
    this.#relay?.fail(new Error('the client went away'))
    this.onGone?.()
  }

  #writeHead(status: number, headers: readonly Header[], bodyLength: number | undefined): AnswerHead {
    if (this.#begun) throw new Error('the answer was begun already')
    const { method, httpVersion } = this
    const head = this.#connection.heads.write(status, headers, {
      method,
      httpVersion,
      keepAlive: this.#connection.mayGoOn(),
      bodyLength,
    })
    this.#begun = !this.#isGone
    this.#framing = head.framing
    return head
  }

  #end(keepAlive: boolean): void {
    if (this.#isOver || this.#isGone) return
    this.#isOver = true
    this.#connection.answered(keepAlive)
  }
}

function joinMessage(head: string, body: Buffer): Buffer {
  const message = Buffer.allocUnsafe(head.length + body.length)
  message.write(head, 'latin1')
  message.set(body, head.length)
  return message
}
