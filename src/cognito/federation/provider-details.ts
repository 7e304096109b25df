import type { IdentityProviderTypeType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { SamlTrust } from '../identity-provider-store.ts'
import { encryptionKeyOf, type MakesEncryptionKeys } from '../saml/encryption-key.ts'
import { completeByMetadata, type ReadsMetadata } from '../saml/saml-details.ts'
import { isEndpoint } from './endpoints.ts'
import { completeByDiscovery, type Discovers } from './oidc-discovery.ts'

/** ProviderDetails by name (AWS API reference, CreateIdentityProvider). */
export type ProviderDetails = Readonly<Record<string, string>>

/** What a type of provider takes. */
interface DetailRules {
  /** Names that the caller must give. */
  readonly required: readonly string[]
  /** Names that the caller may give besides; what `defaults` has may be given as well. */
  readonly optional: readonly string[]
  /** What AWS knows of the provider and shows when it is described. */
  readonly defaults: (given: ProviderDetails) => ProviderDetails
}

const oauthClient = ['client_id', 'client_secret', 'authorize_scopes']

const rules: Readonly<Record<IdentityProviderTypeType, DetailRules>> = {
  Google: {
    required: oauthClient,
    optional: [],
    defaults: () => ({
      attributes_url: 'https://people.googleapis.com/v1/people/me?personFields=',
      attributes_url_add_attributes: 'true',
      authorize_url: 'https://accounts.google.com/o/oauth2/v2/auth',
      oidc_issuer: 'https://accounts.google.com',
      token_request_method: 'POST',
      token_url: 'https://www.googleapis.com/oauth2/v4/token',
    }),
  },
  Facebook: {
    required: oauthClient,
    optional: ['api_version'],
    defaults: ({ api_version: version = 'v17.0' }) => ({
      api_version: version,
      attributes_url: `https://graph.facebook.com/${version}/me?fields=`,
      attributes_url_add_attributes: 'true',
      authorize_url: `https://www.facebook.com/${version}/dialog/oauth`,
      token_request_method: 'GET',
      token_url: `https://graph.facebook.com/${version}/oauth/access_token`,
    }),
  },
  LoginWithAmazon: {
    required: oauthClient,
    optional: [],
    defaults: () => ({
      attributes_url: 'https://api.amazon.com/user/profile',
      attributes_url_add_attributes: 'false',
      authorize_url: 'https://www.amazon.com/ap/oa',
      token_request_method: 'POST',
      token_url: 'https://api.amazon.com/auth/o2/token',
    }),
  },
  SignInWithApple: {
    required: ['client_id', 'team_id', 'key_id', 'private_key', 'authorize_scopes'],
    optional: [],
    defaults: () => ({
      attributes_url_add_attributes: 'false',
      authorize_url: 'https://appleid.apple.com/auth/authorize',
      oidc_issuer: 'https://appleid.apple.com',
      token_request_method: 'POST',
      token_url: 'https://appleid.apple.com/auth/token',
    }),
  },
  OIDC: {
    required: ['client_id', 'authorize_scopes', 'oidc_issuer'],
    optional: ['client_secret', 'authorize_url', 'token_url', 'attributes_url', 'jwks_uri'],
    defaults: () => ({ attributes_request_method: 'GET', attributes_url_add_attributes: 'false' }),
  },
  SAML: {
    required: [],
    optional: [
      'MetadataURL',
      'MetadataFile',
      'IDPSignout',
      'IDPInit',
      'EncryptedResponses',
      'RequestSigningAlgorithm',
      // What metadata says and is made here, which whoever sends a description back gives as well.
      'ActiveEncryptionCertificate',
      'SSORedirectBindingURI',
      'SLORedirectBindingURI',
    ],
    defaults: () => ({}),
  },
}

/** Values that a detail may have. */
const choices: Readonly<Record<string, readonly string[] | undefined>> = {
  attributes_request_method: ['GET', 'POST'],
  attributes_url_add_attributes: ['true', 'false'],
  token_request_method: ['GET', 'POST'],
  IDPSignout: ['true', 'false'],
  IDPInit: ['true', 'false'],
  EncryptedResponses: ['true', 'false'],
  RequestSigningAlgorithm: ['rsa-sha256'],
}

const urls: readonly string[] = [
  'oidc_issuer',
  'authorize_url',
  'token_url',
  'attributes_url',
  'jwks_uri',
  'MetadataURL',
]

/** Details that stay when an update does not give them, as clients that show a description do. */
const secrets: readonly string[] = ['client_secret', 'private_key']

type Refuses = Fails<'InvalidParameterException'>

/**
 * The details of a provider, completed by what is known of it: the endpoints of a social provider, the discovery
 * document of an OpenID Connect one, the metadata of a SAML one. Refuses with InvalidParameterException.
 * @param known what the provider has until now
 */
export async function readProviderDetails(
  context: Refuses & Pick<CallContext, 'now'> & Discovers & ReadsMetadata & MakesEncryptionKeys,
  { poolId, type }: { readonly poolId: string; readonly type: IdentityProviderTypeType },
  given: ProviderDetails,
  known: ProviderDetails = {},
): Promise<{ readonly details: ProviderDetails; readonly entityId?: string; readonly saml?: SamlTrust }> {
  if (type === 'SAML') {
    checkDetails(context, type, given)
    const facts = await completeByMetadata(context, given)
    return { ...facts, details: { ...facts.details, ...(await encryptionKeyOf(context, poolId, known)) } }
  }
  const kept = Object.entries(known).filter(([name]) => secrets.includes(name))
  const wanted = { ...Object.fromEntries(kept), ...given }
  checkDetails(context, type, wanted)
  const details = { ...rules[type].defaults(wanted), ...wanted }
  return { details: type === 'OIDC' ? await completeByDiscovery(context, details) : details }
}

function checkDetails(context: Refuses, type: IdentityProviderTypeType, details: ProviderDetails): void {
  const { required, optional, defaults } = rules[type]
  const refuse = (text: string): never => context.fail('InvalidParameterException', text)
  const missing = required.find((name) => !details[name])
  if (missing !== undefined) refuse(`ProviderDetails of a provider of type ${type} must have ${missing}.`)
  const names = [...required, ...optional, ...Object.keys(defaults(details))]
  for (const [name, value] of Object.entries(details)) {
    if (!names.includes(name)) refuse(`ProviderDetails of a provider of type ${type} cannot have ${name}.`)
    if (choices[name]?.includes(value) === false)
      refuse(`${name} in ProviderDetails must be one of ${choices[name].join(', ')}.`)
    if (urls.includes(name) && !isEndpoint(value))
      refuse(`${name} in ProviderDetails must be an https URL, or an http URL of this machine.`)
  }
}
