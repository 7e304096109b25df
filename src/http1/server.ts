import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Clock } from '../ports/clock.ts'
import { createAnswerHeads } from './answer-head.ts'
import type { RequestHead } from './request-head.ts'
import { ServerConnection, type ConnectionOwner, type Http1Limits } from './server-connection.ts'
import type { ServerExchange } from './server-exchange.ts'

export interface Http1ServerOptions<Place> {
  readonly limits: Http1Limits & {
    /** How often the limits of time are looked at. */
    readonly checkEvery: number
  }
  readonly clock: Clock
  /** Where a request goes; undefined for one that is another server's. */
  place(head: RequestHead): Place | undefined
  /** Never rejects nor throws. */
  serve(exchange: ServerExchange, place: Place): void | Promise<void>
  /** Takes a connection whose next request is not ours; its bytes are still to be read from it. */
  handOver(socket: Socket): void
}

export interface Http1Server {
  /** Serves a connection, whose errors are the caller's to handle. @param secure whether it is the inside of TLS */
  accept(socket: Socket, secure: boolean): void
  /** Whether a request on this connection is being answered. */
  isAnswering(socket: Socket): boolean
  /** Has every answer that begins from now on be the last on its connection. */
  retire(): void
  /** Takes no more requests and stops looking at the time; whoever is being answered gets it. */
  close(): void
}

/** HTTP/1.1 over sockets that somebody else accepted. */
export function createHttp1Server<Place>(options: Http1ServerOptions<Place>): Http1Server {
  const { limits, clock } = options
  const connections = new Map<Socket, ServerConnection>()
  const owner: ConnectionOwner & { isRetiring: boolean; isClosing: boolean } = {
    heads: createAnswerHeads(clock, Math.floor(limits.keepAlive / 1000)),
    limits,
    isRetiring: false,
    isClosing: false,
    take: (head) => {
      const place = options.place(head)
      return place === undefined ? undefined : (exchange) => void options.serve(exchange, place)
    },
    handOver: (socket, unread) => {
      connections.delete(socket)
      socket.pause()
      options.handOver(socket)
      socket.unshift(unread)
      // Whoever has it now reads on from here.
      process.nextTick(() => socket.resume())
    },
  }
  const checks = setInterval(() => {
    const now = performance.now()
    for (const connection of connections.values()) connection.check(now)
  }, limits.checkEvery).unref()

  return {
    accept: (socket, secure) => {
      connections.set(socket, new ServerConnection(owner, socket, secure))
      socket.once('close', () => connections.delete(socket))
      socket.resume()
    },
    isAnswering: (socket) => connections.get(socket)?.isAnswering ?? false,
    retire: () => {
      owner.isRetiring = true
    },
    close: () => {
      owner.isRetiring = true
      owner.isClosing = true
      clearInterval(checks)
    },
  }
}
