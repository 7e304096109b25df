import type { SecretOutbound } from '../../ports/outbound.ts'
import type { CallContext } from '../../wire/operation.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import { appleClientSecret } from './apple-client-secret.ts'
import type { ProviderDetails } from './provider-details.ts'
import { ProviderFailure } from './provider-failure.ts'

export type AsksProviders = Pick<CallContext, 'now'> & { readonly outbound: SecretOutbound }

/** What a provider gave for a code. */
export interface ProviderTokens {
  readonly accessToken?: string
  readonly idToken?: string
}

/** Bounds of one question to a provider: whoever signs in waits for it. */
export const providerLimits = { timeoutMs: 5000, maxBytes: 150_000 }

/** Redeems a provider's code at its token endpoint, as the client that the provider knows this pool as. */
export async function fetchProviderTokens(
  context: AsksProviders,
  provider: IdentityProviderRecord,
  details: ProviderDetails,
  { code, redirectUri }: { readonly code: string; readonly redirectUri: string },
): Promise<ProviderTokens> {
  const { token_url: url = '', token_request_method: method = 'POST', client_id: clientId = '' } = details
  const secret =
    provider.type === 'SignInWithApple' ? appleClientSecret(details, context.now) : details['client_secret']
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: clientId,
    ...(secret !== undefined && { client_secret: secret }),
  }
  // Facebook's is asked with a query.
  const call =
    method === 'GET' ? { method: 'GET' as const, url: withQuery(url, form) } : { method: 'POST' as const, url, form }
  const answered = await context.outbound.callForJson(call, providerLimits)
  if (!answered.ok) throw new ProviderFailure(describe(provider, answered), `token endpoint: ${answered.detail}`)
  const [accessToken, idToken] = ['access_token', 'id_token'].map((name) => textMember(answered.document, name))
  return { ...(accessToken !== undefined && { accessToken }), ...(idToken !== undefined && { idToken }) }
}

/** What apps are told when a provider's token endpoint fails (developer guide, "Authorize endpoint", error responses). */
function describe(
  { name }: IdentityProviderRecord,
  { failure, status }: { readonly failure: string; readonly status?: number },
): string {
  if (failure === 'timeout') return 'Timeout occurred in calling IdP token endpoint'
  if (failure === 'unreachable') return 'Connection reset'
  return `${name} Error - ${status ?? failure} error getting token`
}

export function withQuery(url: string, members: Readonly<Record<string, string>>): string {
  const asked = new URL(url)
  for (const [name, value] of Object.entries(members)) asked.searchParams.set(name, value)
  return asked.toString()
}

export function textMember(document: unknown, name: string): string | undefined {
  const value: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, name) : undefined
  return typeof value === 'string' ? value : undefined
}
