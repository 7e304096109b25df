import { TLSSocket } from 'node:tls'
import { answerDomainRequest } from '../../cognito/domains/answer-domain-request.ts'
import type { DomainAnswer, DomainContext, DomainRequest } from '../../cognito/domains/domain-exchange.ts'
import { issuerForOrigin } from '../../cognito/domains/domain-addresses.ts'
import { isCustom } from '../../cognito/domains/user-pool-domains.ts'
import { endpoints } from '../../cognito/oauth/endpoints.ts'
import { pages } from '../../cognito/pages/pages.ts'
import type { PoolRecord } from '../../cognito/store.ts'
import type { UserPoolDomainRecord } from '../../cognito/user-pool-domain-store.ts'
import { readBody, statusOfUnread } from '../../http/body.ts'
import type { Door } from '../../http/classify.ts'
import { forwardedFor } from '../../http/control-plane.ts'
import type { HttpRequest } from '../../http/message.ts'
import { describeDomainRequest } from '../observers/describe-domain-request.ts'
import { describeDomainSpan } from '../observers/describe-domain-span.ts'
import { peerAddress } from '../../ports/client-address.ts'
import { inSpan } from '../../ports/tracing.ts'
import { readForm } from '../../wire/form.ts'
import type { Runtime } from '../../wire/service.ts'

/** What is there on every domain. */
const paths = { ...endpoints, ...pages }

/** Bytes of a form; the largest are assertions of SAML providers. */
const maximumBody = 256 * 1024
/** No form of a page has a tenth of them. */
const mostFields = 1000

export type DomainDoor = Extract<Door, { kind: 'user-pool-domain' | 'pool-endpoint' }>

/** What the door of domains needs of the server. */
export interface DomainGround {
  readonly runtime: Runtime
  /** For one request. */
  readonly contextFor: (request: HttpRequest, pool: PoolRecord) => DomainContext
  /** The server's own origins, and those of them that the operator named. */
  readonly origins: () => readonly string[]
  readonly configuredOrigins: readonly string[]
}

/** A request whose body was not read to its end, and the status to refuse it with. */
export interface Unread {
  readonly unread: ReturnType<typeof statusOfUnread>
}

/** Answers a request to a user pool's domain, or to what programs ask below an issuer; undefined where there is no such domain. */
export async function answerUserPoolDomain(
  ground: DomainGround,
  door: DomainDoor,
  request: HttpRequest,
  store: Pick<DomainContext['store'], 'findPool' | 'findUserPoolDomain' | 'listUserPoolDomains'>,
): Promise<DomainAnswer | Unread | undefined> {
  const domain = await findDomain(store, door)
  const pool = domain && (await store.findPool(domain.poolId))
  if (!pool || (door.kind === 'user-pool-domain' && door.region !== undefined && door.region !== pool.region))
    return undefined
  const read = await readRequest(ground, door, request, { pool, domain })
  if ('unread' in read) return read
  const { log, clock, observe, tracing } = ground.runtime
  const started = clock.time()
  const context = ground.contextFor(request, pool)
  const { answer, detail } = await inSpan(
    tracing?.receive(read.method, read.headers),
    () => answerDomainRequest(paths, read, context),
    (outcome) => describeDomainSpan(read, context, outcome),
  )
  const durationMs = clock.time() - started
  const outcome = { answer, isRefused: detail !== undefined }
  const observed = observe && describeDomainRequest(read, outcome, context, durationMs)
  if (observed) observe(observed)
  log.info({
    event: 'domain-request',
    poolId: pool.id,
    domain: domain.domain,
    method: read.method,
    path: read.path,
    status: answer.status,
    requestId: context.requestId,
    durationMs,
    ...(detail !== undefined && { detail }),
  })
  const named = { 'x-amz-cognito-request-id': context.requestId }
  return { ...answer, headers: { ...commonHeaders(domain, request), ...named, ...answer.headers } }
}

async function findDomain(
  store: Pick<DomainContext['store'], 'findUserPoolDomain' | 'listUserPoolDomains'>,
  door: DomainDoor,
): Promise<UserPoolDomainRecord | undefined> {
  if (door.kind === 'user-pool-domain') return store.findUserPoolDomain(door.domain)
  const domains = await store.listUserPoolDomains(door.poolId)
  return domains.find(isCustom) ?? domains[0]
}

async function readRequest(
  { runtime, origins, configuredOrigins }: DomainGround,
  door: DomainDoor,
  request: HttpRequest,
  { pool, domain }: { readonly pool: PoolRecord; readonly domain: UserPoolDomainRecord },
): Promise<DomainRequest | Unread> {
  const { method = 'GET', url = '/' } = request
  const [path, rawQuery = ''] = splitOnce(url, '?')
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  const body = await readBody(request, maximumBody).catch((error: unknown) => ({ unread: statusOfUnread(error) }))
  if ('unread' in body) return body
  const isForm = /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(headers['content-type'] ?? '')
  const form = readForm(isForm ? body.toString() : '', mostFields)
  if (!form) return { unread: 413 }
  const origin = `${schemeOf(runtime, request)}://${(headers['host'] ?? '').toLowerCase()}`
  return {
    method,
    path: door.kind === 'pool-endpoint' ? door.path : path,
    query: new URLSearchParams(rawQuery),
    rawQuery,
    form,
    headers,
    origin,
    issuer: issuerForOrigin(pool, origin, origins(), configuredOrigins),
    domain,
    pool,
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}

/** How the client came: a trusted proxy that ends TLS says so. */
function schemeOf({ findClientAddress }: Runtime, request: HttpRequest): 'http' | 'https' {
  if (request.socket instanceof TLSSocket) return 'https'
  const peer = request.socket.remoteAddress ?? ''
  const isProxied =
    findClientAddress !== undefined && findClientAddress(peer, forwardedFor(request)) !== peerAddress(peer, [])
  return isProxied && request.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
}

/**
 * Nothing of a domain is kept, framed, guessed at, or told to others; what runs in a page the page itself says. Only the
 * operator's own names are to be asked by https for ever: on those of this machine browsers may not trust our certificates.
 */
function commonHeaders(domain: UserPoolDomainRecord, request: HttpRequest): Readonly<Record<string, string>> {
  return {
    'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
    pragma: 'no-cache',
    expires: '0',
    'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-xss-protection': '0',
    ...(isCustom(domain) && request.socket instanceof TLSSocket && { 'strict-transport-security': 'max-age=31536000' }),
  }
}
