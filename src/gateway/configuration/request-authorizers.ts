import type { Fails } from '../../wire/operation.ts'
import { isContextVariable } from '../proxy/context-variables.ts'
import { readInvocableUri, type IntegrationContext } from './integrations.ts'
import type { Input } from '../service.ts'
import type { RequestAuthorizerRecord } from '../store.ts'
import { refuseForeignMembers, refuseUnimplementedMembers } from './unsupported.ts'

/** What an authorizer with identity sources gets when its creation names no TTL, in seconds. */
const defaultTtl = 300

/** The REQUEST authorizer that `input` makes of `current`: members that are not given stay. */
export function applyRequestInput(
  context: IntegrationContext,
  current: Pick<RequestAuthorizerRecord, 'authorizerId' | 'name'> & Partial<RequestAuthorizerRecord>,
  input: Partial<Input<'UpdateAuthorizer'>>,
): RequestAuthorizerRecord {
  refuseForeignMembers(context, 'JWT authorizers', { JwtConfiguration: input.JwtConfiguration })
  refuseUnimplementedMembers(context, { AuthorizerCredentialsArn: input.AuthorizerCredentialsArn })
  const version = readVersion(context, input.AuthorizerPayloadFormatVersion ?? current.authorizerPayloadFormatVersion)
  const simple = input.EnableSimpleResponses ?? current.enableSimpleResponses ?? false
  if (simple && version !== '2.0')
    context.fail(
      'BadRequestException',
      'EnableSimpleResponses is supported only for AuthorizerPayloadFormatVersion 2.0',
    )
  const identitySource = readIdentitySources(context, input.IdentitySource ?? current.identitySource ?? [])
  const ttl = input.AuthorizerResultTtlInSeconds
  const remembers = identitySource.length > 0
  if (ttl && !remembers)
    context.fail(
      'BadRequestException',
      'AuthorizerResultTtlInSeconds must be 0 for an authorizer without identity sources',
    )
  return {
    authorizerId: current.authorizerId,
    name: current.name,
    authorizerType: 'REQUEST',
    authorizerUri: readAuthorizerUri(context, input.AuthorizerUri ?? current.authorizerUri ?? ''),
    authorizerPayloadFormatVersion: version,
    enableSimpleResponses: simple,
    identitySource,
    authorizerResultTtlInSeconds: ttl ?? (remembers ? (current.authorizerResultTtlInSeconds ?? defaultTtl) : 0),
  }
}

function readAuthorizerUri(context: IntegrationContext, uri: string): string {
  if (!uri.includes(':lambda:path/'))
    context.fail('BadRequestException', "AuthorizerUri must be the ARN of a function's invocation")
  return readInvocableUri(context, 'AuthorizerUri', uri)
}

function readVersion(context: Fails<'BadRequestException'>, version = ''): '1.0' | '2.0' {
  if (version === '1.0' || version === '2.0') return version
  return context.fail(
    'BadRequestException',
    'AuthorizerPayloadFormatVersion of a REQUEST authorizer must be 1.0 or 2.0',
  )
}

/** AWS page "Control access to HTTP APIs with AWS Lambda authorizers". */
function readIdentitySources(context: Fails<'BadRequestException'>, sources: readonly string[]): readonly string[] {
  for (const source of sources)
    if (!isIdentitySource(source))
      context.fail(
        'BadRequestException',
        `IdentitySource of a REQUEST authorizer must be $request.header.<name>, $request.querystring.<name>, $context.<name> or $stageVariables.<name>: ${source}`,
      )
  return [...sources]
}

function isIdentitySource(source: string): boolean {
  if (/^\$request\.(?:header|querystring)\.[\w!#$%&'*+.^`|~-]+$/.test(source)) return true
  const [, place, name = ''] = /^\$(context|stageVariables)\.([\w.]+)$/.exec(source) ?? []
  // What an authorizer is to find out cannot say whom to ask.
  return (
    place === 'stageVariables' || (place === 'context' && isContextVariable(name) && !name.startsWith('authorizer.'))
  )
}
