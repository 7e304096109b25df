import type { EndpointAddresses } from '../domains/domain-addresses.ts'
import type { PublishedKey } from './signing-keys.ts'

/** An OpenID Provider's metadata (OpenID Connect Discovery 1.0 section 3). */
export interface DiscoveryDocument {
  readonly authorization_endpoint?: string
  readonly end_session_endpoint?: string
  readonly id_token_signing_alg_values_supported: readonly string[]
  readonly issuer: string
  readonly jwks_uri: string
  readonly response_types_supported: readonly string[]
  readonly revocation_endpoint?: string
  readonly scopes_supported: readonly string[]
  readonly subject_types_supported: readonly string[]
  readonly token_endpoint?: string
  readonly token_endpoint_auth_methods_supported?: readonly string[]
  readonly userinfo_endpoint?: string
}

/**
 * What `<issuer>/.well-known/openid-configuration` answers for one of a pool's issuers; its keys are under the same issuer.
 * @param addresses undefined for a pool without a domain, which has no endpoints
 */
export function discoveryDocument(issuer: string, addresses?: EndpointAddresses): DiscoveryDocument {
  return {
    ...(addresses && endpointsAt(addresses)),
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  }
}

function endpointsAt({ forBrowsers, forPrograms }: EndpointAddresses): Partial<DiscoveryDocument> {
  return {
    authorization_endpoint: `${forBrowsers}/oauth2/authorize`,
    end_session_endpoint: `${forBrowsers}/logout`,
    revocation_endpoint: `${forPrograms}/oauth2/revoke`,
    token_endpoint: `${forPrograms}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    userinfo_endpoint: `${forPrograms}/oauth2/userInfo`,
  }
}

/** What `<issuer>/.well-known/jwks.json` answers: a JWK Set (RFC 7517 section 5). */
export function jwks(keys: readonly PublishedKey[]): { readonly keys: readonly PublishedKey[] } {
  return { keys }
}
