import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect, type Socket } from 'node:net'
import { AddressRefusedError, type AddressPolicy, guardedLookup, refuseAddressLiteral } from '../ports/addresses.ts'
import type { Log } from '../ports/log.ts'
import { request as httpRequest } from '../ports/node-http.ts'
import { isLoopbackPeer } from './peers.ts'
import { answerAndClose } from './raw-answer.ts'
import { type UpstreamProxy, upstreamProxyFor } from './upstream-proxy.ts'

export interface ConnectProxyOptions {
  /** Whether we are the server behind this (lower-case) host name. */
  isEmulated(host: string): boolean
  /** Which addresses of other hosts may be reached. */
  readonly policy: AddressPolicy
  /** The server's own, for HTTPS_PROXY and NO_PROXY. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: Log
  /** Milliseconds until another host must have accepted; 10 seconds when left out. */
  readonly connectTimeout?: number
}

/**
 * Answers CONNECT (RFC 9110 section 9.3.6) for commands of this machine that run under `poolgate exec`: a host that we
 * emulate, on port 443, is served here; every other host and port is tunnelled there byte for byte.
 * The result is the listener's `onConnect`.
 */
export function createConnectProxy(
  options: ConnectProxyOptions,
): (request: IncomingMessage, socket: Socket, serveTls: (socket: Socket) => void) => void {
  const { log } = options
  return (request, socket, serveTls) => {
    const target = parseTarget(request.url ?? '')
    if (!isLoopbackPeer(socket)) {
      log.warn({ event: 'connect-refused', peer: socket.remoteAddress, target: request.url?.slice(0, 300) })
      return refuse(socket, 403, 'poolgate is a proxy for its own machine only')
    }
    if (!target) return refuse(socket, 400, 'CONNECT needs a target of the form host:port')
    // RFC 9110 section 7.6.3: what we sent out ourselves has come back.
    if (request.headers.via?.includes(pseudonym))
      return refuse(socket, 508, 'HTTPS_PROXY of the server leads back to poolgate')
    if (target.port === 443 && options.isEmulated(target.host)) {
      socket.write(established)
      return serveTls(socket)
    }
    openTunnel(target, options).then(
      (upstream) => {
        if (socket.destroyed) return void upstream.destroy()
        socket.write(established)
        join(socket, upstream)
      },
      (error: unknown) => {
        const [status, reason] = explain(error, target)
        log.info({ event: 'connect-failed', target: `${target.host}:${target.port}`, reason })
        refuse(socket, status, reason)
      },
    )
  }
}

const established = 'HTTP/1.1 200 Connection Established\r\n\r\n'
const pseudonym = 'poolgate-connect'

interface Target {
  /** Lower case, an IPv6 address without brackets. */
  readonly host: string
  readonly port: number
}

/** The authority form of a request target (RFC 9112 section 3.2.3); undefined for anything else. */
function parseTarget(authority: string): Target | undefined {
  const [, address, name, digits] = /^(?:\[([\da-f:.]+)\]|([^\s:/?#@[\]]+)):(\d{1,5})$/iu.exec(authority) ?? []
  const host = (address ?? name)?.toLowerCase().replace(/\.$/u, '')
  const port = Number(digits)
  return host && port >= 1 && port <= 65_535 ? { host, port } : undefined
}

/** Resolves with a connection whose first byte will be the target's. */
async function openTunnel(target: Target, options: ConnectProxyOptions): Promise<Socket> {
  const { policy, environment, connectTimeout = 10_000 } = options
  refuseAddressLiteral(target.host, policy)
  const proxy = upstreamProxyFor(target.host, target.port, environment)
  return proxy ? connectThrough(proxy, target, connectTimeout) : connectDirectly(target, policy, connectTimeout)
}

function connectDirectly({ host, port }: Target, policy: AddressPolicy, timeout: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const upstream = connect({ host, port, lookup: guardedLookup(policy), allowHalfOpen: true, noDelay: true })
    const timer = setTimeout(() => upstream.destroy(new TunnelError('did not accept in time')), timeout)
    upstream.once('connect', () => resolve(upstream)).on('error', reject)
    upstream.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
  })
}

/** A CONNECT of our own, to the operator's proxy; names are then resolved by it. */
function connectThrough(proxy: UpstreamProxy, { host, port }: Target, timeout: number): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const headers = {
    host: authority,
    via: `1.1 ${pseudonym}`,
    ...(proxy.authorization !== undefined && { 'proxy-authorization': proxy.authorization }),
  }
  return new Promise((resolve, reject) => {
    const open = proxy.protocol === 'https:' ? httpsRequest : httpRequest
    const request = open({ ...proxy, method: 'CONNECT', path: authority, headers, agent: false })
    const timer = setTimeout(() => request.destroy(new TunnelError('the proxy did not answer in time')), timeout)
    request.once('close', () => clearTimeout(timer)).on('error', reject)
    request.once('connect', (response, socket: Socket, head: Buffer) => {
      clearTimeout(timer)
      if (response.statusCode !== 200) {
        socket.destroy()
        return reject(new TunnelError(`the proxy answered ${response.statusCode}`))
      }
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
    })
    request.end()
  })
}

/** Both directions, each ending on its own (half-close) and breaking together. */
function join(client: Socket, upstream: Socket): void {
  client.pipe(upstream)
  upstream.pipe(client)
  client.on('error', () => upstream.destroy())
  upstream.on('error', () => client.destroy())
  client.on('close', () => upstream.destroy())
  // What upstream has sent is still to be written out.
  upstream.on('close', () => client.destroySoon())
}

/** What went wrong on the way to the target, fit to be told. */
class TunnelError extends Error {}

function explain(error: unknown, { host, port }: Target): [number, string] {
  if (error instanceof AddressRefusedError) return [403, error.message]
  if (!(error instanceof Error)) return [502, `${host}:${port} cannot be reached`]
  const reason = 'code' in error ? String(error.code) : error.message
  return [502, `${host}:${port} cannot be reached: ${reason}`]
}

function refuse(socket: Socket, status: number, message: string): void {
  answerAndClose(socket, status, 'text/plain; charset=utf-8', `${message}\n`)
}
