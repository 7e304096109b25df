import type { Socket } from 'node:net'
import { Writable } from 'node:stream'

/** The body of a request whose head was written, as a stream with backpressure; its length was announced, or it is chunked. */
export class RequestBody extends Writable {
  readonly #socket: Socket
  readonly #announced: number | undefined
  readonly #onSent: () => void
  #sent = 0

  /** @param announced bytes, as `content-length` says; undefined for a chunked body */
  constructor(socket: Socket, announced: number | undefined, onSent: () => void) {
    super({ decodeStrings: true, highWaterMark: 64 * 1024 })
    this.#socket = socket
    this.#announced = announced
    this.#onSent = onSent
    this.on('error', () => {})
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const socket = this.#socket
    this.#sent += chunk.length
    if (chunk.length === 0) return done()
    if (this.#announced !== undefined && this.#sent > this.#announced)
      return done(new Error('the body is longer than its content-length'))
    socket.cork()
    if (this.#announced === undefined) socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1')
    let goesOn = socket.write(chunk)
    if (this.#announced === undefined) goesOn = socket.write('\r\n', 'latin1')
    socket.uncork()
    if (goesOn) done()
    else socket.once('drain', done)
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#announced === undefined) this.#socket.write('0\r\n\r\n', 'latin1')
    else if (this.#sent !== this.#announced) return done(new Error('the body is shorter than its content-length'))
    this.#onSent()
    done()
  }
}
