import { createHash } from 'node:crypto'
import { openJson } from '../../ports/vault.ts'
import { type DomainContext, type DomainRequest, findCookie, setCookie } from '../domains/domain-exchange.ts'

/*
 * What a sign-in by a provider is about, while the browser is there: sealed in the parameter `state`, which counts once, for
 * a while, on this domain, and in the browser that was sent, which a cookie tells (RFC 6749 section 10.12).
 */

const cookieName = 'cognito-fl'
const lifetimeSeconds = 15 * 60

/** A sign-in that a provider is asked for. */
export interface Federation {
  readonly provider: string
  /** What the app asked for: the query of the authorization request. */
  readonly query: string
  /** Of the provider's ID token, or in the ID of the request that its response answers. */
  readonly nonce: string
}

type Keeps = Pick<DomainContext, 'vault' | 'random' | 'now' | 'store'>

/** The state of a sign-in, and the cookie of the browser. */
export function sealFederation(
  context: Keeps,
  request: DomainRequest,
  federation: Federation,
): { readonly state: string; readonly cookie: string } {
  const known = findCookie(request, cookieName)
  const browser =
    known !== undefined && /^[\w-]{43}$/.test(known) ? known : context.random.bytes(32).toString('base64url')
  const expiresAt = context.now.getTime() + lifetimeSeconds * 1000
  const sealed = { ...federation, browser: hashOf(browser), id: context.random.uuid(), expiresAt }
  return {
    state: context.vault.seal(JSON.stringify(sealed), purposeOf(request)).toString('base64url'),
    cookie: setCookie(request, cookieName, browser, lifetimeSeconds),
  }
}

/** The sign-in that a state is of; undefined when it counts no more, or not here. */
export async function openFederation(
  context: Keeps,
  request: DomainRequest,
  state: string,
): Promise<Federation | undefined> {
  const opened = readFederation(context, request, state)
  const browser = findCookie(request, cookieName)
  if (!opened || browser === undefined || hashOf(browser) !== opened.browser) return undefined
  const isFirst = await context.store.useSession(request.pool.id, opened.id, new Date(opened.expiresAt), context.now)
  return isFirst ? opened : undefined
}

/**
 * The sign-in that a state is of, whichever browser brings it, and as often as it does: where that is only on its way to where
 * `openFederation` is asked.
 */
export function readFederation(
  context: Pick<Keeps, 'vault' | 'now'>,
  request: DomainRequest,
  state: string,
): Sealed | undefined {
  const opened = openJson(context.vault, Buffer.from(state, 'base64url'), purposeOf(request))
  return isSealed(opened) && new Date(opened.expiresAt) > context.now ? opened : undefined
}

interface Sealed extends Federation {
  readonly browser: string
  readonly id: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** Only `sealFederation` seals for this purpose. */
function isSealed(value: unknown): value is Sealed {
  return typeof value === 'object' && value !== null && 'browser' in value && 'expiresAt' in value
}

function purposeOf({ pool, domain }: DomainRequest): string {
  return `federation/${pool.id}/${domain.domain}`
}

function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}
