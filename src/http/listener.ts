import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import type { Log } from '../ports/log.ts'
import { createHttp1Server, type Http1ServerOptions } from '../http1/server.ts'
import { STATUS_CODES } from '../ports/node-http.ts'
import { readFirstBytes } from './first-bytes.ts'
import type { Http2Server } from './http2-server.ts'
import { sendResponse, type HttpRequest, type HttpResponse } from './message.ts'
import { PortInUseError } from './port-in-use-error.ts'
import { answerAndClose } from './raw-answer.ts'
import { createStrictHttpServer, refusalOf, statusOfParseError } from './strict-http-server.ts'
import { createTlsServer, type TlsServerOptions } from './tls-server.ts'

/** How long and how much a peer may hold on to; milliseconds unless said otherwise. */
export interface ListenerLimits {
  /** Connections at the same time; more are closed as they come. */
  readonly maxConnections: number
  /** From the connection to its first byte. */
  readonly firstByte: number
  /** From the start of a request (or of a TLS handshake) to the end of its headers. */
  readonly headers: number
  /** From the start of a request to the end of its body. */
  readonly request: number
  /** Between two requests on one connection. */
  readonly keepAlive: number
  /** Without a byte in either direction, while a request is being answered. */
  readonly silence: number
  /** How often `headers` and `request` are looked at. */
  readonly checkEvery: number
}

const defaultLimits: ListenerLimits = {
  maxConnections: 10_000,
  firstByte: 30_000,
  headers: 15_000,
  request: 120_000,
  keepAlive: 65_000,
  silence: 120_000,
  checkEvery: 2_000,
}

export interface ListenerOptions<Place = unknown> extends Pick<TlsServerOptions, 'certificates' | 'findTruststore'> {
  /** A rejection is a bug: logged, and answered with 500 if nothing has been sent. */
  onRequest(request: HttpRequest, response: HttpResponse): void | Promise<void>
  /**
   * A CONNECT request, whose socket is now the callee's. `serveTls` takes the socket back and speaks HTTPS on it, as
   * on a connection that began so. Without this, CONNECT is refused.
   */
  onConnect?(request: IncomingMessage, socket: Socket, serveTls: (socket: Socket) => void): void
  /**
   * What has a transport of its own (`../http1`): requests that have a `place`. Without this, `onRequest` gets everything;
   * it also gets what follows a request of its own on a connection.
   */
  readonly apis?: Pick<Http1ServerOptions<Place>, 'clock' | 'place' | 'serve'>
  readonly log: Log
  readonly limits?: Partial<ListenerLimits>
}

export interface Listener {
  /** Resolves with the port, which the system chooses for 0. Throws PortInUseError. */
  listen(host: string, port: number): Promise<{ readonly port: number }>
  /**
   * Takes no new connections, and ends those that it has with their next answer, or when there was none to give for so long:
   * no client that goes on meanwhile finds its connection closed under a request. Resolves when that is over; then close.
   */
  retire(milliseconds: number): Promise<void>
  /**
   * Takes no new connections, lets requests in flight end, closes everything else (tunnels to other hosts included),
   * and after `graceMs` what is still open.
   */
  close(graceMs: number): Promise<void>
}

/**
 * One TCP port that speaks HTTP and HTTPS: a TLS handshake begins with the byte 0x16 and HTTP never does. HTTP/2 is for
 * clients that choose it in the handshake.
 */
export function createListener<Place = unknown>(options: ListenerOptions<Place>): Listener {
  const { certificates, findTruststore, log } = options
  const limits = { ...defaultLimits, ...options.limits }
  const tcpServer = createTcpServer({ allowHalfOpen: true, noDelay: true }, accept)
  const httpServer = createStrictHttpServer(limits)
  const http1Server =
    options.apis &&
    createHttp1Server({ ...options.apis, limits, handOver: (socket) => void httpServer.emit('connection', socket) })
  const connections = new Set<Socket>()
  const tlsServer = createTlsServer({
    certificates,
    findTruststore,
    handshakeTimeout: limits.headers,
    log,
    onSecure: (secure) => (secure.alpnProtocol === 'h2' ? serveHttp2(secure) : serveHttp(secure)),
  })
  let http2Server: Promise<Http2Server> | undefined
  /** Connections that speak HTTP/2. */
  const http2Sides = new WeakMap<Socket, Http2Server>()
  const openResponses = new Set<ServerResponse>()
  /** The request of a connection that came last, answered or not. */
  const latest = new WeakMap<Socket, ServerResponse>()
  /** Resolves when there is no connection any more; undefined as long as new ones are taken. */
  let ending: Promise<void> | undefined
  let closing: Promise<void> | undefined
  /** Said once, not for every connection that is turned away. */
  let isFull = false

  function accept(socket: Socket): void {
    isFull = false
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    // A peer that resets its connection is no event of ours; whoever reads from the socket sees the end of it.
    socket.on('error', () => {})
    readFirstBytes(
      socket,
      limits.firstByte,
      ([byte]) => ({ isTls: byte === 0x16 }),
      ({ isTls }) => (isTls ? tlsServer.accept(socket) : serveHttp(socket)),
    )
  }

  function serveHttp(socket: Socket): void {
    if (http1Server) http1Server.accept(socket, socket instanceof TLSSocket)
    else httpServer.emit('connection', socket)
  }

  function serveHttp2(secure: TLSSocket): void {
    http2Server ??= import('./http2-server.ts').then(({ createHttp2Server }) =>
      createHttp2Server({
        limits,
        onRequest: (request, response) => void answer(request, response),
      }),
    )
    void http2Server.then((server) => {
      if (secure.destroyed || closing) return secure.destroy()
      http2Sides.set(secure, server)
      server.serve(secure)
    })
  }

  httpServer.on('request', (request, response) => {
    openResponses.add(response)
    if (ending) response.shouldKeepAlive = false
    response.once('close', () => {
      openResponses.delete(response)
      if (closing && !isAnswering(request.socket)) request.socket.destroySoon()
    })
    const previous = latest.get(request.socket)
    latest.set(request.socket, response)
    // One at a time: how the one before is answered decides whether a pipelined request is served.
    if (previous && openResponses.has(previous)) previous.once('close', () => serve(request, response))
    else serve(request, response)
  })

  function serve(request: IncomingMessage, response: ServerResponse): void {
    // Nothing behind an answer that says `close` (RFC 9112 section 9.6): after a refused request it may be no request.
    if (!request.socket.writable) return
    const refusal = refusalOf(request)
    if (refusal !== undefined) return send(response.setHeader('connection', 'close'), 400, refusal)
    void answer(request, response)
  }

  async function answer(request: HttpRequest, response: HttpResponse): Promise<void> {
    const peer = request.socket.remoteAddress
    try {
      await options.onRequest(request, response)
    } catch (error) {
      log.error({ event: 'request-failed', method: request.method, peer }, error)
      if (response.headersSent) response.destroy()
      else send(response, 500, 'Internal Server Error')
    }
  }

  httpServer.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.setTimeout(0)
    if (head.length > 0) socket.unshift(head)
    if (options.onConnect && !(socket instanceof TLSSocket))
      options.onConnect(request, socket, (taken) => tlsServer.accept(taken))
    else refuseRaw(socket, 400, 'CONNECT is not served here')
  })

  httpServer.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const current = [...openResponses].find(({ req }) => req.socket === socket)
    // An answer now would be taken for that of the request before, which is still being answered.
    if (current && (current.headersSent || current.req.complete)) socket.destroy()
    else refuseRaw(socket, statusOfParseError(error.code))
  })

  /** Whether a response is on its way on this connection or inside its TLS side. */
  function isAnswering(socket: Socket): boolean {
    const spoken = tlsServer.sideOf(socket) ?? socket
    if (http2Sides.get(spoken)?.isAnswering(spoken) || http1Server?.isAnswering(spoken)) return true
    return [...openResponses].some(({ req }) => req.socket === spoken)
  }

  /** Takes no new connections, and has every answer from now on be the last on its own. */
  function end(): Promise<void> {
    http1Server?.retire()
    void http2Server?.then((server) => server.close())
    for (const response of openResponses) response.shouldKeepAlive = false
    return (ending ??= new Promise((resolve) => void tcpServer.close(() => resolve())))
  }

  async function stop(graceMs: number): Promise<void> {
    const ended = end()
    httpServer.close()
    http1Server?.close()
    for (const socket of connections) if (!isAnswering(socket)) socket.destroy()
    const grace = setTimeout(() => connections.forEach((socket) => socket.destroy()), graceMs)
    await ended
    clearTimeout(grace)
  }

  tcpServer.maxConnections = limits.maxConnections
  tcpServer.on('drop', () => {
    if (!isFull) log.warn({ event: 'connections-exhausted', maxConnections: limits.maxConnections })
    isFull = true
  })
  // The HTTP server never listens itself, and this is what starts its watch over `headers` and `request`.
  httpServer.emit('listening')

  return {
    listen: async (host, port) => {
      await new Promise<void>((resolve, reject) => {
        tcpServer.once('error', reject).listen({ host, port }, () => {
          tcpServer.off('error', reject)
          resolve()
        })
      }).catch((error: NodeJS.ErrnoException) => {
        httpServer.close()
        http1Server?.close()
        throw error.code === 'EADDRINUSE' ? new PortInUseError(port, error) : error
      })
      // For instance out of file descriptors: those who are connected go on.
      tcpServer.on('error', (error) => log.error({ event: 'accept-failed' }, error))
      const address = tcpServer.address()
      return { port: typeof address === 'object' && address ? address.port : port }
    },
    retire: async (milliseconds) => {
      const timer = new AbortController()
      const { signal } = timer
      await Promise.race([end(), delay(milliseconds, undefined, { signal }).catch(() => {})])
      timer.abort()
    },
    close: (graceMs) => (closing ??= stop(graceMs)),
  }
}

function send(response: HttpResponse, status: number, message: string): void {
  const body = Buffer.from(JSON.stringify({ message }))
  sendResponse(response, status, { 'content-type': 'application/json', 'content-length': body.length }, body)
}

function refuseRaw(socket: Socket, status: number, message = STATUS_CODES[status]): void {
  answerAndClose(socket, status, 'application/json', JSON.stringify({ message }))
}
