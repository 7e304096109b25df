import type { Outbound } from '../../ports/outbound.ts'

/** Limits of AWS (page "Quotas for HTTP APIs"): the discovery endpoint and the JWKS endpoint have 1500 ms each. */
const discoveryTimeoutMs = 1500
/** AWS names a limit for the JWKS only; a discovery document gets the same. */
const discoveryMaxBytes = 150_000

export type IssuerDiscovery =
  | { readonly ok: true; readonly jwksUri: string }
  /** `explanation` is for the operator. */
  | { readonly ok: false; readonly explanation: string }

/**
 * Fetches `{issuer}/.well-known/openid-configuration` and checks that it is the discovery document of exactly this
 * issuer (OpenID Connect Discovery 1.0 section 4.3). Never rejects. Local issuers are not asked this way.
 */
export async function verifyIssuerDiscovery(issuer: string, outbound: Outbound): Promise<IssuerDiscovery> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const fetched = await outbound.fetchJson(url, { timeoutMs: discoveryTimeoutMs, maxBytes: discoveryMaxBytes })
  if (!fetched.ok) return { ok: false, explanation: `${url}: ${fetched.detail}` }
  const named = memberOf(fetched.document, 'issuer')
  const jwksUri = memberOf(fetched.document, 'jwks_uri')
  if (named !== issuer)
    return { ok: false, explanation: `${url} names the issuer ${JSON.stringify(named)}, not "${issuer}"` }
  if (typeof jwksUri !== 'string' || !/^https?:$/.test(URL.parse(jwksUri)?.protocol ?? ''))
    return { ok: false, explanation: `${url} has no jwks_uri with http or https` }
  return { ok: true, jwksUri }
}

function memberOf(document: unknown, name: 'issuer' | 'jwks_uri'): unknown {
  return typeof document === 'object' && document !== null ? Reflect.get(document, name) : undefined
}
