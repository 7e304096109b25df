import type { Socket } from 'node:net'
import { Writable } from 'node:stream'
import { BodyRelay } from './body-relay.ts'

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

/**
 * The body of a request whose head was written, for one that is passed on as it comes.
 * @param announced bytes, as `content-length` says; undefined for a chunked body
 * @param onDrain called when more may come, or none of it is wanted any more
 */
export function relayRequest(
  socket: Socket,
  announced: number | undefined,
  onSent: () => void,
  onDrain: () => void,
): BodyRelay {
  const target = {
    write: (data: Buffer | string, onDrained?: () => void, onWritten?: () => void) => {
      const goesOn = typeof data === 'string' ? socket.write(data, 'latin1') : socket.write(data, onWritten)
      if (!goesOn && onDrained) socket.once('drain', onDrained)
      return goesOn
    },
    cork: () => socket.cork(),
    uncork: () => socket.uncork(),
    end: onSent,
  }
  // Whoever sends must not wait for a connection that takes no more.
  const settle = (error?: Error) => {
    if (error) onDrain()
  }
  return new BodyRelay(target, announced === undefined ? 'chunked' : { length: announced }, onDrain, settle)
}
