import type { ClientRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { createAddressPolicy, guardedLookup, refuseAddressLiteral, type AddressPolicy } from './addresses.ts'
import { Agent as HttpAgent, request as httpRequest } from './node-http.ts'

/** A request to a backend, exactly as it goes onto the wire: nothing is added but `connection`. */
interface BackendRequest {
  readonly secure: boolean
  /** A host name or an IP literal, IPv6 in brackets. */
  readonly hostname: string
  readonly port: number
  readonly method: string
  /** Path and query, sent byte for byte. */
  readonly path: string
  /** With `host` and the body's framing. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** There for private integrations: the operator named the host, so it may be a private address. */
  readonly vpcLink?: VpcLinkConnection
}

export interface VpcLinkConnection {
  /** The name that is asked for in the TLS handshake and must be in the certificate, in place of the host name. */
  readonly serverName?: string
}

/** HTTP/1.1 to the backends of integrations, over kept connections. A request is never sent twice (promise P4). */
export interface Backends {
  /**
   * Begins a request; the caller writes its body and ends it. Throws when the host is an address that is refused; a
   * name that resolves to one is an `error` of the request.
   */
  request(request: BackendRequest): ClientRequest
  /** Closes the idle connections. */
  close(): void
}

export interface BackendsOptions {
  readonly policy: AddressPolicy
  /**
   * Origins (`https://www.example.com`) that are sent elsewhere: the operator's choice, so private addresses are
   * allowed there. The `host` header stays the original's.
   */
  readonly upstreams?: ReadonlyMap<string, URL>
  /** Certificates (PEM) of those who may sign the certificates of backends; the system's and Node.js' own by default. */
  readonly authorities?: readonly string[]
}

/** Shorter than the 5 s after which Node.js servers close idle connections, so that few requests meet a closing one. */
const idleTimeoutMs = 4000

export function createBackends({ policy, upstreams = new Map(), authorities }: BackendsOptions): Backends {
  const direct = createPool(policy, authorities)
  const mapped = createPool(createAddressPolicy({ allowPrivate: true }), authorities)
  return {
    request: (request) => {
      if (request.vpcLink) return mapped.send(request)
      const scheme = request.secure ? 'https' : 'http'
      const upstream = upstreams.get(new URL(`${scheme}://${request.hostname}:${request.port}`).origin)
      if (upstream === undefined) return direct.send(request)
      const secure = upstream.protocol === 'https:'
      const port = upstream.port === '' ? (secure ? 443 : 80) : Number(upstream.port)
      return mapped.send({ ...request, secure, hostname: upstream.hostname, port })
    },
    close: () => {
      direct.close()
      mapped.close()
    },
  }
}

function createPool(policy: AddressPolicy, authorities: readonly string[] | undefined) {
  const pooling = { keepAlive: true, maxFreeSockets: 256, timeout: idleTimeoutMs, noDelay: true }
  const plainAgent = new HttpAgent(pooling)
  const secureAgent = new HttpsAgent({ ...pooling, ...(authorities && { ca: [...authorities] }) })
  const lookup = guardedLookup(policy)
  return {
    send: ({ secure, hostname, port, method, path, headers, vpcLink }: BackendRequest): ClientRequest => {
      refuseAddressLiteral(hostname, policy)
      const host = hostname.replace(/^\[(.*)\]$/, '$1')
      const options = { host, port, method, path, headers: headers.flat(), lookup, insecureHTTPParser: false }
      if (!secure) return httpRequest({ ...options, agent: plainAgent })
      return httpsRequest({
        ...options,
        agent: secureAgent,
        servername: vpcLink?.serverName ?? (isIP(host) === 0 ? host : ''),
      })
    },
    close: () => {
      plainAgent.destroy()
      secureAgent.destroy()
    },
  }
}
