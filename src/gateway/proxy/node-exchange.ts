import type { IncomingMessage, ServerResponse } from 'node:http'
import { TLSSocket } from 'node:tls'
import { readTlsPeer } from '../../ports/tls-peer.ts'
import { headerValues, pairHeaders, type Exchange, type Header } from './exchange.ts'

/** An exchange over node:http, whose strict parser refuses ambiguous framing before it comes here. */
export function createNodeExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  let isGone = false
  response.once('close', () => {
    isGone = !response.writableFinished
    if (isGone) exchange.onGone?.()
    // What is left of a body that nobody wanted; the server's request timeout bounds it.
    request.resume()
  })
  const headers = pairHeaders(request.rawHeaders)
  const begin: Exchange['begin'] = (status, answerHeaders) =>
    response.writeHead(
      status,
      answerHeaders.flatMap(([name, value]) => [name, value]),
    )
  const exchange: Exchange = {
    method: request.method ?? '',
    target: request.url ?? '',
    httpVersion: request.httpVersion,
    headers,
    remoteAddress: (request.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, ''),
    secure: request.socket instanceof TLSSocket,
    tlsPeer: readTlsPeer(request.socket),
    bodyLength: readBodyLength(headers),
    body: request,
    get isGone() {
      return isGone
    },
    onGone: undefined,
    get begun() {
      return response.headersSent
    },
    begin,
    answer: (status, answerHeaders, body) => void begin(status, answerHeaders).end(body, 'latin1'),
    abort: () => void response.destroy(),
  }
  return exchange
}

function readBodyLength(headers: readonly Header[]): number | undefined {
  if (headerValues(headers, 'transfer-encoding').length > 0) return undefined
  return Number(headerValues(headers, 'content-length')[0] ?? 0)
}
