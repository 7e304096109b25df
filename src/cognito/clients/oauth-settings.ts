import type { Fails } from '../../wire/operation.ts'
import { userScopes } from '../resource-servers/custom-scopes.ts'
import type { ClientSettings } from '../store.ts'

/** The members of an app client that concern the OAuth 2.0 endpoints. */
export type OAuthSettings = Pick<
  ClientSettings,
  | 'AllowedOAuthFlows'
  | 'AllowedOAuthScopes'
  | 'AllowedOAuthFlowsUserPoolClient'
  | 'CallbackURLs'
  | 'LogoutURLs'
  | 'DefaultRedirectURI'
>

type Refuses = Fails<'InvalidParameterException' | 'InvalidOAuthFlowException'>

/**
 * Reads them, each as given. Whether the scopes exist is `checkScopes`' to say.
 * @param hasSecret whether the client has a secret, which client_credentials needs
 */
export function readOAuthSettings(context: Refuses, input: OAuthSettings, hasSecret: boolean): OAuthSettings {
  const { AllowedOAuthFlows: flows, AllowedOAuthScopes: scopes, AllowedOAuthFlowsUserPoolClient: active } = input
  const { CallbackURLs: callbacks, LogoutURLs: logouts, DefaultRedirectURI: redirect } = input
  if (active && (!flows?.length || !scopes?.length))
    context.fail(
      'InvalidParameterException',
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    )
  if (flows?.includes('client_credentials')) checkClientCredentials(context, flows, scopes ?? [], hasSecret)
  for (const url of [...(callbacks ?? []), ...(logouts ?? [])]) checkUrl(context, url)
  if (redirect !== undefined && !callbacks?.includes(redirect))
    context.fail('InvalidParameterException', 'DefaultRedirectURI must be one of CallbackURLs.')
  return {
    AllowedOAuthFlowsUserPoolClient: active ?? false,
    ...(flows && { AllowedOAuthFlows: flows }),
    ...(scopes && { AllowedOAuthScopes: scopes }),
    ...(callbacks && { CallbackURLs: callbacks }),
    ...(logouts && { LogoutURLs: logouts }),
    ...(redirect !== undefined && { DefaultRedirectURI: redirect }),
  }
}

function checkClientCredentials(
  context: Refuses,
  flows: readonly string[],
  scopes: readonly string[],
  hasSecret: boolean,
): void {
  if (flows.length > 1)
    context.fail(
      'InvalidOAuthFlowException',
      'client_credentials flow can not be selected along with code flow or implicit flow.',
    )
  if (!hasSecret)
    context.fail(
      'InvalidOAuthFlowException',
      'client_credentials flow can not be selected if client does not have a client secret.',
    )
  const userScope = scopes.find((scope) => userScopes.includes(scope))
  if (userScope !== undefined)
    context.fail('InvalidOAuthFlowException', `${userScope} is not supported with client_credentials flow`)
}

const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]']
/** Schemes that a browser would run instead of visiting: never a place to send a token to. */
const runnableSchemes: readonly string[] = ['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'about:']

/** An absolute URI without a fragment (RFC 6749 section 3.1.2); http only for development on this machine. */
function checkUrl(context: Refuses, url: string): void {
  const refuse = (reason: string): never => context.fail('InvalidParameterException', `${url} ${reason}`)
  const parsed = URL.parse(url)
  if (!parsed) return refuse('is not an absolute URI.')
  if (parsed.protocol === 'http:' && !loopbackHosts.includes(parsed.hostname)) refuse('cannot use the HTTP protocol.')
  if (runnableSchemes.includes(parsed.protocol)) refuse(`cannot use the scheme ${parsed.protocol}`)
  if (url.includes('#')) refuse('cannot contain a fragment.')
}
