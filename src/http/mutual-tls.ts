import type { Socket } from 'node:net'
import { createServer, type SecureContext, type TLSSocket } from 'node:tls'

export interface MutualTlsOptions {
  /** With the authorities that may sign the certificates of clients. */
  readonly secureContext: SecureContext
  readonly protocols: string[]
  /** Milliseconds. */
  readonly handshakeTimeout: number
  readonly onSecure: (secure: TLSSocket) => void
  readonly onFailure: (error: Error) => void
}

/**
 * A TLS handshake that asks for the client's certificate. One that is not trusted does not end it: the data plane answers
 * 403, as API Gateway does. The server is one for each connection: that of node:tls alone says whether a certificate is
 * trusted.
 */
export function startMutualTls(socket: Socket, options: MutualTlsOptions): void {
  const { secureContext, protocols, handshakeTimeout } = options
  createServer({
    requestCert: true,
    rejectUnauthorized: false,
    ALPNProtocols: protocols,
    SNICallback: (_name, done) => done(null, secureContext),
    handshakeTimeout,
  })
    .once('secureConnection', options.onSecure)
    .once('tlsClientError', options.onFailure)
    .emit('connection', socket)
}
