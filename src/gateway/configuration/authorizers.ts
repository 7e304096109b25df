import type { Fails } from '../../wire/operation.ts'
import type { IntegrationContext } from './integrations.ts'
import { applyJwtInput } from './jwt-authorizers.ts'
import { applyRequestInput } from './request-authorizers.ts'
import type { Input, Item } from '../service.ts'
import type { ApiConfiguration, AuthorizerRecord } from '../store.ts'
import { refuseForeignMembers } from './unsupported.ts'

type AuthorizerInput = Partial<Input<'UpdateAuthorizer'>>

/** The authorizer that `input` makes of `current`, or of nothing: members that are not given stay. */
export function applyAuthorizerInput(
  context: IntegrationContext,
  current: AuthorizerRecord | undefined,
  input: AuthorizerInput,
): AuthorizerRecord {
  refuseForeignMembers(context, 'WebSocket APIs', { IdentityValidationExpression: input.IdentityValidationExpression })
  const type = input.AuthorizerType ?? current?.authorizerType
  if (current && type !== current.authorizerType)
    context.fail('BadRequestException', `AuthorizerType cannot be changed from ${current.authorizerType} to ${type}`)
  const { authorizerId = '', name = '' } = current ?? {}
  const named = { authorizerId, name: input.Name ?? name }
  return type === 'REQUEST'
    ? applyRequestInput(context, { ...(current?.authorizerType === 'REQUEST' && current), ...named }, input)
    : applyJwtInput(context, { ...(current?.authorizerType === 'JWT' && current), ...named }, input)
}

/** Refuses a name that another authorizer of the API has; the text was seen in events of AWS CloudFormation. */
export function checkAuthorizer(
  context: Fails<'BadRequestException'>,
  api: ApiConfiguration,
  { authorizerId, name }: AuthorizerRecord,
): void {
  for (const other of api.authorizers.values())
    if (other.authorizerId !== authorizerId && other.name === name)
      context.fail(
        'BadRequestException',
        `Authorizer name must be unique. Authorizer ${name} already exists in this RestApi.`,
      )
}

/** The authorizer of this id; an unknown one is refused with 404. */
export function requireAuthorizer(
  context: Fails<'NotFoundException'>,
  api: ApiConfiguration,
  authorizerId: string,
): AuthorizerRecord {
  const text = `Invalid Authorizer identifier specified ${authorizerId}`
  return api.authorizers.get(authorizerId) ?? context.fail('NotFoundException', text)
}

/** An authorizer as the API shows it. */
export function toAuthorizer(authorizer: AuthorizerRecord): Item<'GetAuthorizers'> {
  const { authorizerId: AuthorizerId, authorizerType: AuthorizerType, name: Name } = authorizer
  if (authorizer.authorizerType === 'REQUEST')
    return {
      AuthorizerId,
      AuthorizerPayloadFormatVersion: authorizer.authorizerPayloadFormatVersion,
      AuthorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds,
      AuthorizerType,
      AuthorizerUri: authorizer.authorizerUri,
      EnableSimpleResponses: authorizer.enableSimpleResponses,
      IdentitySource: [...authorizer.identitySource],
      Name,
    }
  const { issuer, audience } = authorizer.jwtConfiguration
  return {
    AuthorizerId,
    AuthorizerType,
    IdentitySource: [authorizer.identitySource],
    JwtConfiguration: { Audience: [...audience], Issuer: issuer },
    Name,
  }
}
