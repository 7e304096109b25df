import type { Outbound } from '../../ports/outbound.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import { type Claims, isObject, verifyIdToken } from './id-token.ts'
import type { ProviderDetails } from './provider-details.ts'
import { ProviderFailure } from './provider-failure.ts'
import { type AsksProviders, providerLimits, type ProviderTokens, textMember, withQuery } from './provider-tokens.ts'

type Asks = AsksProviders & { readonly outbound: Pick<Outbound, 'fetchJson'> }

/** Providers that say who signed in with a signed ID token; the others are asked with the access token. */
const signing: readonly string[] = ['OIDC', 'Google', 'SignInWithApple']

/**
 * What a provider says of who signed in there: the claims of the ID token, those of its user info endpoint over them. For
 * Google and Apple the ID token has them all.
 * @param nonce which the ID token has to repeat
 */
export async function fetchProviderClaims(
  context: Asks,
  provider: IdentityProviderRecord,
  details: ProviderDetails,
  tokens: ProviderTokens,
  nonce: string,
): Promise<Claims> {
  if (!signing.includes(provider.type)) return askForAttributes(context, provider, details, tokens)
  const claims = await readIdToken(context, details, tokens, nonce)
  if (provider.type !== 'OIDC' || !details['attributes_url']) return claims
  const more = await askForAttributes(context, provider, details, tokens)
  // Or somebody else's claims could be put in place of the user's (OpenID Connect Core section 5.3.2).
  if (more['sub'] !== claims['sub'])
    throw new ProviderFailure('Invalid user info', 'the user info endpoint tells of another subject')
  return { ...more, ...claims }
}

async function readIdToken(
  context: Asks,
  details: ProviderDetails,
  { idToken }: ProviderTokens,
  nonce: string,
): Promise<Claims> {
  if (idToken === undefined) throw new ProviderFailure('Missing ID token', 'the token endpoint gave no ID token')
  const { oidc_issuer: issuer = '', client_id: clientId = '' } = details
  const fetched = await context.outbound.fetchJson(await keysUrl(context, details), providerLimits)
  const keys = fetched.ok && isObject(fetched.document) ? fetched.document['keys'] : undefined
  if (!Array.isArray(keys))
    throw new ProviderFailure('Unable to get keys', `keys: ${fetched.ok ? 'not a JWK Set' : fetched.detail}`)
  const verified = verifyIdToken(idToken, keys, { issuer, clientId, nonce, now: context.now })
  if (typeof verified === 'string') throw new ProviderFailure('Invalid ID token', verified)
  return verified
}

/** Google's and Apple's are where their discovery documents say. */
async function keysUrl(
  { outbound }: Asks,
  { jwks_uri: known, oidc_issuer: issuer = '' }: ProviderDetails,
): Promise<string> {
  if (known !== undefined) return known
  const fetched = await outbound.fetchJson(`${issuer}/.well-known/openid-configuration`, providerLimits)
  const found = fetched.ok ? textMember(fetched.document, 'jwks_uri') : undefined
  if (found === undefined)
    throw new ProviderFailure('Unable to get keys', `discovery: ${fetched.ok ? 'no jwks_uri' : fetched.detail}`)
  return found
}

async function askForAttributes(
  { outbound }: Asks,
  { attributeMapping }: IdentityProviderRecord,
  details: ProviderDetails,
  { accessToken }: ProviderTokens,
): Promise<Claims> {
  if (accessToken === undefined) throw new ProviderFailure('Missing access token', 'the token endpoint gave none')
  const { attributes_url: url = '', attributes_request_method: method = 'GET' } = details
  const names = [...new Set(Object.values(attributeMapping))].join(',')
  const answered = await outbound.callForJson(
    {
      method: method === 'POST' ? 'POST' : 'GET',
      url: details['attributes_url_add_attributes'] === 'true' ? withQuery(url, { fields: names }) : url,
      headers: { authorization: `Bearer ${accessToken}` },
    },
    providerLimits,
  )
  if (answered.ok && isObject(answered.document)) return answered.document
  const detail = answered.ok ? 'not an object' : answered.detail
  throw new ProviderFailure('Error getting user info', `user info endpoint: ${detail}`)
}
