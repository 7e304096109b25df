import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { guardedLookup, refuseAddressLiteral, type AddressPolicy } from './addresses.ts'
import { request as httpRequest } from './node-http.ts'

/** Bounds of one call: time in milliseconds over all redirects, size of the answer's body in bytes. */
interface FetchLimits {
  readonly timeoutMs: number
  readonly maxBytes: number
}

type FetchFailure = 'invalid-url' | 'address-refused' | 'unreachable' | 'timeout' | 'status' | 'too-large' | 'not-json'

/** `detail` is for the operator: a status, a system error, never a body. */
export type FetchJsonResult =
  | { readonly ok: true; readonly document: unknown }
  | { readonly ok: false; readonly failure: FetchFailure; readonly detail: string }

/** Small documents from elsewhere: discovery documents, key sets. */
export interface Outbound {
  /** GETs a JSON document over http or https. Never rejects. Follows up to three redirects. */
  fetchJson(url: string, limits: FetchLimits): Promise<FetchJsonResult>
}

const maxRedirects = 3

/** The real one: a connection per call, certificates verified, addresses held to the policy (promise P12). */
export function createOutbound(policy: AddressPolicy): Outbound {
  return {
    fetchJson: async (url, limits) => {
      const signal = AbortSignal.timeout(limits.timeoutMs)
      try {
        return { ok: true, document: parseJson(await get(new URL(url), { policy, signal, limits, redirects: 0 })) }
      } catch (error) {
        return { ok: false, ...describeFailure(error, signal) }
      }
    },
  }
}

class FetchError extends Error {
  readonly failure: FetchFailure
  constructor(failure: FetchFailure, detail: string) {
    super(detail)
    this.failure = failure
  }
}

interface Call {
  readonly policy: AddressPolicy
  readonly signal: AbortSignal
  readonly limits: FetchLimits
  readonly redirects: number
}

async function get(url: URL, call: Call): Promise<Buffer> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new FetchError('invalid-url', `${url.protocol} is not http or https`)
  if (url.username !== '' || url.password !== '') throw new FetchError('invalid-url', 'the URL holds credentials')
  refuseAddressLiteral(url.hostname, call.policy)
  const response = await send(url, call)
  const status = response.statusCode ?? 0
  if ([301, 302, 303, 307, 308].includes(status) && response.headers.location !== undefined) {
    response.destroy()
    if (call.redirects === maxRedirects) throw new FetchError('status', `more than ${maxRedirects} redirects`)
    return get(new URL(response.headers.location, url), { ...call, redirects: call.redirects + 1 })
  }
  if (status !== 200) {
    response.destroy()
    throw new FetchError('status', `${url.origin} answered ${status}`)
  }
  return readBody(response, call.limits.maxBytes)
}

function send(url: URL, { policy, signal }: Call): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest
    request(url, { lookup: guardedLookup(policy), agent: false, signal, headers: { accept: 'application/json' } })
      .on('response', resolve)
      .on('error', reject)
      .end()
  })
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new FetchError('too-large', `more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new FetchError('not-json', 'the answer is not JSON')
  }
}

function describeFailure(error: unknown, signal: AbortSignal): { failure: FetchFailure; detail: string } {
  if (error instanceof FetchError) return { failure: error.failure, detail: error.message }
  if (signal.aborted) return { failure: 'timeout', detail: 'no complete answer in time' }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const detail = error instanceof Error ? error.message || code : String(error)
  if (code === 'ADDRESS_REFUSED') return { failure: 'address-refused', detail }
  if (code === 'ERR_INVALID_URL') return { failure: 'invalid-url', detail }
  return { failure: 'unreachable', detail }
}
