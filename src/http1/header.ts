import { readToken } from './token.ts'

/**
 * A header as it is on the wire, one character for each byte; names keep their case. One that was read from a head brings
 * along what was found out: its name in lower case, and its line, if that is what we would write.
 */
export type Header = readonly [name: string, value: string, lower?: string, line?: string | undefined]

/** A header that must not be written: control characters in it could end it and begin another. */
export class InvalidHeaderError extends Error {
  override readonly name = 'InvalidHeaderError'
}

/** The name of a header in lower case, whatever it is. */
export function lowerNameOf([name, , lower]: Header): string {
  return lower ?? readToken(name)?.lower ?? name.toLowerCase()
}

/** A header that is sent often, with its line. Throws InvalidHeaderError. */
export function withLine(name: string, value: string): Header {
  return [name, value, name.toLowerCase(), headerLine([name, value])]
}

/** The line that a header is on the wire, with its end. Throws InvalidHeaderError. */
export function headerLine([name, value, lower, line]: Header): string {
  if (line !== undefined) return line
  if ((lower ?? readToken(name)) === undefined || !isFieldValue(value))
    throw new InvalidHeaderError(`${name} cannot be sent`)
  return `${name}: ${value}\r\n`
}

/** Whether a text may be a field value: bytes, and no control characters but the tab (RFC 9110 section 5.5). */
export function isFieldValue(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) || /^[\t\x20-\x7e\x80-\xff]*$/.test(text)
}

/**
 * Whether bytes have control characters other than tab and the ends of lines. V8 looks for up to 16 characters sixteen
 * places at a time, for more of them one by one: three searches take a third of the time that one would.
 */
function hasControls(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return /[\0-\x08\x0b\x0c\x0e\x0f]/.test(text) || /[\x10-\x1f]/.test(text) || text.includes('\x7f')
}

/** What header lines say of a message's framing and connection. */
export interface HeaderFields {
  readonly headers: readonly Header[]
  /** The values of the header fields that decide on framing; empty when there are none. */
  readonly contentLength: readonly string[]
  readonly transferEncoding: readonly string[]
  readonly connection: readonly string[]
  readonly host: readonly string[]
  readonly expect: readonly string[]
  readonly keepAlive: readonly string[]
}

type Mutable<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] }

/** Most messages have most of these fields not at all. */
const none: readonly string[] = []

/**
 * Reads the header lines of a head from `start` to its end; the final empty line is not part of it. Undefined when a line
 * is no `name: value` (RFC 9112 section 5): obs-fold, whitespace before the colon, bare CR or LF, control characters.
 */
export function readHeaderFields(text: string, start: number): HeaderFields | undefined {
  if (hasControls(text)) return undefined
  const headers: Header[] = []
  const fields: Mutable<HeaderFields> = {
    headers,
    contentLength: none,
    transferEncoding: none,
    connection: none,
    host: none,
    expect: none,
    keepAlive: none,
  }
  for (let at = start; at < text.length;) {
    const carriageReturn = text.indexOf('\r', at)
    const newline = text.indexOf('\n', at)
    // The next of each, and so the only ones of the line.
    if (newline !== (carriageReturn < 0 ? -1 : carriageReturn + 1)) return undefined
    const end = carriageReturn < 0 ? text.length : carriageReturn
    const colon = text.indexOf(':', at)
    if (colon < 0 || colon > end) return undefined
    const field = readToken(text, at, colon)
    if (field === undefined) return undefined
    const { text: name, lower } = field
    const value = trimWhitespace(text, colon + 1, end)
    // Nothing but the colon and a space between name and value, nothing behind it.
    const isPlain = carriageReturn === at + name.length + 2 + value.length
    headers.push([
      name,
      value,
      lower,
      isPlain && text.charCodeAt(colon + 1) === space ? text.slice(at, end + 2) : undefined,
    ])
    note(fields, lower, value)
    at = end + 2
  }
  return fields
}

function note(fields: Mutable<HeaderFields>, lower: string, value: string): void {
  switch (lower) {
    case 'content-length':
      return void (fields.contentLength = add(fields.contentLength, value))
    case 'transfer-encoding':
      return void (fields.transferEncoding = add(fields.transferEncoding, value))
    case 'connection':
      return void (fields.connection = add(fields.connection, value))
    case 'host':
      return void (fields.host = add(fields.host, value))
    case 'expect':
      return void (fields.expect = add(fields.expect, value))
    case 'keep-alive':
      return void (fields.keepAlive = add(fields.keepAlive, value))
  }
}

function add(values: readonly string[], value: string): readonly string[] {
  return values.length === 0 ? [value] : [...values, value]
}

/** The part of a text without the spaces and tabs around it. */
function trimWhitespace(text: string, start: number, end: number): string {
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

const space = 0x20

function isBlank(code: number): boolean {
  return code === space || code === 0x09
}

/** How many bytes a body has: `chunked` when it says so itself, undefined when nothing says it. */
export type BodyFraming = number | 'chunked' | undefined

/**
 * Reads a message's framing (RFC 9112 section 6). Anything that two readers could read in two ways is `ambiguous`: both
 * headers, several lengths even when they agree, a length that is not digits alone, a coding other than `chunked`.
 */
export function readFraming({ contentLength, transferEncoding }: HeaderFields): BodyFraming | 'ambiguous' {
  if (contentLength.length + transferEncoding.length > 1) return 'ambiguous'
  const [coding] = transferEncoding
  if (coding !== undefined) return coding.toLowerCase() === 'chunked' ? 'chunked' : 'ambiguous'
  const [length] = contentLength
  if (length === undefined) return undefined
  return readLengthValue(length) ?? 'ambiguous'
}

/** Digits alone, and a number that is exact; undefined for anything else. */
export function readLengthValue(text: string): number | undefined {
  const length = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(length) ? length : undefined
}

/** Whether the connection header has an option (RFC 9110 section 7.6.1). */
export function hasConnectionOption({ connection }: HeaderFields, option: string): boolean {
  return connection.some((value) =>
    value
      .toLowerCase()
      .split(',')
      .some((item) => item.trim() === option),
  )
}
