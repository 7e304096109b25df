import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import type { Log } from '../ports/log.ts'
import type { Certificates } from './certificates.ts'
import { readClientHello } from './client-hello.ts'
import { readFirstBytes } from './first-bytes.ts'
import { startMutualTls } from './mutual-tls.ts'

/** What a client may choose in a TLS handshake. */
const protocols = ['h2', 'http/1.1']

export interface TlsServerOptions {
  readonly certificates: Pick<Certificates, 'contextFor'>
  /**
   * The authorities (PEM) that may sign the certificates of clients who ask for this lower-case name; undefined for names
   * whose clients are asked for none.
   */
  readonly findTruststore?: ((serverName: string) => string | undefined) | undefined
  /** Milliseconds. */
  readonly handshakeTimeout: number
  readonly log: Log
  /** A connection whose handshake is over. */
  readonly onSecure: (secure: TLSSocket) => void
}

/** The server's side of TLS on connections that somebody else has accepted. */
export interface TlsServer {
  accept(socket: Socket): void
  /** The TLS side of a connection that has one. */
  sideOf(socket: Socket): TLSSocket | undefined
}

export function createTlsServer({
  certificates,
  findTruststore,
  handshakeTimeout,
  log,
  onSecure,
}: TlsServerOptions): TlsServer {
  const sides = new WeakMap<Socket, TLSSocket>()

  function accept(socket: Socket): void {
    if (!findTruststore) return serveOneWay(socket)
    readFirstBytes(socket, handshakeTimeout, readClientHello, ({ serverName = '' }) => {
      const truststore = findTruststore(serverName)
      if (truststore === undefined) serveOneWay(socket)
      else serveMutual(socket, serverName, truststore)
    })
  }

  function serveOneWay(socket: Socket): void {
    // For clients that name no host.
    provideContext(undefined).then(
      (secureContext) => socket.destroyed || start(socket, secureContext),
      () => socket.destroy(),
    )
  }

  function serveMutual(socket: Socket, serverName: string, truststore: string): void {
    provideContext(serverName, truststore).then(
      (secureContext) =>
        socket.destroyed ||
        startMutualTls(socket, {
          secureContext,
          protocols,
          handshakeTimeout,
          onSecure: (secure) => hand(socket, secure),
          onFailure: (error) => tellOfFailure(socket, error),
        }),
      () => socket.destroy(),
    )
  }

  function start(socket: Socket, secureContext: SecureContext): void {
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext,
      SNICallback: (name, done) => {
        provideContext(name).then((context) => done(null, context), done)
      },
      ALPNProtocols: protocols,
    })
    sides.set(socket, secure)
    const handshake = setTimeout(() => socket.destroy(), handshakeTimeout)
    socket.once('close', () => clearTimeout(handshake))
    secure.once('secure', () => {
      clearTimeout(handshake)
      // node:http2 waits for this, which node:tls' own server would say.
      Object.assign(secure, { secureConnecting: false })
      hand(socket, secure)
    })
    // A failed handshake (a client that does not trust our CA, say) is told by this event alone; node:tls' own server
    // makes its `tlsClientError` of it.
    secure.once('_tlsError', (error: Error) => tellOfFailure(socket, error))
    secure.on('error', () => {})
  }

  function hand(socket: Socket, secure: TLSSocket): void {
    sides.set(socket, secure)
    secure.on('error', () => {})
    onSecure(secure)
  }

  function tellOfFailure(socket: Socket, error: Error): void {
    log.info({ event: 'tls-handshake-failed', peer: socket.remoteAddress, reason: error.message })
  }

  async function provideContext(serverName: string | undefined, truststore?: string): Promise<SecureContext> {
    try {
      return await certificates.contextFor(serverName, truststore)
    } catch (error) {
      log.error({ event: 'certificate-failed', serverName }, error)
      throw new Error('no certificate', { cause: error })
    }
  }

  return { accept, sideOf: (socket) => sides.get(socket) }
}
