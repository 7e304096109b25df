import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { readHttp2Head } from './http2-request.ts'
import type { ListenerLimits } from './listener.ts'
import { sendResponse, type HttpRequest, type HttpResponse } from './message.ts'

// Loading node:http2 takes some 15 ms: import this file when a client speaks HTTP/2, not before.
const { constants, createServer, Http2ServerRequest } = process.getBuiltinModule('node:http2')

/** Speaks HTTP/2 on connections whose TLS handshake chose it. */
export interface Http2Server {
  serve(socket: Socket): void
  /** Whether a request on this connection has not been answered to its end. */
  isAnswering(socket: Socket): boolean
  /** Tells every client to send no more; a connection ends with its last answer. */
  close(): void
}

export interface Http2ServerOptions {
  readonly limits: Pick<ListenerLimits, 'headers' | 'request' | 'keepAlive' | 'silence'>
  readonly onRequest: (request: HttpRequest, response: HttpResponse) => void
}

/**
 * Bounds of one connection, beyond those that nghttp2 has built in: resets in quick succession, empty frames, floods of
 * SETTINGS and PING (CVE-2023-44487, CVE-2019-9511 to 9518), CONTINUATION without end (CVE-2024-27983).
 */
const sessionOptions = {
  // A head of 16 KiB, as over HTTP/1.1; HTTP/2 counts 32 bytes more for each field (RFC 9113 section 6.5.2).
  settings: { maxConcurrentStreams: 100, maxHeaderListSize: 20 * 1024, enablePush: false },
  maxHeaderListPairs: 256,
  maxSessionInvalidFrames: 20,
  maxSessionRejectedStreams: 100,
  streamResetBurst: 200,
  streamResetRate: 33,
  maxSettings: 32,
  maxOutstandingPings: 10,
  // A backend may answer a header twice that is said to have one value; over HTTP/1.1 it is passed on, too.
  strictSingleValueFields: false,
}

/** A request as HTTP/1.1 would have it: doors and steps do not tell protocols apart. */
class PlainRequest extends Http2ServerRequest {
  readonly refusal: string | undefined

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    options: ConstructorParameters<typeof Http2ServerRequest>[2],
    raw: readonly string[],
  ) {
    const head = readHttp2Head(raw)
    if ('refusal' in head) super(stream, headers, options, raw)
    else super(stream, { ...headers, host: head.host }, options, head.rawHeaders)
    this.refusal = 'refusal' in head ? head.refusal : undefined
    // Whoever reads is told; when nobody does, a reset is no event of ours.
    this.on('error', () => {})
  }

  /** Of a stream that is reset node:http2 makes one that ends, and a part of a body would pass for the whole. */
  override push(chunk: unknown): boolean {
    const { aborted, rstCode } = this.stream
    if (chunk !== null || (!aborted && rstCode === 0)) return super.push(chunk)
    this.destroy(new Error('the client reset the stream'))
    return false
  }
}

export function createHttp2Server({ limits, onRequest }: Http2ServerOptions): Http2Server {
  const server = createServer({ ...sessionOptions, Http2ServerRequest: PlainRequest })
  const sessions = new Map<Socket, ServerHttp2Session>()
  const openStreams = new Map<ServerHttp2Session, number>()

  /** A client may hold a connection without a request for a while, and no longer. */
  function watchIdleness(session: ServerHttp2Session): void {
    let timer = setTimeout(() => session.destroy(), limits.headers)
    const count = (change: number) => {
      const open = (openStreams.get(session) ?? 0) + change
      openStreams.set(session, open)
      clearTimeout(timer)
      if (open === 0 && !session.closed) timer = setTimeout(() => session.destroy(), limits.keepAlive)
    }
    session.on('stream', (stream) => {
      count(1)
      stream.once('close', () => count(-1))
    })
    session.once('close', () => clearTimeout(timer))
  }

  server.on('request', (request, response) => {
    const { stream } = request
    const deadline = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), limits.request)
    request.once('end', () => clearTimeout(deadline))
    stream.once('close', () => clearTimeout(deadline))
    stream.setTimeout(limits.silence, () => stream.close(constants.NGHTTP2_CANCEL))
    stream.once('finish', () => {
      // Answered, and nobody reads the body: the client need not send the rest (RFC 9113 section 8.1).
      if (!stream.readableEnded && request.readableFlowing !== true) stream.close(constants.NGHTTP2_NO_ERROR)
    })
    const refusal = request.refusal ?? refusalOfTarget(request.url)
    if (refusal === undefined) onRequest(request, response)
    else refuse(response, refusal)
  })
  server.on('connect', (_request: HttpRequest, response: HttpResponse) =>
    refuse(response, 'CONNECT is not served here'),
  )

  return {
    serve: (socket) => {
      server.once('session', (session) => {
        sessions.set(socket, session)
        session.once('close', () => sessions.delete(socket))
        // What a peer does wrong ends its connection and is no event of ours.
        session.on('error', () => {})
        session.setTimeout(limits.silence, () => session.destroy())
        watchIdleness(session)
      })
      server.emit('connection', socket)
    },
    isAnswering: (socket) => {
      const session = sessions.get(socket)
      return session !== undefined && (openStreams.get(session) ?? 0) > 0
    },
    close: () => {
      for (const session of sessions.values()) session.close()
    },
  }
}

/** HTTP/1.1's parser refuses these by itself. */
function refusalOfTarget(target: string): string | undefined {
  return target === '*' || /^\/[\x21-\x7e]*$/.test(target) ? undefined : 'Bad Request'
}

function refuse(response: HttpResponse, message: string): void {
  const body = Buffer.from(JSON.stringify({ message }))
  sendResponse(response, 400, { 'content-type': 'application/json', 'content-length': body.length }, body)
}
