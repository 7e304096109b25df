import { hasConnectionOption, readFraming, readHeaderFields, type Header, type HeaderFields } from './header.ts'

/** The head of a response whose framing leaves no doubt (RFC 9112). */
export interface ResponseHead {
  readonly status: number
  /** In their order, duplicates included. */
  readonly headers: readonly Header[]
  /** Bytes of the body, or how its end is told. */
  readonly body: number | 'chunked' | 'until-close'
  /** Whether the server would take another request on the connection. */
  readonly keepAlive: boolean
  /** Seconds for which it says it would wait for one. */
  readonly keepAliveSeconds: number | undefined
}

/** A response that is not what RFC 9112 says. */
export class MalformedResponseError extends Error {
  override readonly name = 'MalformedResponseError'
  readonly code = 'MALFORMED_RESPONSE'
  constructor(what: string) {
    super(`Parse Error: ${what}`)
  }
}

/**
 * Reads a response's head; throws MalformedResponseError.
 * @param text one character for each byte, up to the empty line that ends it
 * @param method of the request
 */
export function readResponseHead(text: string, method: string): ResponseHead {
  const newline = text.indexOf('\r\n')
  const lineEnd = newline < 0 ? text.length : newline
  const line = text.slice(0, lineEnd)
  if (!/^HTTP\/1\.[01] [1-5]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?$/.test(line))
    throw new MalformedResponseError('the status line is none')
  const minor = line.charAt(7)
  const fields = readHeaderFields(text, lineEnd + 2)
  if (fields === undefined) throw new MalformedResponseError('a header is none')
  const framing = readFraming(fields)
  if (framing === 'ambiguous' || (framing === 'chunked' && minor === '0'))
    throw new MalformedResponseError('the length of the body is ambiguous')
  const status = Number(line.slice(9, 12))
  const body = hasNoBody(method, status) ? 0 : (framing ?? 'until-close')
  return {
    status,
    headers: fields.headers,
    body,
    keepAlive:
      body !== 'until-close' &&
      minor === '1' &&
      !(fields.connection.length > 0 && hasConnectionOption(fields, 'close')),
    keepAliveSeconds: readKeepAlive(fields),
  }
}

/** RFC 9112 section 6.3, items 1 and 2. */
function hasNoBody(method: string, status: number): boolean {
  return method === 'HEAD' || status < 200 || status === 204 || status === 304
}

function readKeepAlive({ keepAlive: [value] }: HeaderFields): number | undefined {
  const [, seconds] = (value !== undefined && /(?:^|[ ,])timeout=(\d{1,9})/i.exec(value)) || []
  return seconds === undefined ? undefined : Number(seconds)
}
