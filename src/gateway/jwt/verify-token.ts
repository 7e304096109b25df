import { checkScopes, findBrokenRule, readScopes, readSubject, validity, type Claims } from './claims.ts'
import type { KeyLoadFailure, KeyLookup, KeySet } from './key-set.ts'
import { refuse, show, type Refusal } from './refusal.ts'
import { decodeSegment, parseToken, refuseSegment, type Token } from './token.ts'
import { digests, type VerificationKey } from './verification-key.ts'
import type { Approval, VerifiedSignatures, VerifiedToken } from './verified-signatures.ts'
import { isSignedBy } from './verify-signature.ts'

export interface Grant {
  readonly granted: true
  readonly claims: Claims
  /** The claim of that name, if it is a text. */
  readonly sub: string | undefined
  /** Every scope of the token, not only those the route asks for. */
  readonly scopes: readonly string[]
}

/** What a route's JWT authorizer asks of a token. */
export interface TokenRules {
  readonly keys: KeySet
  readonly audience: readonly string[]
  /** The route's authorization scopes: one of them is enough; none asks for none. */
  readonly requiredScopes: readonly string[]
  readonly now: Date
  /** Seconds. */
  readonly leeway: number
  readonly signatures: VerifiedSignatures
}

/**
 * Decides on a token by the steps of the AWS page "Control access to HTTP APIs with JWT authorizers in API Gateway":
 * decode, algorithm, key and signature, claims, scopes. Whatever the token holds, this answers and does not throw; at
 * once, if the issuer's keys are known.
 */
export function verifyToken(text: string, rules: TokenRules): Grant | Refusal | Promise<Grant | Refusal> {
  const remembered = rules.signatures.find(text)
  const token = remembered?.token ?? parseToken(text)
  if ('granted' in token) return token
  const refusedHeader = remembered ? undefined : checkHeader(token.header)
  if (refusedHeader) return refusedHeader
  const kid = token.header.get('kid')
  if (typeof kid !== 'string' || kid === '')
    return refuse('kid-missing', 'the token does not have a valid kid', `kid is ${show(kid)}, not the name of a key`)
  const found = rules.keys.find(kid)
  return found instanceof Promise
    ? found.then((lookup) => decide(text, token, remembered, kid, lookup, rules))
    : decide(text, token, remembered, kid, found, rules)
}

function decide(
  text: string,
  token: Token,
  remembered: VerifiedToken | undefined,
  kid: string,
  found: KeyLookup,
  rules: TokenRules,
): Grant | Refusal {
  if (!found.ok) return refuseKey(kid, found)
  const { key, issuers } = found
  const now = rules.now.getTime() / 1000
  let verified = remembered
  if (verified?.material !== key.material) {
    const refusedSignature = checkSignature(token, key)
    if (refusedSignature) return refusedSignature
    verified = rules.signatures.remember(text, token, key.material)
  }
  const { approval } = verified
  if (approval && isStill(approval, issuers, rules, now)) return approval.grant
  const { audience, leeway, requiredScopes } = rules
  const broken = findBrokenRule(token.claims, { issuers, audience, leeway, now })
  if (broken) return broken
  const scopes = readScopes(token.claims)
  const refusedScopes = checkScopes(scopes, requiredScopes)
  if (refusedScopes) return refusedScopes
  const grant: Grant = { granted: true, claims: token.claims, sub: readSubject(token.claims), scopes }
  verified.approval = { issuers, audience, requiredScopes, grant, ...validity(token.claims, leeway) }
  return grant
}

/** Whether a decision holds for these rules, too, at this time. */
function isStill(approval: Approval, issuers: readonly string[], rules: TokenRules, now: number): boolean {
  return (
    approval.issuers === issuers &&
    approval.audience === rules.audience &&
    approval.requiredScopes === rules.requiredScopes &&
    approval.from <= now &&
    now < approval.until
  )
}

/** The families of algorithms that are refused by name; of any other value nothing is repeated to the client. */
const knownAlgorithm = /^(none|EdDSA|(HS|RS|ES|PS)(256|384|512))$/

function checkHeader(header: ReadonlyMap<string, unknown>): Refusal | undefined {
  const alg = header.get('alg')
  if (!digests.has(alg))
    return refuse('algorithm-refused', describeAlgorithm(alg), `alg is ${show(alg)}, not RS256, RS384 or RS512`)
  // RFC 7515 section 4.1.11: extensions that must be understood, and none is.
  if (header.has('crit'))
    return refuse(
      'extension-refused',
      'the token has an unknown critical header',
      `crit is ${show(header.get('crit'))}`,
    )
  return undefined
}

function describeAlgorithm(alg: unknown): string {
  if (typeof alg !== 'string') return 'signing method (alg) is unspecified.'
  return knownAlgorithm.test(alg) ? `signing method ${alg} is invalid` : 'signing method (alg) is unavailable.'
}

function refuseKey(kid: string, failure: KeyLoadFailure | { reason: 'kid-unknown'; explanation: string }): Refusal {
  switch (failure.reason) {
    case 'discovery-failed':
      return refuse(failure.reason, 'OIDC discovery endpoint communication error', failure.explanation)
    case 'jwks-failed':
      return refuse(failure.reason, 'JWKS communication error', failure.explanation)
    case 'kid-unknown':
      return refuse(
        failure.reason,
        'the token does not have a valid kid',
        `kid is ${show(kid)}; ${failure.explanation}`,
      )
  }
}

function checkSignature(token: Token, key: VerificationKey): Refusal | undefined {
  const alg = token.header.get('alg')
  if (key.alg !== undefined && key.alg !== alg)
    return refuse(
      'key-unfit',
      'crypto/rsa: verification error',
      `the key ${show(key.kid)} is for ${key.alg}, alg is ${show(alg)}`,
    )
  const signature = decodeSegment(token.signature)
  if (signature === undefined) return refuseSegment(token.signature, 'signature')
  if (isSignedBy(key, alg, Buffer.from(token.signed, 'latin1'), signature)) return undefined
  return refuse(
    'signature-invalid',
    'crypto/rsa: verification error',
    `the signature is not by the key ${show(key.kid)}`,
  )
}
