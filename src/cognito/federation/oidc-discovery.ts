import type { Outbound } from '../../ports/outbound.ts'
import type { Fails } from '../../wire/operation.ts'
import { isEndpoint } from './endpoints.ts'
import type { ProviderDetails } from './provider-details.ts'

/** As the discovery of JWT authorizers is limited. */
const limits = { timeoutMs: 1500, maxBytes: 150_000 }

/** Detail of a provider -> member of its discovery document (OpenID Connect Discovery 1.0 section 3). */
const endpoints: Readonly<Record<string, string>> = {
  authorize_url: 'authorization_endpoint',
  token_url: 'token_endpoint',
  attributes_url: 'userinfo_endpoint',
  jwks_uri: 'jwks_uri',
}

export type Discovers = Fails<'InvalidParameterException'> & { readonly outbound: Pick<Outbound, 'fetchJson'> }

/**
 * The details of an OpenID Connect provider with the endpoints that its discovery document names where the caller names
 * none; it is not asked when all are given. Refuses with InvalidParameterException what cannot be completed so.
 */
export async function completeByDiscovery(context: Discovers, details: ProviderDetails): Promise<ProviderDetails> {
  const missing = Object.entries(endpoints).filter(([detail]) => !details[detail])
  if (missing.length === 0) return details
  const { oidc_issuer: issuer = '' } = details
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const refuse = (detail: string): never =>
    context.fail('InvalidParameterException', `Unable to get the OpenID Connect endpoints of ${issuer} from ${url}.`, {
      detail,
    })
  const fetched = await context.outbound.fetchJson(url, limits)
  if (!fetched.ok) return refuse(fetched.detail)
  const named = memberOf(fetched.document, 'issuer')
  if (named?.replace(/\/$/, '') !== issuer.replace(/\/$/, '')) return refuse(`it names the issuer ${named}`)
  const discovered = missing.map(([detail, member]) => [detail, memberOf(fetched.document, member)] as const)
  // UserInfo is the one endpoint that a provider may lack.
  const wrong = discovered.find(([detail, value]) => (value ? !isEndpoint(value) : detail !== 'attributes_url'))
  if (wrong) return refuse(`its ${endpoints[wrong[0]]} is no https URL, nor an http URL of this machine`)
  return {
    ...details,
    ...Object.fromEntries(discovered.flatMap(([detail, value]) => (value ? [[detail, value]] : []))),
  }
}

function memberOf(document: unknown, name: string): string | undefined {
  const value: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, name) : undefined
  return typeof value === 'string' ? value : undefined
}
