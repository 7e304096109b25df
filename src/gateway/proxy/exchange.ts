import type { Readable, Writable } from 'node:stream'
import type { IncomingBody } from '../../http1/incoming-body.ts'
import type { TlsPeer } from '../../ports/tls-peer.ts'
import type { Header } from '../../http1/header.ts'

export type { Header } from '../../http1/header.ts'

/** One request and its answer, whatever the transport. The transport has already refused ambiguous framing. */
export interface Exchange {
  readonly method: string
  /** The request target, byte for byte. */
  readonly target: string
  readonly httpVersion: string
  /** In their order, duplicates included. */
  readonly headers: readonly Header[]
  /** The client's IP address. */
  readonly remoteAddress: string
  /** Whether the client came over TLS. */
  readonly secure: boolean
  /** What the client has said of itself in the TLS handshake. */
  readonly tlsPeer?: TlsPeer | undefined
  /** Bytes that the body will have; undefined when it is chunked. */
  readonly bodyLength: number | undefined
  readonly body: Readable
  /** All of the body, if it came with the head: cheaper than the stream, which has it, too. */
  readonly wholeBody?: Buffer | undefined
  /** Whether the client went away before it had the whole answer. */
  readonly isGone: boolean
  /** Called when that happens; there is one at a time. */
  onGone: (() => void) | undefined
  /** Whether status and headers of an answer were sent. */
  readonly begun: boolean
  /** Sends status and headers (once); the body goes into the stream, which ends the answer. */
  begin(status: number, headers: readonly Header[]): Writable
  /**
   * The same for a body that comes from a backend, where the transport can pass it on. Rejects when either side fails.
   * @param count told once of the bytes that were sent, all or not
   */
  relay?(status: number, headers: readonly Header[], body: IncomingBody, count: (bytes: number) => void): Promise<void>
  /** Sends an answer whose body is at hand. */
  answer(status: number, headers: readonly Header[], body: Buffer | string): void
  /** Cuts the connection: the answer that was begun cannot be completed. */
  abort(): void
}

/** Every value of a header, in order. @param name in lower case */
export function headerValues(headers: readonly Header[], name: string): string[] {
  let values: string[] | undefined
  for (const header of headers) {
    if (!isNamed(header, name)) continue
    // An array that begins empty gets room for many.
    if (values === undefined) values = [header[1]]
    else values.push(header[1])
  }
  return values ?? []
}

/** Whether a header is there more than once. @param name in lower case */
export function hasSeveral(headers: readonly Header[], name: string): boolean {
  let count = 0
  for (const header of headers) if (isNamed(header, name)) count++
  return count > 1
}

/** The first value of a header. @param name in lower case */
export function firstHeaderValue(headers: readonly Header[], name: string): string | undefined {
  for (const header of headers) if (isNamed(header, name)) return header[1]
  return undefined
}

function isNamed([given, , lower]: Header, name: string): boolean {
  return lower === undefined ? given.length === name.length && given.toLowerCase() === name : lower === name
}

/** Pairs node:http's `rawHeaders`: names and values in turn. */
export function pairHeaders(raw: readonly string[]): Header[] {
  const pairs: Header[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? ''])
  return pairs
}
