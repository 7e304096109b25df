import { Readable } from 'node:stream'

/** Where the bytes of a body come from, to be held back while nobody reads. */
export interface BodySource {
  pause(): void
  resume(): void
  /** Whoever read the body wants no more of it. */
  abandon(): void
}

/** A body whose end has not come yet, as a stream with backpressure. */
export class IncomingBody extends Readable {
  readonly #source: BodySource

  constructor(source: BodySource) {
    super({ highWaterMark: 64 * 1024 })
    this.#source = source
    // Told to whoever reads by its own handlers; one that nobody reads must not bring the process down.
    this.on('error', () => {})
  }

  /** @param bytes are the body's own from now on */
  receive(bytes: Buffer): void {
    if (!this.destroyed && !this.push(bytes)) this.#source.pause()
  }

  /** The body is whole. */
  complete(): void {
    if (!this.destroyed) this.push(null)
  }

  override _read(): void {
    this.#source.resume()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#source.abandon()
    done(error)
  }
}
