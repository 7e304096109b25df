import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/** A request over either protocol. One over HTTP/2 shows itself as HTTP/1.1 would have it (`http2-request.ts`). */
export type HttpRequest = IncomingMessage | Http2ServerRequest

/** A response over either protocol; `stream` tells those over HTTP/2. */
export type HttpResponse = ServerResponse | Http2ServerResponse

/** Sends a whole answer; one to HEAD has no body. */
export function sendResponse(
  response: HttpResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: Uint8Array | '' = '',
): void {
  if ('stream' in response) response.writeHead(status, headers).end(body)
  else response.writeHead(status, headers).end(body)
}

/** Refuses a request whose body is not read to its end: what else the client sends is nobody's request. */
export function refuseUnread(request: HttpRequest, response: HttpResponse, status: number): void {
  // HTTP/2 ends the stream by itself once it is answered, and no other request is behind it.
  if ('stream' in response) return sendResponse(response, status, {})
  if (!response.destroyed) sendResponse(response, status, { connection: 'close' })
  request.destroy()
}
