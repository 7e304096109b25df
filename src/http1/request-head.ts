import { METHODS } from '../ports/node-http.ts'
import { hasConnectionOption, readFraming, readHeaderFields, type Header, type HeaderFields } from './header.ts'
import { readToken } from './token.ts'

/** The head of a request whose framing leaves no doubt (RFC 9112). */
export interface RequestHead {
  readonly method: string
  /** The request target, byte for byte, in whatever form. */
  readonly target: string
  readonly httpVersion: '1.0' | '1.1'
  /** In their order, duplicates included. */
  readonly headers: readonly Header[]
  /** Undefined in HTTP/1.0 only. */
  readonly host: string | undefined
  /** Bytes; undefined when the body is chunked. */
  readonly bodyLength: number | undefined
  /** Whether the client would like to send another request on the connection. */
  readonly keepAlive: boolean
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean
}

/** A head that is not served: the answer, after which the connection is closed. */
export interface RefusedHead {
  readonly status: number
  readonly message: string
}

const malformed: RefusedHead = { status: 400, message: 'Bad Request' }
const methods: ReadonlySet<string> = new Set(METHODS)
const visible = /^[\x21-\x7e\x80-\xff]+$/

/** Reads a request's head. @param text one character for each byte, up to the empty line that ends it */
export function readRequestHead(text: string): RequestHead | RefusedHead {
  const newline = text.indexOf('\r\n')
  const lineEnd = newline < 0 ? text.length : newline
  const methodEnd = text.indexOf(' ')
  const targetEnd = text.indexOf(' ', methodEnd + 1)
  if (methodEnd < 0 || targetEnd < 0 || targetEnd > lineEnd) return malformed
  const method = readToken(text, 0, methodEnd)?.text
  const target = text.slice(methodEnd + 1, targetEnd)
  const httpVersion = readVersion(text.slice(targetEnd + 1, lineEnd))
  if (httpVersion === undefined || method === undefined || !methods.has(method) || !visible.test(target))
    return malformed
  const fields = readHeaderFields(text, lineEnd + 2)
  if (fields === undefined) return malformed
  const framing = readRequestFraming(fields)
  if (framing === 'ambiguous') return malformed
  // RFC 9112 sections 3.2 and 6.1: exactly one Host; framing that an HTTP/1.0 sender cannot have meant.
  const [host] = fields.host
  if (fields.host.length > 1) return malformed
  if (httpVersion === '1.1' ? host === undefined : framing === 'chunked') return malformed
  const [expectation] = fields.expect
  const expectsContinue = httpVersion === '1.1' && expectation?.toLowerCase() === '100-continue'
  if (expectation !== undefined && (fields.expect.length > 1 || (!expectsContinue && httpVersion === '1.1')))
    return { status: 417, message: 'Expectation Failed' }
  return {
    method,
    target,
    httpVersion,
    headers: fields.headers,
    host,
    bodyLength: framing === 'chunked' ? undefined : (framing ?? 0),
    keepAlive: keepsAlive(fields, httpVersion),
    expectsContinue,
  }
}

/** As every message's; a coding before `chunked` is for whoever serves the request to refuse, where it can say why. */
function readRequestFraming(fields: HeaderFields): ReturnType<typeof readFraming> {
  const [coding] = fields.transferEncoding
  if (coding === undefined) return readFraming(fields)
  const isAlone = fields.transferEncoding.length === 1 && fields.contentLength.length === 0
  const isCodedTwice = isAlone && /^\w+, *chunked$/i.test(coding)
  return isCodedTwice ? 'chunked' : readFraming(fields)
}

function readVersion(text: string): '1.0' | '1.1' | undefined {
  if (text === 'HTTP/1.1') return '1.1'
  return text === 'HTTP/1.0' ? '1.0' : undefined
}

function keepsAlive(fields: HeaderFields, httpVersion: '1.0' | '1.1'): boolean {
  if (fields.connection.length === 0) return httpVersion === '1.1'
  if (hasConnectionOption(fields, 'close')) return false
  return httpVersion === '1.1' || hasConnectionOption(fields, 'keep-alive')
}

/**
 * Whether a head that has not ended yet can only end up refused, so that nobody has to wait for its end: a bare CR or LF,
 * a control character, a request line that is none.
 */
export function isHopeless(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r[^\n]|(?:^|[^\r])\n/.test(text)) return true
  const space = text.indexOf(' ')
  return space < 0
    ? text.length > 0 && !/^[A-Z][A-Z-]{0,31}$/.test(text.replace(/\r?$/, ''))
    : !methods.has(text.slice(0, space))
}
