import type { PublishedKey } from './signing-keys.ts'

/** An OpenID Provider's metadata (OpenID Connect Discovery 1.0 section 3), as far as a pool without a domain has it. */
export interface DiscoveryDocument {
  readonly id_token_signing_alg_values_supported: readonly string[]
  readonly issuer: string
  readonly jwks_uri: string
  readonly response_types_supported: readonly string[]
  readonly scopes_supported: readonly string[]
  readonly subject_types_supported: readonly string[]
}

/**
 * What `<issuer>/.well-known/openid-configuration` answers for one of a pool's issuers; its keys are under the same
 * issuer. The endpoints of a domain are left out, as a pool has no domain here.
 */
export function discoveryDocument(issuer: string): DiscoveryDocument {
  return {
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  }
}

/** What `<issuer>/.well-known/jwks.json` answers: a JWK Set (RFC 7517 section 5). */
export function jwks(keys: readonly PublishedKey[]): { readonly keys: readonly PublishedKey[] } {
  return { keys }
}
