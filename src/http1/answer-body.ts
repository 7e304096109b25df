import { Writable } from 'node:stream'
import type { AnswerFraming } from './answer-head.ts'

/** The connection that a streamed answer goes to. */
interface AnswerSink {
  /** False when the client is slower than we are: `onDrain` is then called once, when it has caught up. */
  write(data: Buffer | string, onDrain: () => void): boolean
  cork(): void
  uncork(): void
  /** The answer is complete. */
  end(): void
}

/** The body of an answer whose head was written, as a stream with backpressure. */
export class AnswerBody extends Writable {
  readonly #sink: AnswerSink
  readonly #framing: AnswerFraming
  #sent = 0

  constructor(sink: AnswerSink, framing: AnswerFraming) {
    super({ decodeStrings: true, highWaterMark: 64 * 1024 })
    this.#sink = sink
    this.#framing = framing
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const framing = this.#framing
    this.#sent += chunk.length
    if (framing === 'none' || chunk.length === 0) return done()
    if (typeof framing === 'object' && this.#sent > framing.length)
      return done(new Error('the body is longer than its content-length'))
    const onDrain = () => done()
    this.#sink.cork()
    if (framing === 'chunked') this.#sink.write(`${chunk.length.toString(16)}\r\n`, noop)
    const goesOn = this.#sink.write(chunk, onDrain)
    if (framing === 'chunked') this.#sink.write('\r\n', noop)
    this.#sink.uncork()
    if (goesOn) done()
  }

  override _final(done: (error?: Error | null) => void): void {
    const framing = this.#framing
    if (typeof framing === 'object' && this.#sent !== framing.length)
      return done(new Error('the body is shorter than its content-length'))
    if (framing === 'chunked') this.#sink.write('0\r\n\r\n', noop)
    this.#sink.end()
    done()
  }
}

function noop(): void {}
