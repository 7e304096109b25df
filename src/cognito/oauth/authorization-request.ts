import type { AppClient } from '../clients/app-client.ts'
import {
  type DomainContext,
  DomainRefusal,
  type DomainRequest,
  encodeQuery,
  findRepeated,
  redirectTo,
} from '../domains/domain-exchange.ts'
import type { ClientRecord, PoolRecord } from '../store.ts'
import { type ReturnAddress, refuseToApp } from './return-address.ts'
import { readScopes } from './scopes.ts'

/** What an app asks for when it sends a browser to `/oauth2/authorize`, or to a page with the same query. */
export interface AuthorizationRequest extends AppClient, ReturnAddress {
  /** Those that are granted: what was asked for, or all that the client may have. */
  readonly scopes: readonly string[]
  readonly nonce?: string
  /** Of PKCE, base64url(SHA-256(verifier)) (RFC 7636 section 4.2). */
  readonly codeChallenge?: string
  readonly prompt?: (typeof prompts)[number]
  /** Whom the client's users may sign in by: `COGNITO` for the pool itself, and names of identity providers. Never empty. */
  readonly identityProviders: readonly string[]
  /** The one of them that the app asks for, or the only one. */
  readonly identityProvider?: string
  /** A name to fill into the form. */
  readonly loginHint?: string
  readonly lang?: string
  /** Who the access token is for (RFC 8707 section 2). */
  readonly resource?: string
}

const prompts = ['none', 'login', 'select_account', 'consent'] as const

type Reads = Pick<DomainContext, 'store'>

/** Why a request cannot be answered to the app: what `/error` is given as `error`. */
export type PageError =
  | 'invalid_request'
  | 'invalid_client'
  | 'redirect_mismatch'
  | 'login_option_unavailable'
  | 'Invalid samlResponse or relayState from identity provider'

/**
 * Reads and checks a query, in this order: client, address to return to, then what is asked for. Throws a DomainRefusal:
 * with a redirect to `/error` as long as it is not sure that the app may be answered, then with one to the app (RFC 6749
 * section 4.1.2.1).
 */
export async function readAuthorizationRequest(
  context: Reads,
  { pool, query }: Pick<DomainRequest, 'pool' | 'query'>,
): Promise<AuthorizationRequest> {
  const client = await requireClientOfPool(context, pool, query)
  const providers = client.settings.SupportedIdentityProviders ?? []
  const address = readReturnAddress(client, providers, query)
  const repeated = findRepeated(query)
  if (repeated !== undefined) refuseToApp(address, 'invalid_request', `${repeated} is given more than once`)
  // PostgreSQL cannot store it.
  if (query.get('nonce')?.includes('\0')) refuseToApp(address, 'invalid_request', 'nonce holds the character NUL')
  checkFlow(address, client, query)
  const scopes = await readScopes(context, { pool, client }, query.get('scope') ?? undefined)
  if ('refused' in scopes) return refuseToApp(address, 'invalid_scope', scopes.refused)
  if (providers.length === 0)
    refuseOnPage('login_option_unavailable', client.id, 'the client has no SupportedIdentityProviders')
  const given: Readonly<Record<string, string | undefined>> = Object.fromEntries(query)
  return {
    pool,
    client,
    ...address,
    scopes: scopes.granted,
    ...readCodeChallenge(address, query),
    ...readPrompt(address, given['prompt']),
    identityProviders: providers,
    ...(await readIdentityProvider(context, address, { pool, providers }, query)),
    ...readResource(address, given['resource']),
    ...(given['nonce'] !== undefined && { nonce: given['nonce'] }),
    ...(given['login_hint'] !== undefined && { loginHint: given['login_hint'] }),
    ...(given['lang'] !== undefined && { lang: given['lang'] }),
  }
}

/** As the API model has it. */
const clientIdForm = /^[\w+]{1,128}$/

/** The client that a query names, if it is one of the domain's pool. Throws a DomainRefusal that leads to `/error`. */
export async function requireClientOfPool(
  context: { readonly store: Pick<DomainContext['store'], 'findClient'> },
  pool: PoolRecord,
  query: URLSearchParams,
): Promise<ClientRecord> {
  const [id, ...more] = query.getAll('client_id')
  if (id === undefined || more.length > 0) return refuseOnPage('invalid_request', id, 'client_id is not given once')
  const client = clientIdForm.test(id) ? await context.store.findClient(id) : undefined
  if (client?.poolId !== pool.id) return refuseOnPage('invalid_client', id, 'client_id is no client of this pool')
  return client
}

/** Shows an error on the domain's own page and leads nowhere else. */
export function refuseOnPage(error: PageError, clientId: string | undefined, detail: string): never {
  throw new DomainRefusal(redirectTo(`/error?${encodeQuery({ error, client_id: clientId })}`), detail)
}

/** Where the app is answered. Without a redirect_uri it is the client's default one, where that has one provider alone. */
function readReturnAddress(client: ClientRecord, providers: readonly string[], query: URLSearchParams): ReturnAddress {
  const { CallbackURLs: callbacks = [], DefaultRedirectURI: byDefault } = client.settings
  const [named, ...more] = query.getAll('redirect_uri')
  const redirectUri = named ?? (providers.length === 1 ? byDefault : undefined)
  if (redirectUri === undefined || more.length > 0 || !callbacks.includes(redirectUri))
    return refuseOnPage('redirect_mismatch', client.id, 'redirect_uri is none of the CallbackURLs')
  const [state] = query.getAll('state')
  return {
    responseType: query.get('response_type') === 'token' ? 'token' : 'code',
    redirectUri,
    namesRedirectUri: named !== undefined,
    ...(state !== undefined && { state }),
  }
}

function checkFlow(address: ReturnAddress, { settings }: ClientRecord, query: URLSearchParams): void {
  const type = query.get('response_type')
  if (type !== 'code' && type !== 'token') refuseToApp(address, 'invalid_request', 'response_type is not code or token')
  if (settings.AllowedOAuthFlowsUserPoolClient !== true)
    refuseToApp(address, 'unauthorized_client', 'AllowedOAuthFlowsUserPoolClient is not true')
  const flow = type === 'code' ? 'code' : 'implicit'
  if (settings.AllowedOAuthFlows?.includes(flow) !== true)
    refuseToApp(address, 'unauthorized_client', `${flow} is not in AllowedOAuthFlows`)
}

/** RFC 7636 section 4.2; `plain` hides nothing and is not to be had. */
function readCodeChallenge(address: ReturnAddress, query: URLSearchParams): { codeChallenge?: string } {
  const [challenge, method] = [query.get('code_challenge'), query.get('code_challenge_method')]
  if (challenge === null && method === null) return {}
  if (method !== 'S256') refuseToApp(address, 'invalid_request', 'code_challenge_method is not S256')
  if (challenge === null || !/^[\w-]{43}$/.test(challenge))
    return refuseToApp(address, 'invalid_request', 'code_challenge is no SHA-256 in base64url')
  return { codeChallenge: challenge }
}

function readPrompt(address: ReturnAddress, given: string | undefined): Pick<AuthorizationRequest, 'prompt'> {
  if (given === undefined) return {}
  const prompt = prompts.find((each) => each === given)
  return prompt ? { prompt } : refuseToApp(address, 'invalid_request', 'prompt has no such value')
}

/** `identity_provider` is a name, `idp_identifier` another name that the pool gave the provider. */
async function readIdentityProvider(
  { store }: Reads,
  address: ReturnAddress,
  { pool, providers }: { readonly pool: PoolRecord; readonly providers: readonly string[] },
  query: URLSearchParams,
): Promise<Pick<AuthorizationRequest, 'identityProvider'>> {
  const [name, identifier] = [query.get('identity_provider'), query.get('idp_identifier')]
  const [only] = providers
  if (name === null && identifier === null)
    return providers.length === 1 && only !== undefined ? { identityProvider: only } : {}
  const found =
    name ?? (await store.findIdentityProviderByIdentifier(pool.id, (identifier ?? '').replaceAll('\0', '')))?.name
  if (found === undefined || !providers.includes(found))
    return refuseToApp(address, 'invalid_request', 'the identity provider is none of the client')
  return { identityProvider: found }
}

/** An absolute URI without a fragment (RFC 8707 section 2), in clear only on this machine. */
function readResource(address: ReturnAddress, resource: string | undefined): Pick<AuthorizationRequest, 'resource'> {
  if (resource === undefined) return {}
  const url = URL.parse(resource)
  if (!url || resource.includes('#') || (url.protocol === 'http:' && url.hostname !== 'localhost'))
    return refuseToApp(address, 'invalid_request', 'resource is no URI that a token can be for')
  return { resource }
}
