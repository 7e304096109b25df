import { timingSafeEqual } from 'node:crypto'
import { type DomainContext, type DomainRequest, findCookie, setCookie } from '../domains/domain-exchange.ts'

/*
 * Forms of a domain's pages hold a field that belongs to a cookie of the browser that they were shown to, so that no page of
 * anybody else can send them, neither for a user nor to sign somebody in as another one (login CSRF).
 */

const cookieName = 'XSRF-TOKEN'
const fieldName = '_csrf'
const cookieForm = /^[\w-]{36}$/

type Protects = Pick<DomainContext, 'vault' | 'random'>

/** The hidden field that a form needs, and the cookie to set where the browser has none yet. */
export function protectForm(
  context: Protects,
  request: DomainRequest,
): { readonly name: string; readonly value: string; readonly cookie?: string } {
  const known = findCookie(request, cookieName)
  if (known !== undefined && cookieForm.test(known))
    return { name: fieldName, value: fieldFor(context, request, known) }
  const fresh = context.random.uuid()
  return {
    name: fieldName,
    value: fieldFor(context, request, fresh),
    cookie: setCookie(request, cookieName, fresh),
  }
}

/** Whether a form was sent by one of the domain's own pages, in the browser that it was shown to. */
export function isOwnForm(context: Protects, request: DomainRequest): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  if (site !== undefined && site !== 'same-origin') return false
  // A page with the referrer policy `no-referrer` names no origin (Fetch standard, "append a request Origin header").
  if (origin !== undefined && origin !== request.origin && origin !== 'null') return false
  const cookie = findCookie(request, cookieName)
  const sent = Buffer.from(request.form.get(fieldName) ?? '')
  const expected = Buffer.from(cookie === undefined ? '' : fieldFor(context, request, cookie))
  return expected.length > 0 && sent.length === expected.length && timingSafeEqual(sent, expected)
}

function fieldFor({ vault }: Protects, { pool, domain }: DomainRequest, cookie: string): string {
  return vault.fingerprint(cookie, `form/${pool.id}/${domain.domain}`)
}
