import type { Fails } from '../../wire/operation.ts'
import type { Gateway } from '../gateway.ts'
import { applyCorsInput, toCors } from './cors.ts'
import type { Input, Item } from '../service.ts'
import type { ApiRecord } from '../store.ts'
import { refuseForeignMembers, refuseUnimplementedMembers } from './unsupported.ts'

/** The only route selection expression of HTTP APIs; AWS takes it with braces and answers it without. */
export const routeSelectionExpression = '$request.method $request.path'
export const apiKeySelectionExpression = '$request.header.x-api-key'

type SettingsInput = Partial<Input<'UpdateApi'>>
type Settings = Omit<ApiRecord, 'apiId' | 'region' | 'tags' | 'createdAt'>

/**
 * The settings that the input of CreateApi or UpdateApi gives; what cannot take effect is refused.
 * @param current the API that is updated
 */
export function readApiSettings(
  context: Fails<'BadRequestException'>,
  input: SettingsInput,
  current?: ApiRecord,
): Partial<Settings> {
  refuseUnimplementedMembers(context, { CredentialsArn: input.CredentialsArn })
  refuseForeignMembers(context, 'WebSocket APIs', { DisableSchemaValidation: input.DisableSchemaValidation })
  const routeExpression = input.RouteSelectionExpression?.replaceAll(/\$\{([^{}]*)\}/g, '$$$1')
  if (routeExpression !== undefined && routeExpression !== routeSelectionExpression)
    context.fail(
      'BadRequestException',
      'The route selection expression of an HTTP API must be "${request.method} ${request.path}"',
    )
  const keyExpressions = [apiKeySelectionExpression, '$context.authorizer.usageIdentifierKey']
  if (input.ApiKeySelectionExpression !== undefined && !keyExpressions.includes(input.ApiKeySelectionExpression))
    context.fail(
      'BadRequestException',
      `The API key selection expression must be one of [${keyExpressions.join(', ')}]`,
    )
  const corsConfiguration =
    input.CorsConfiguration && applyCorsInput(context, current?.corsConfiguration, input.CorsConfiguration)
  return {
    ...(input.Name !== undefined && { name: input.Name }),
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.Version !== undefined && { version: input.Version }),
    ...(input.ApiKeySelectionExpression !== undefined && {
      apiKeySelectionExpression: input.ApiKeySelectionExpression,
    }),
    ...(input.DisableExecuteApiEndpoint !== undefined && {
      disableExecuteApiEndpoint: input.DisableExecuteApiEndpoint,
    }),
    ...(input.IpAddressType !== undefined && { ipAddressType: input.IpAddressType }),
    ...(corsConfiguration && { corsConfiguration }),
  }
}

/** An API as the API shows it. */
export function toApi(context: Pick<Gateway, 'apiEndpoint'>, api: ApiRecord): Item<'GetApis'> {
  return {
    ApiEndpoint: context.apiEndpoint(api.apiId, api.region),
    ApiId: api.apiId,
    ApiKeySelectionExpression: api.apiKeySelectionExpression,
    ...(api.corsConfiguration && { CorsConfiguration: toCors(api.corsConfiguration) }),
    CreatedDate: api.createdAt,
    DisableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    IpAddressType: api.ipAddressType,
    Name: api.name,
    ProtocolType: 'HTTP',
    RouteSelectionExpression: api.routeSelectionExpression,
    Tags: { ...api.tags },
    ...(api.description !== undefined && { Description: api.description }),
    ...(api.version !== undefined && { Version: api.version }),
  }
}
