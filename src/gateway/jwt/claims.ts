import { refuse, refuseScopes, show, type Refusal } from './refusal.ts'

export type Claims = ReadonlyMap<string, unknown>

/** What a token must say. */
export interface ClaimRules {
  /** The `iss` values of the issuer. */
  readonly issuers: readonly string[]
  readonly audience: readonly string[]
  /** Seconds since 1970, with a fraction. */
  readonly now: number
  /** How far clocks may differ, in seconds. AWS documents none. */
  readonly leeway: number
}

type Check = (claims: Claims, rules: ClaimRules) => Refusal | undefined

/** In the order of the AWS page "Control access to HTTP APIs with JWT authorizers in API Gateway". */
const checks: readonly Check[] = [checkIssuer, checkAudience, checkExpiry, checkNotBefore, checkIssuedAt]

/** The first rule that the claims break; undefined when they keep all of them. */
export function findBrokenRule(claims: Claims, rules: ClaimRules): Refusal | undefined {
  for (const check of checks) {
    const refusal = check(claims, rules)
    if (refusal) return refusal
  }
  return undefined
}

function checkIssuer(claims: Claims, { issuers }: ClaimRules): Refusal | undefined {
  const iss = claims.get('iss')
  if (typeof iss === 'string' && issuers.includes(iss)) return undefined
  const bySlash = typeof iss === 'string' && issuers.find((issuer) => `${issuer}/` === iss || issuer === `${iss}/`)
  const explanation = bySlash
    ? `iss ${show(iss)} differs by a trailing slash from ${bySlash}`
    : `iss is ${show(iss)}, not one of ${show(issuers)}`
  return refuse('issuer-mismatch', 'issuer does not match', explanation)
}

/** `client_id` counts only in a token without `aud`. */
function checkAudience(claims: Claims, { audience }: ClaimRules): Refusal | undefined {
  const name = claims.has('aud') ? 'aud' : 'client_id'
  const value = claims.get(name)
  const named: readonly unknown[] = name === 'aud' && Array.isArray(value) ? value : [value]
  if (named.some((member) => typeof member === 'string' && audience.includes(member))) return undefined
  const explanation = `${name} ${show(value)} not in ${show(audience)}`
  return refuse('audience-mismatch', 'the token does not have a valid audience', explanation)
}

function checkExpiry(claims: Claims, { now, leeway }: ClaimRules): Refusal | undefined {
  const exp = claims.get('exp')
  if (isNumericDate(exp) && now < exp + leeway) return undefined
  const explanation = isNumericDate(exp) ? `expired ${showSeconds(now - exp)} ago` : `exp is ${show(exp)}, not a time`
  return refuse('expired', 'the token has expired', explanation)
}

function checkNotBefore(claims: Claims, { now, leeway }: ClaimRules): Refusal | undefined {
  const nbf = claims.get('nbf')
  if (nbf === undefined || (isNumericDate(nbf) && nbf <= now + leeway)) return undefined
  const explanation = isNumericDate(nbf) ? `nbf is ${showSeconds(nbf - now)} ahead` : `nbf is ${show(nbf)}, not a time`
  return refuse('not-yet-valid', 'Token is not valid yet', explanation)
}

function checkIssuedAt(claims: Claims, { now, leeway }: ClaimRules): Refusal | undefined {
  const iat = claims.get('iat')
  if (iat === undefined || (isNumericDate(iat) && iat <= now + leeway)) return undefined
  const explanation = isNumericDate(iat) ? `iat is ${showSeconds(iat - now)} ahead` : `iat is ${show(iat)}, not a time`
  return refuse('issued-in-future', 'Token used before issued', explanation)
}

/** When claims that keep every rule do so, in seconds: from a time on, and until another. */
export function validity(claims: Claims, leeway: number): { readonly from: number; readonly until: number } {
  const exp = claims.get('exp')
  const begins = [claims.get('nbf'), claims.get('iat')].filter(isNumericDate)
  return {
    from: Math.max(Number.NEGATIVE_INFINITY, ...begins) - leeway,
    until: isNumericDate(exp) ? exp + leeway : Number.NEGATIVE_INFINITY,
  }
}

/** RFC 7519 section 2: a JSON number of seconds. */
function isNumericDate(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** Refuses with 403 a token that has none of the scopes that the route asks for. */
export function checkScopes(granted: readonly string[], required: readonly string[]): Refusal | undefined {
  if (required.length === 0 || required.some((scope) => granted.includes(scope))) return undefined
  return refuseScopes(`the token's scopes are ${show(granted)}; the route asks for one of ${show(required)}`)
}

/** The token's scopes: `scp`, else `scope`; a list, or text with spaces between (RFC 8693 section 4.2). */
export function readScopes(claims: Claims): readonly string[] {
  const value = claims.has('scp') ? claims.get('scp') : claims.get('scope')
  if (typeof value === 'string') return value.split(' ').filter((scope) => scope !== '')
  return Array.isArray(value) ? value.filter((scope) => typeof scope === 'string') : []
}

export function readSubject(claims: Claims): string | undefined {
  const sub = claims.get('sub')
  return typeof sub === 'string' ? sub : undefined
}

/** `192` is "3 min 12 s": the two largest units that are not zero. */
function showSeconds(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const
  let rest = Math.round(seconds)
  const parts: string[] = []
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${unit}`)
  }
  return parts.slice(0, 2).join(' ') || '0 s'
}
