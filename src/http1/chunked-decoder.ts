import { isFieldValue, readHeaderFields } from './header.ts'

/** A chunked body that is not what RFC 9112 section 7.1 says. */
export class MalformedChunkError extends Error {
  override readonly name = 'MalformedChunkError'
  readonly code = 'MALFORMED_CHUNK'
}

/** Bytes of a line with a chunk's size and extensions. */
const maxSizeLine = 1024
/** Bytes of all extensions of a body, and of its trailers. */
const maxOverhead = 16 * 1024

type Expected = 'size' | 'data' | 'data-end' | 'trailer' | 'nothing'

/**
 * Takes the chunks of a body apart. Sizes are hexadecimal digits and nothing else, every line ends in CR LF, extensions
 * and trailers are bounded and dropped.
 */
export class ChunkedDecoder {
  #expected: Expected = 'size'
  /** What came of a line that is not over. */
  #line = ''
  #remaining = 0
  #overhead = 0

  /** Whether the body is over; bytes behind it are not the body's. */
  get isDone(): boolean {
    return this.#expected === 'nothing'
  }

  /**
   * Takes bytes and returns how many of them belonged to the body. Throws MalformedChunkError.
   * @param emit gets the data, as parts of `bytes`
   */
  decode(bytes: Buffer, emit: (data: Buffer) => void): number {
    let at = 0
    while (at < bytes.length && !this.isDone)
      at = this.#expected === 'data' ? this.#takeData(bytes, at, emit) : this.#takeLine(bytes, at)
    return at
  }

  #takeData(bytes: Buffer, at: number, emit: (data: Buffer) => void): number {
    const end = Math.min(bytes.length, at + this.#remaining)
    this.#remaining -= end - at
    if (this.#remaining === 0) this.#expected = 'data-end'
    emit(bytes.subarray(at, end))
    return end
  }

  #takeLine(bytes: Buffer, at: number): number {
    const newline = bytes.indexOf(0x0a, at)
    const end = newline < 0 ? bytes.length : newline + 1
    this.#line += bytes.toString('latin1', at, end)
    if (this.#line.length > (this.#expected === 'trailer' ? maxOverhead : maxSizeLine))
      throw malformed('a line is too long')
    if (this.#expected === 'data-end' && !'\r\n'.startsWith(this.#line))
      throw malformed('a chunk is longer than its size')
    if (newline < 0) return end
    if (!this.#line.endsWith('\r\n')) throw malformed('a line ends without CR')
    const line = this.#line.slice(0, -2)
    this.#line = ''
    if (this.#expected === 'size') this.#readSize(line)
    else if (this.#expected === 'data-end') this.#expected = 'size'
    else this.#readTrailer(line)
    return end
  }

  #readSize(line: string): void {
    const [, digits, extensions = ''] = /^([\da-f]{1,12})(;.*)?$/is.exec(line) ?? []
    if (digits === undefined || !isFieldValue(extensions)) throw malformed('a chunk size is none')
    this.#countOverhead(extensions.length)
    this.#remaining = parseInt(digits, 16)
    this.#expected = this.#remaining === 0 ? 'trailer' : 'data'
  }

  #readTrailer(line: string): void {
    this.#countOverhead(line.length)
    if (line === '') this.#expected = 'nothing'
    else if (readHeaderFields(line, 0) === undefined) throw malformed('a trailer is none')
  }

  #countOverhead(length: number): void {
    this.#overhead += length
    if (this.#overhead > maxOverhead) throw malformed('extensions and trailers are too long')
  }
}

function malformed(what: string): MalformedChunkError {
  return new MalformedChunkError(`Parse Error: ${what}`)
}
