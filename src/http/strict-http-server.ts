import type { IncomingMessage, Server } from 'node:http'
import { createServer } from '../ports/node-http.ts'
import type { ListenerLimits } from './listener.ts'

/** Bytes. Above what the gateway itself allows (10,240), so that its own refusal is the one that a client sees. */
const maxHeaderSize = 16 * 1024

/** node:http's server as strict as it can be; `refusalOf` says what is still to be refused. It never listens itself. */
export function createStrictHttpServer(limits: ListenerLimits): Server {
  const server = createServer({
    insecureHTTPParser: false,
    // Node would refuse a request without Host and then serve what is pipelined behind it; `refusalOf` does not.
    requireHostHeader: false,
    maxHeaderSize,
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: limits.checkEvery,
  })
  server.timeout = limits.silence
  return server
}

/** What is well-formed to the parser and still not to be served; undefined for everything else. */
export function refusalOf({ rawHeaders, headers, httpVersion, url = '' }: IncomingMessage): string | undefined {
  // RFC 9112 section 3.2: exactly one Host, from HTTP/1.1 on. Of several the parser would keep the first.
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
  if (hosts.length > 1 || (hosts.length === 0 && httpVersion !== '1.0')) return 'Bad Request'
  // RFC 9112 section 6.1: framing that an HTTP/1.0 sender cannot have meant.
  if (httpVersion === '1.0' && headers['transfer-encoding'] !== undefined) return 'Bad Request'
  if (!url.startsWith('/') && url !== '*')
    return 'poolgate is no proxy for http:// URLs: set HTTPS_PROXY only, not HTTP_PROXY'
  return undefined
}

/** @param code of what node:http's parser threw */
export function statusOfParseError(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
}
