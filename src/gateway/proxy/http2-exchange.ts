import type { ServerHttp2Stream } from 'node:http2'
import { TLSSocket } from 'node:tls'
import { Writable } from 'node:stream'
import type { HttpRequest } from '../../http/message.ts'
import { readTlsPeer } from '../../ports/tls-peer.ts'
import { headerValues, pairHeaders, type Exchange, type Header } from './exchange.ts'

/**
 * An exchange over one stream of HTTP/2. API Gateway accepts HTTP/2 and logs and forwards it as HTTP/1.1 (page "Create
 * routes for HTTP APIs"), so that is the version that it tells.
 */
export function createHttp2Exchange(request: HttpRequest, stream: ServerHttp2Stream): Exchange {
  let isGone = false
  stream.once('close', () => {
    // A stream that is reset before its answer has begun counts as finished, too.
    isGone = stream.aborted || !stream.writableFinished
    if (isGone) exchange.onGone?.()
  })
  // A stream that is reset tells so by `close`, too.
  stream.on('error', () => {})
  const method = request.method ?? ''
  const headers = pairHeaders(request.rawHeaders)
  const begin: Exchange['begin'] = (status, answerHeaders) => {
    // Reset a moment ago.
    if (stream.destroyed) return discard()
    const head = [
      ':status',
      String(status),
      ...answerHeaders.filter(isAllowed).flatMap(([name, value]) => [name, value]),
    ]
    const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
    stream.respond(head, { endStream: !hasBody })
    return hasBody ? stream : discard()
  }
  const exchange: Exchange = {
    method,
    target: request.url ?? '',
    httpVersion: '1.1',
    headers,
    remoteAddress: (request.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, ''),
    secure: request.socket instanceof TLSSocket,
    tlsPeer: readTlsPeer(request.socket),
    bodyLength: readBodyLength(headers, stream),
    body: request,
    get isGone() {
      return isGone
    },
    onGone: undefined,
    get begun() {
      return stream.headersSent
    },
    begin,
    answer: (status, answerHeaders, body) => void begin(status, answerHeaders).end(body, 'latin1'),
    abort: () => stream.close(internalError),
  }
  return exchange
}

/** INTERNAL_ERROR (RFC 9113 section 7). */
const internalError = 2

/** Bytes of the body as far as the head says; undefined when only its end will tell. */
function readBodyLength(headers: readonly Header[], stream: ServerHttp2Stream): number | undefined {
  const [declared] = headerValues(headers, 'content-length')
  if (declared !== undefined) return Number(declared)
  return stream.endAfterHeaders ? 0 : undefined
}

/** HTTP/2 has no fields of a connection (RFC 9113 section 8.2.2). */
function isAllowed([name]: Header): boolean {
  return !['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'].includes(name.toLowerCase())
}

/** Takes a body that the answer cannot have. */
function discard(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
