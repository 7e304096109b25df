import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { guardedLookup, refuseAddressLiteral, type AddressPolicy } from './addresses.ts'
import { request as httpRequest } from './node-http.ts'

/** Bounds of one call: time in milliseconds over all redirects, size of the answer's body in bytes. */
interface FetchLimits {
  readonly timeoutMs: number
  readonly maxBytes: number
}

type FetchFailure =
  | 'invalid-url'
  | 'address-refused'
  | 'unreachable'
  | 'timeout'
  | 'status'
  | 'too-large'
  | 'not-utf-8'
  | 'not-json'

/** `detail` is for the operator: a status, a system error, never a body. */
interface FetchRefusal {
  readonly ok: false
  readonly failure: FetchFailure
  readonly detail: string
  /** The HTTP status of the failure `status`, unless redirects were its reason. */
  readonly status?: number
}

export type FetchJsonResult = { readonly ok: true; readonly document: unknown } | FetchRefusal
type FetchTextResult = { readonly ok: true; readonly text: string } | FetchRefusal

/** Small documents from elsewhere: discovery documents, key sets. */
export interface Outbound {
  /** GETs a JSON document over http or https. Never rejects. Follows up to three redirects. */
  fetchJson(url: string, limits: FetchLimits): Promise<FetchJsonResult>
}

/** Documents of other kinds than JSON: SAML metadata. */
export interface TextOutbound {
  /** GETs a text in UTF-8 as `fetchJson` gets a document. */
  fetchText(url: string, limits: FetchLimits): Promise<FetchTextResult>
}

/** A call that holds secrets: of a client to its identity provider. */
interface SecretCall {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Fields of a form. */
  readonly form?: Readonly<Record<string, string>>
}

/** Calls whose answers are JSON and which hold secrets. */
export interface SecretOutbound {
  /** As `fetchJson`, but follows no redirect: the secrets are for this address. */
  callForJson(call: SecretCall, limits: FetchLimits): Promise<FetchJsonResult>
}

const maxRedirects = 3

/** The real one: a connection per call, certificates verified, addresses held to the policy (promise P12). */
export function createOutbound(policy: AddressPolicy): Outbound & TextOutbound & SecretOutbound {
  const fetchBody = async <Body extends object>(
    url: string,
    limits: FetchLimits,
    accept: string,
    read: (body: Buffer) => Body,
    secret?: SecretCall,
  ): Promise<({ readonly ok: true } & Body) | FetchRefusal> => {
    const signal = AbortSignal.timeout(limits.timeoutMs)
    try {
      return { ok: true, ...read(await get(new URL(url), { policy, signal, limits, accept, redirects: 0, secret })) }
    } catch (error) {
      return { ok: false, ...describeFailure(error, signal) }
    }
  }
  return {
    fetchJson: (url, limits) => fetchBody(url, limits, 'application/json', (body) => ({ document: parseJson(body) })),
    callForJson: (call, limits) =>
      fetchBody(call.url, limits, 'application/json', (body) => ({ document: parseJson(body) }), call),
    fetchText: (url, limits) => fetchBody(url, limits, '*/*', (body) => ({ text: decodeText(body) })),
  }
}

class FetchError extends Error {
  readonly failure: FetchFailure
  readonly status: number | undefined
  constructor(failure: FetchFailure, detail: string, status?: number) {
    super(detail)
    this.failure = failure
    this.status = status
  }
}

interface Call {
  readonly policy: AddressPolicy
  readonly signal: AbortSignal
  readonly limits: FetchLimits
  /** What the Accept header asks for. */
  readonly accept: string
  readonly redirects: number
  readonly secret: SecretCall | undefined
}

async function get(url: URL, call: Call): Promise<Buffer> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new FetchError('invalid-url', `${url.protocol} is not http or https`)
  if (url.username !== '' || url.password !== '') throw new FetchError('invalid-url', 'the URL holds credentials')
  refuseAddressLiteral(url.hostname, call.policy)
  const response = await send(url, call)
  const status = response.statusCode ?? 0
  const { location } = response.headers
  if ([301, 302, 303, 307, 308].includes(status) && location !== undefined && !call.secret) {
    response.destroy()
    if (call.redirects === maxRedirects) throw new FetchError('status', `more than ${maxRedirects} redirects`)
    return get(new URL(location, url), { ...call, redirects: call.redirects + 1 })
  }
  if (status !== 200) {
    response.destroy()
    throw new FetchError('status', `${url.origin} answered ${status}`, status)
  }
  return readBody(response, call.limits.maxBytes)
}

function send(url: URL, { policy, signal, accept, secret }: Call): Promise<IncomingMessage> {
  const body = secret?.form && new URLSearchParams(secret.form).toString()
  const headers = {
    accept,
    ...secret?.headers,
    ...(body !== undefined && {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    }),
  }
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest
    request(url, { lookup: guardedLookup(policy), agent: false, signal, headers, method: secret?.method ?? 'GET' })
      .on('response', resolve)
      .on('error', reject)
      .end(body)
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

function decodeText(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new FetchError('not-utf-8', 'the answer is not UTF-8')
  }
}

function describeFailure(error: unknown, signal: AbortSignal): Omit<FetchRefusal, 'ok'> {
  if (error instanceof FetchError)
    return {
      failure: error.failure,
      detail: error.message,
      ...(error.status !== undefined && { status: error.status }),
    }
  if (signal.aborted) return { failure: 'timeout', detail: 'no complete answer in time' }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const detail = error instanceof Error ? error.message || code : String(error)
  if (code === 'ADDRESS_REFUSED') return { failure: 'address-refused', detail }
  if (code === 'ERR_INVALID_URL') return { failure: 'invalid-url', detail }
  return { failure: 'unreachable', detail }
}
