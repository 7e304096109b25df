import { Readable } from 'node:stream'

/** Where the bytes of a body come from, to be held back while nobody reads. */
export interface BodySource {
  pause(): void
  resume(): void
  /** Whoever read the body wants no more of it. */
  abandon(): void
}

/** Whoever takes a body as it comes, in place of a stream's reader. */
export interface BodySink {
  /** @param bytes are the sink's until it returns @returns whether more may come before the body's `resumeRelay` */
  write(bytes: Buffer): boolean
  /** The body is whole. */
  end(): void
  fail(error: Error): void
}

/** A body whose end has not come yet, as a stream with backpressure or, at a fraction of the cost, for a sink. */
export class IncomingBody extends Readable {
  readonly #source: BodySource
  #sink: BodySink | undefined
  #isComplete = false

  constructor(source: BodySource) {
    super({ highWaterMark: 64 * 1024 })
    this.#source = source
    // Told to whoever reads by its own handlers; one that nobody reads must not bring the process down.
    this.on('error', () => {})
  }

  /** @param bytes are the body's own from now on, unless they are `borrowed`: then until this returns */
  receive(bytes: Buffer, borrowed = false): void {
    if (this.destroyed) return
    const goesOn = this.#sink ? this.#sink.write(bytes) : this.push(borrowed ? Buffer.from(bytes) : bytes)
    if (!goesOn) this.#source.pause()
  }

  /** The body is whole. */
  complete(): void {
    this.#isComplete = true
    if (this.destroyed) return
    if (this.#sink) this.#sink.end()
    else this.push(null)
  }

  /** Gives the body to a sink, what has come of it first. Nobody else may have read from it. */
  relayTo(sink: BodySink): void {
    if (this.destroyed) return sink.fail(this.errored ?? new Error('the body is gone'))
    let goesOn = true
    // Each reading is one of the pieces that have come, not all of them.
    for (let came: Buffer | null = this.read(); came !== null; came = this.read()) goesOn = sink.write(came)
    this.#sink = sink
    if (this.#isComplete) sink.end()
    else if (goesOn) this.#source.resume()
    else this.#source.pause()
  }

  /** The sink takes more. */
  resumeRelay(): void {
    if (!this.destroyed && !this.#isComplete) this.#source.resume()
  }

  override _read(): void {
    this.#source.resume()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#source.abandon()
    this.#sink?.fail(error ?? new Error('the body is gone'))
    done(error)
  }
}
