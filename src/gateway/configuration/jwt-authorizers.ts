import type { Fails } from '../../wire/operation.ts'
import type { Gateway } from '../gateway.ts'
import { verifyIssuerDiscovery } from '../jwt/discovery.ts'
import { checkQuota } from './quotas.ts'
import type { Input } from '../service.ts'
import type { JwtAuthorizerRecord } from '../store.ts'
import { refuseForeignMembers } from './unsupported.ts'

type AuthorizerContext = Fails<'BadRequestException'>

/** The JWT authorizer that `input` makes of `current`: members that are not given stay. */
export function applyJwtInput(
  context: AuthorizerContext,
  current: Pick<JwtAuthorizerRecord, 'authorizerId' | 'name'> & Partial<JwtAuthorizerRecord>,
  input: Partial<Input<'UpdateAuthorizer'>>,
): JwtAuthorizerRecord {
  refuseForeignMembers(context, 'REQUEST authorizers', {
    AuthorizerCredentialsArn: input.AuthorizerCredentialsArn,
    AuthorizerPayloadFormatVersion: input.AuthorizerPayloadFormatVersion,
    AuthorizerResultTtlInSeconds: input.AuthorizerResultTtlInSeconds,
    AuthorizerUri: input.AuthorizerUri,
    EnableSimpleResponses: input.EnableSimpleResponses,
  })
  const { Issuer, Audience } = input.JwtConfiguration ?? {}
  const { issuer = '', audience = [] } = current.jwtConfiguration ?? {}
  const sources = input.IdentitySource ?? (current.identitySource === undefined ? [] : [current.identitySource])
  return {
    authorizerId: current.authorizerId,
    name: current.name,
    authorizerType: 'JWT',
    identitySource: readIdentitySource(context, sources),
    jwtConfiguration: {
      issuer: readIssuer(context, Issuer ?? issuer),
      audience: readAudience(context, Audience ?? audience),
    },
  }
}

/** AWS page "Control access to HTTP APIs with JWT authorizers": one source, a header or a query parameter. */
function readIdentitySource(context: AuthorizerContext, sources: readonly string[]): string {
  const [source = '', ...more] = sources
  if (more.length > 0 || !/^\$request\.(?:header|querystring)\.[\w!#$%&'*+.^`|~-]+$/.test(source))
    context.fail(
      'BadRequestException',
      `IdentitySource of a JWT authorizer must be one of $request.header.<name> or $request.querystring.<name>: [${sources.join(', ')}]`,
    )
  return source
}

function readIssuer(context: AuthorizerContext, issuer: string): string {
  const protocol = URL.parse(issuer)?.protocol
  if (protocol !== 'https:' && protocol !== 'http:') refuseIssuer(context, issuer, 'it is no http or https URL')
  return issuer
}

function readAudience(context: AuthorizerContext, audience: readonly string[]): string[] {
  if (audience.length === 0 || audience.includes(''))
    context.fail('BadRequestException', 'JwtConfiguration of a JWT authorizer must have an Audience')
  checkQuota(context, 'Audiences', audience.length, 'authorizer')
  return [...audience]
}

/**
 * Refuses an issuer without a valid discovery document, as AWS does when an authorizer is created. A local one is
 * looked up in this process and never fetched, whether its pool exists or not.
 */
export async function checkIssuer(
  context: AuthorizerContext & Pick<Gateway, 'issuers' | 'outbound'>,
  issuer: string,
): Promise<void> {
  readIssuer(context, issuer)
  if (await context.issuers.findLocal(issuer)) return
  if (context.issuers.isLocalForm(issuer)) refuseIssuer(context, issuer, 'no user pool of this server has it')
  const discovery = await verifyIssuerDiscovery(issuer, context.outbound)
  if (!discovery.ok) refuseIssuer(context, issuer, discovery.explanation)
}

function refuseIssuer(context: AuthorizerContext, issuer: string, detail: string): never {
  return context.fail(
    'BadRequestException',
    `Invalid issuer: ${issuer}. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'`,
    { detail },
  )
}
