import { lowerNameOf, withLine } from '../../http1/header.ts'
import { firstHeaderValue, headerValues, type Exchange, type Header } from './exchange.ts'
import type { OutgoingRequest } from './state.ts'

/** Headers that concern one connection only (RFC 9110 section 7.6.1), in lower case. */
export const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** And what the gateway writes itself. `expect` is answered by the listener, bodies are framed anew. */
const replacedInRequests = new Set([
  ...hopByHop,
  'host',
  'content-length',
  'expect',
  'via',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-amzn-trace-id',
])

const nothing: ReadonlySet<string> = new Set()

/**
 * Headers that go on: without hop-by-hop ones and those that `connection` nominates.
 * @param left names that do not, in lower case; hop-by-hop ones are among them
 * @param passed where they are added
 */
export function passHeaders(
  headers: readonly Header[],
  left: ReadonlySet<string> = hopByHop,
  passed: Header[] = [],
): Header[] {
  const nominated = nominatedBy(headers)
  for (const header of headers) {
    const lower = lowerNameOf(header)
    if (!left.has(lower) && !(nominated !== nothing && nominated.has(lower))) passed.push(header)
  }
  return passed
}

/** Names in lower case. */
function nominatedBy(headers: readonly Header[]): ReadonlySet<string> {
  const values = headerValues(headers, 'connection')
  const [first] = values
  if (first === undefined || (values.length === 1 && /^(?:keep-alive|close)$/i.test(first))) return nothing
  return new Set(
    values.flatMap((value) =>
      value
        .toLowerCase()
        .split(',')
        .map((name) => name.trim()),
    ),
  )
}

/**
 * The headers that the backend gets: its own host, the client's end-to-end headers in their order, and what API
 * Gateway adds (`Forwarded`, `Via`, `X-Amzn-Trace-Id`; pages "Create HTTP proxy integrations" and "Transform API
 * requests and responses").
 */
export function forwardHeaders(
  exchange: Exchange,
  outgoing: Pick<OutgoingRequest, 'headers' | 'body'>,
  host: string,
  traceId: string,
): Header[] {
  const { headers } = exchange
  const bodyLength = outgoing.body?.length ?? exchange.bodyLength
  const forwarded = passHeaders(outgoing.headers, replacedInRequests, [hostHeader(host)])
  forwarded.push(
    bodyLength === undefined ? ['Transfer-Encoding', 'chunked'] : lengthHeader(String(bodyLength)),
    forwardedHeader(appendForwarded(exchange)),
    viaHeader(appendVia(headers)),
    ['X-Amzn-Trace-Id', traceId],
  )
  return forwarded
}

/** The same backends, addresses and hosts come again and again: their line is written when they change. */
function writeOnce(name: string): (value: string) => Header {
  let last: Header = [name, '']
  return (value) => {
    if (last[1] !== value) last = withLine(name, value)
    return last
  }
}

const hostHeader = writeOnce('Host')
const lengthHeader = writeOnce('Content-Length')
const forwardedHeader = writeOnce('Forwarded')
const viaHeader = writeOnce('Via')

function appendVia(headers: readonly Header[]): string {
  const own = 'HTTP/1.1 AmazonAPIGateway'
  const received = headerValues(headers, 'via')
  return received.length === 0 ? own : [...received, own].join(', ')
}

const replacedInAnswers = new Set([...hopByHop, 'apigw-requestid'])
const replacedInEmptyAnswers = new Set([...replacedInAnswers, 'content-length'])

/**
 * The headers that the client gets from the backend's answer.
 * @param cors headers by the API's CORS configuration, which replace those of the backend; undefined when there is none
 */
export function returnHeaders(
  headers: readonly Header[],
  status: number,
  requestId: string,
  cors?: readonly Header[],
): Header[] {
  // RFC 9110 section 8.6: never a length in a 204.
  const passed = passHeaders(headers, status === 204 ? replacedInEmptyAnswers : replacedInAnswers)
  const own: Header = ['Apigw-Requestid', requestId]
  if (cors === undefined) {
    passed.push(own)
    return passed
  }
  const others = passed.filter((header) => !lowerNameOf(header).startsWith('access-control-'))
  others.push(...cors, own)
  return others
}

/** `Forwarded` (RFC 7239): what came in, the `X-Forwarded-*` of older proxies folded into it, and this hop. */
function appendForwarded({ headers, remoteAddress, secure }: Exchange): string {
  const own = writeOwnElement(remoteAddress, firstHeaderValue(headers, 'host'), secure)
  if (!headers.some(isForwarding)) return own
  const received = headerValues(headers, 'forwarded')
  const addresses = headerValues(headers, 'x-forwarded-for')
    .flatMap((value) => value.split(','))
    .map((address) => address.trim())
    .filter((address) => address !== '')
  // The first proxy saw the client's host and scheme; those behind it pass them on.
  const [host] = headerValues(headers, 'x-forwarded-host')
  const [proto] = headerValues(headers, 'x-forwarded-proto')
  const folded = [
    writeElement({ for: addresses[0], host, proto }),
    ...addresses.slice(1).map((address) => writeElement({ for: address })),
  ]
  return [...received, ...folded, own].filter((element) => element !== '').join(', ')
}

/** Whether another proxy wrote a header: `forwarded`, `x-forwarded-for` and the like. */
function isForwarding(header: Header): boolean {
  return header[0].length >= 9 && lowerNameOf(header).includes('forwarded')
}

/** The same connection and host come again and again. */
let last: { address: string; host: string | undefined; secure: boolean; text: string } | undefined

function writeOwnElement(address: string, host: string | undefined, secure: boolean): string {
  if (last === undefined || last.address !== address || last.host !== host || last.secure !== secure)
    last = { address, host, secure, text: writeElement({ for: address, host, proto: secure ? 'https' : 'http' }) }
  return last.text
}

function writeElement(parameters: {
  for?: string | undefined
  host?: string | undefined
  proto?: string | undefined
}): string {
  const { for: address, ...rest } = parameters
  const node = address?.includes(':') && /^[0-9a-f:.]+$/i.test(address) ? `[${address}]` : address
  return Object.entries({ for: node, ...rest })
    .filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '')
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(';')
}

/** A token as it is, anything else as a quoted string (RFC 7239 section 4). */
function quote(value: string): string {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}
