import type { AnswerFraming } from './answer-head.ts'
import type { BodySink } from './incoming-body.ts'
import { lendCopy } from './lent-bytes.ts'

/** The connection that an answer is passed on to. */
interface RelayTarget {
  /** False when the client is slower than we are: `onDrain` is then called once, when it has caught up. */
  write(data: Buffer | string, onDrain?: () => void, onWritten?: () => void): boolean
  cork(): void
  uncork(): void
  /** The answer is complete. */
  end(): void
}

/** Passes a body on as the answer whose head was written, held to what that says. */
export class AnswerRelay implements BodySink {
  readonly #target: RelayTarget
  readonly #framing: AnswerFraming
  readonly #onDrain: () => void
  readonly #settle: (error?: Error) => void
  #isOver = false
  #sent = 0

  /** @param settle called once, when the answer is complete or cannot be completed */
  constructor(target: RelayTarget, framing: AnswerFraming, onDrain: () => void, settle: (error?: Error) => void) {
    this.#target = target
    this.#framing = framing
    this.#onDrain = onDrain
    this.#settle = settle
  }

  /** Bytes of the body that the client was sent. */
  get sent(): number {
    return this.#framing === 'none' ? 0 : this.#sent
  }

  write(bytes: Buffer): boolean {
    const framing = this.#framing
    this.#sent += bytes.length
    if (this.#isOver || framing === 'none' || bytes.length === 0) return true
    if (typeof framing === 'object' && this.#sent > framing.length) {
      this.fail(new Error('the body is longer than its content-length'))
      return false
    }
    const target = this.#target
    const lent = lendCopy(bytes)
    if (framing !== 'chunked') return target.write(lent.bytes, this.#onDrain, lent.giveBack)
    target.cork()
    target.write(`${bytes.length.toString(16)}\r\n`)
    target.write(lent.bytes, undefined, lent.giveBack)
    const goesOn = target.write('\r\n', this.#onDrain)
    target.uncork()
    return goesOn
  }

  end(): void {
    if (this.#isOver) return
    const framing = this.#framing
    if (typeof framing === 'object' && this.#sent !== framing.length)
      return this.fail(new Error('the body is shorter than its content-length'))
    this.#isOver = true
    if (framing === 'chunked') this.#target.write('0\r\n\r\n')
    this.#target.end()
    this.#settle()
  }

  fail(error: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#settle(error)
  }
}
