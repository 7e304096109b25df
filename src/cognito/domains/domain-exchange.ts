import type { CallContext, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import type { CognitoIdpClient } from '../service.ts'
import type { PoolRecord } from '../store.ts'
import type { UserPoolDomainRecord } from '../user-pool-domain-store.ts'

/** A request to the host of a user pool's domain, its body read. */
export interface DomainRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** As sent, without its question mark: what leads from one page to another keeps it byte by byte. */
  readonly rawQuery: string
  /** The fields of a body of type application/x-www-form-urlencoded; empty for every other body. */
  readonly form: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** `https://<host>[:port]` as the client used it: a name of the domain. */
  readonly origin: string
  /** The pool's issuer for whoever came by this origin (docs/decisions/0036). */
  readonly issuer: string
  readonly domain: UserPoolDomainRecord
  readonly pool: PoolRecord
}

/** What is answered; the door adds the headers that every answer of a domain has. */
export interface DomainAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string
  /** In place of the body where that is no text. */
  readonly bytes?: Uint8Array
}

/** What endpoints and pages of a domain stand on. */
export type DomainContext = CallContext &
  Cognito &
  Fails<string> & {
    /** The public API, for whoever made the request. */
    readonly client: CognitoIdpClient
    /** Signs in as pages do: who has passed every challenge is handed over (`../sign-in/managed-login.ts`). */
    readonly signInClient: (
      handOver: NonNullable<AppClient['handOver']>,
    ) => Pick<CognitoIdpClient, 'InitiateAuth' | 'RespondToAuthChallenge'>
  }

export type DomainEndpoint = (request: DomainRequest, context: DomainContext) => Promise<DomainAnswer>

/** What answers at one path of a domain. */
export interface DomainPath {
  readonly methods: readonly ('GET' | 'POST')[]
  readonly answer: DomainEndpoint
  /** Whether programs ask it rather than browsers that are led there: pages of other sites may then, too. */
  readonly isForPrograms?: boolean
}

/** Thrown where a request cannot go on: `answer` is what the client gets, the message is for the log only. */
export class DomainRefusal extends Error {
  readonly answer: DomainAnswer
  constructor(answer: DomainAnswer, detail: string) {
    super(detail)
    this.name = 'DomainRefusal'
    this.answer = answer
  }
}

/** @param location a path of the domain itself, or an address that the client's settings allow */
export function redirectTo(location: string, cookies: readonly string[] = []): DomainAnswer {
  return { status: 302, headers: { location, ...(cookies.length > 0 && { 'set-cookie': [...cookies] }) }, body: '' }
}

/** A query or fragment; spaces become `%20`, which every decoder reads, and members without a value are left out. */
export function encodeQuery(members: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(members)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&')
}

/** A parameter that is given more than once (RFC 6749 section 3.1 forbids it); each is looked at once, however many there are. */
export function findRepeated(parameters: URLSearchParams): string | undefined {
  const seen = new Set<string>()
  for (const name of parameters.keys()) {
    if (seen.has(name)) return name
    seen.add(name)
  }
  return undefined
}

/**
 * What a cookie is called on the way: over TLS so that only this very host can have set it, and no other name of its domain
 * (RFC 6265bis, section 4.1.3.2), but at AWS's own names as AWS calls it, where browsers keep hosts apart by themselves.
 */
function nameOnTheWay({ origin }: Pick<DomainRequest, 'origin'>, name: string): string {
  return origin.startsWith('https://') && !/\.amazoncognito\.com(?::\d+)?$/.test(origin) ? `__Host-${name}` : name
}

/** The value of a cookie; of several with one name the first, which has the longest path (RFC 6265 section 5.4). */
export function findCookie(request: Pick<DomainRequest, 'headers' | 'origin'>, name: string): string | undefined {
  const pairs = (request.headers['cookie'] ?? '').split(';').map((pair) => pair.trim())
  const wanted = `${nameOnTheWay(request, name)}=`
  return pairs.find((pair) => pair.startsWith(wanted))?.slice(wanted.length)
}

/**
 * A Set-Cookie header for this host alone, unreadable to scripts and not sent along by pages of others but when they
 * lead here (RFC 6265bis, SameSite=Lax).
 */
export function setCookie(
  request: Pick<DomainRequest, 'origin'>,
  name: string,
  value: string,
  maxAgeSeconds?: number,
): string {
  const secure = request.origin.startsWith('https://') ? '; Secure' : ''
  const maxAge = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`
  return `${nameOnTheWay(request, name)}=${value}; Path=/${maxAge}${secure}; HttpOnly; SameSite=Lax`
}
