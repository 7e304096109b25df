import { performance } from 'node:perf_hooks'
import { createAddressPolicy, guardedLookup, refuseAddressLiteral, type AddressPolicy } from '../ports/addresses.ts'
import {
  BackendConnection,
  type BackendCall,
  type Origin,
  type Settle,
  type WireRequest,
} from './backend-connection.ts'
import { headerLine, InvalidHeaderError, type Header } from './header.ts'

/** A request to a backend, exactly as it goes onto the wire: nothing is added but `connection`. */
export interface BackendRequest {
  readonly secure: boolean
  /** A host name or an IP literal, IPv6 in brackets. */
  readonly hostname: string
  readonly port: number
  readonly method: string
  /** Path and query, sent byte for byte. */
  readonly path: string
  /** With `host` and the body's framing. */
  readonly headers: readonly Header[]
  /** There for private integrations: the operator named the host, so it may be a private address. */
  readonly vpcLink?: VpcLinkConnection
  /** All of the body, or the length of one that is still to come: undefined when it is chunked. */
  readonly body: WireRequest['body']
}

export interface VpcLinkConnection {
  /** The name that is asked for in the TLS handshake and must be in the certificate, in place of the host name. */
  readonly serverName?: string
}

/** HTTP/1.1 to the backends of integrations, over kept connections. A request is never sent twice (promise P4). */
export interface Backends {
  /**
   * Sends a request. Throws when the host is an address that is refused, or for a header that cannot be sent; a name
   * that resolves to a refused address is a failure like any other of the network.
   * @param settle called once: with the response, or with why there is none
   */
  request(request: BackendRequest, settle: Settle): BackendCall
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
const checkEveryMs = 500
/** Of one origin. */
const maxIdle = 256

export function createBackends({ policy, upstreams = new Map(), authorities }: BackendsOptions): Backends {
  const direct = createPool(policy, authorities)
  const mapped = createPool(createAddressPolicy({ allowPrivate: true }), authorities)
  return {
    request: (request, settle) => {
      if (request.vpcLink) return mapped.send(request, settle)
      if (upstreams.size === 0) return direct.send(request, settle)
      const scheme = request.secure ? 'https' : 'http'
      const upstream = upstreams.get(new URL(`${scheme}://${request.hostname}:${request.port}`).origin)
      if (upstream === undefined) return direct.send(request, settle)
      const secure = upstream.protocol === 'https:'
      const port = upstream.port === '' ? (secure ? 443 : 80) : Number(upstream.port)
      return mapped.send({ ...request, secure, hostname: upstream.hostname, port }, settle)
    },
    close: () => {
      direct.close()
      mapped.close()
    },
  }
}

function createPool(policy: AddressPolicy, authorities: readonly string[] | undefined) {
  const idle = new Map<string, BackendConnection[]>()
  const lookup = guardedLookup(policy)
  let checks: NodeJS.Timeout | undefined
  let isClosed = false

  function take(key: string): BackendConnection | undefined {
    const connections = idle.get(key)
    for (let last = connections?.pop(); last; last = connections?.pop()) if (last.isUsable) return last
    return undefined
  }

  function open(key: string, origin: Origin): BackendConnection {
    return new BackendConnection(
      origin,
      (connection) => keep(key, connection),
      (connection) => forget(key, connection),
    )
  }

  function keep(key: string, connection: BackendConnection): void {
    const connections = idle.get(key) ?? []
    if (isClosed || connections.length >= maxIdle) return connection.close()
    connection.idleSince = -1
    connections.push(connection)
    idle.set(key, connections)
    checks ??= setInterval(check, checkEveryMs).unref()
  }

  function forget(key: string, connection: BackendConnection): void {
    const connections = idle.get(key)
    const index = connections?.indexOf(connection) ?? -1
    if (index >= 0) connections?.splice(index, 1)
    if (connections?.length === 0) idle.delete(key)
  }

  function check(): void {
    const now = performance.now()
    for (const connections of idle.values())
      for (const connection of connections.slice()) {
        if (connection.idleSince < 0) connection.idleSince = now
        else if (now - connection.idleSince >= Math.min(idleTimeoutMs, connection.idleLimit) - checkEveryMs)
          connection.close()
      }
    if (idle.size > 0) return
    clearInterval(checks)
    checks = undefined
  }

  return {
    send: (request: BackendRequest, settle: Settle): BackendCall => {
      const { secure, hostname, port, method, body } = request
      const serverName = request.vpcLink?.serverName
      const key = keyOf(secure, hostname, port, serverName)
      const head = writeRequestHead(request)
      let connection = take(key)
      if (connection === undefined) {
        refuseAddressLiteral(hostname, policy)
        const host = hostname.replace(/^\[(.*)\]$/, '$1')
        connection = open(key, { secure, host, port, lookup, serverName, authorities })
      }
      return connection.send({ method, head, body }, settle)
    },
    close: () => {
      isClosed = true
      clearInterval(checks)
      for (const connections of idle.values()) for (const connection of connections.slice()) connection.close()
    },
  }
}

/** The same backend comes again and again, and a name that was looked up already is found sooner. */
let last: { secure: boolean; hostname: string; port: number; serverName: string | undefined; key: string } | undefined

/** What tells the connections of one backend from those of another. */
function keyOf(secure: boolean, hostname: string, port: number, serverName: string | undefined): string {
  if (
    last === undefined ||
    last.hostname !== hostname ||
    last.port !== port ||
    last.secure !== secure ||
    last.serverName !== serverName
  ) {
    const key = `${secure ? 'https' : 'http'}://${hostname}:${port}${serverName === undefined ? '' : ` ${serverName}`}`
    last = { secure, hostname, port, serverName, key }
  }
  return last.key
}

function writeRequestHead({ method, path, headers }: BackendRequest): string {
  if (!/^[A-Z-]+$/.test(method) || !/^[\x21-\x7e\x80-\xff]+$/.test(path))
    throw new InvalidHeaderError('the request line cannot be sent')
  let head = `${method} ${path} HTTP/1.1\r\n`
  for (const header of headers) head += headerLine(header)
  return `${head}Connection: keep-alive\r\n\r\n`
}
