import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import { headerValues, pairHeaders, type Exchange, type Header } from './exchange.ts'

/** An exchange over node:http, whose strict parser refuses ambiguous framing before it comes here. */
export function createNodeExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
    // What is left of a body that nobody wanted; the server's request timeout bounds it.
    request.resume()
  })
  const headers = pairHeaders(request.rawHeaders)
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    httpVersion: request.httpVersion,
    headers,
    remoteAddress: (request.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, ''),
    secure: request.socket instanceof TLSSocket,
    bodyLength: readBodyLength(headers),
    body: request,
    clientGone: gone.signal,
    get begun() {
      return response.headersSent
    },
    begin: (status, answerHeaders) => response.writeHead(status, answerHeaders.flat()),
    abort: () => void response.destroy(),
  }
}

function readBodyLength(headers: readonly Header[]): number | undefined {
  if (headerValues(headers, 'transfer-encoding').length > 0) return undefined
  return Number(headerValues(headers, 'content-length')[0] ?? 0)
}
