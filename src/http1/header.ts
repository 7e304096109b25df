/**
 * A header as it is on the wire, one character for each byte; names keep their case. One that was read from a head brings
 * along what was found out: its name in lower case, and its line, if that is what we would write.
 */
export type Header = readonly [name: string, value: string, lower?: string, line?: string | undefined]

/** A header that must not be written: control characters in it could end it and begin another. */
export class InvalidHeaderError extends Error {
  override readonly name = 'InvalidHeaderError'
}

const token = /^[!#$%&'*+.^_`|~\w-]+$/
/** What most values are, told in two thirds of the time that the whole rule takes. */
const printable = /^[\x20-\x7e]*$/
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/

/** Names that were seen, in lower case: clients and backends send few different ones. */
const lowerNames = new Map<string, string>()
const maxLowerNames = 1000

/** A field name in lower case; undefined for what is no token (RFC 9110 section 5.6.2). */
function lowerName(name: string): string | undefined {
  const known = lowerNames.get(name)
  if (known !== undefined) return known
  if (!token.test(name)) return undefined
  const lower = name.toLowerCase()
  if (lowerNames.size < maxLowerNames && name.length <= 64) lowerNames.set(flatten(name), lower)
  return lower
}

/** The name of a header in lower case, whatever it is. */
export function lowerNameOf([name, , lower]: Header): string {
  return lower ?? lowerName(name) ?? name.toLowerCase()
}

/** The line that a header is on the wire, with its end. Throws InvalidHeaderError. */
export function headerLine([name, value, lower, line]: Header): string {
  if (line !== undefined) return line
  if ((lower ?? lowerName(name)) === undefined || !isFieldValue(value))
    throw new InvalidHeaderError(`${name} cannot be sent`)
  return `${name}: ${value}\r\n`
}

/** A copy that does not keep the head alive that it was cut out of. */
function flatten(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

/** Whether a text may be a field value: no control characters but the tab (RFC 9110 section 5.5). */
export function isFieldValue(text: string): boolean {
  return printable.test(text) || fieldValue.test(text)
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
    const newline = text.indexOf('\r\n', at)
    const end = newline < 0 ? text.length : newline
    const colon = text.indexOf(':', at)
    if (colon < 0 || colon > end) return undefined
    const name = text.slice(at, colon)
    const lower = lowerName(name)
    const value = trimWhitespace(text, colon + 1, end)
    if (lower === undefined || !isFieldValue(value)) return undefined
    // Nothing but the colon and a space between name and value, nothing behind it.
    const isPlain = newline === at + name.length + 2 + value.length
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
