import type { Fails } from '../../wire/operation.ts'
import { checkQuota } from './quotas.ts'
import { parseRouteKey } from '../routing/routing.ts'
import type { Input, Item } from '../service.ts'
import type { ApiConfiguration, RouteRecord } from '../store.ts'
import { refuseForeignMembers } from './unsupported.ts'

type RouteInput = Partial<Input<'UpdateRoute'>>
type RouteContext = Fails<'BadRequestException' | 'ConflictException'>

/** The route that `input` makes of `route`: members that are not given stay, an empty text takes one away. */
export function applyRouteInput(context: RouteContext, route: RouteRecord, input: RouteInput): RouteRecord {
  refuseForeignMembers(context, 'WebSocket APIs', {
    ApiKeyRequired: input.ApiKeyRequired,
    ModelSelectionExpression: input.ModelSelectionExpression,
    RequestModels: input.RequestModels,
    RequestParameters: input.RequestParameters,
    RouteResponseSelectionExpression: input.RouteResponseSelectionExpression,
  })
  const authorization = readAuthorization(context, route, input)
  const target = input.Target ?? route.target
  const operationName = input.OperationName ?? route.operationName
  return {
    routeId: route.routeId,
    routeKey: readRouteKey(context, input.RouteKey ?? route.routeKey),
    ...authorization,
    ...(target && { target }),
    ...(operationName && { operationName }),
    ...(route.apiGatewayManaged && { apiGatewayManaged: true }),
  }
}

/** A route key in its form; the refusal is AWS's, letter for letter. */
export function readRouteKey(context: Fails<'BadRequestException'>, routeKey: string): string {
  if (parseRouteKey(routeKey) === undefined)
    context.fail(
      'BadRequestException',
      'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
    )
  return routeKey
}

type Authorization = Pick<RouteRecord, 'authorizationType' | 'authorizerId' | 'authorizationScopes'>

function readAuthorization(context: RouteContext, route: RouteRecord, input: RouteInput): Authorization {
  const type = input.AuthorizationType ?? route.authorizationType
  const scopes = input.AuthorizationScopes ?? route.authorizationScopes ?? []
  if (scopes.length > 0 && type !== 'JWT')
    context.fail(
      'BadRequestException',
      'Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types',
    )
  checkQuota(context, 'Authorization Scopes', scopes.length, 'route')
  if (type === 'NONE' || type === 'AWS_IAM') {
    // A client that names an authorizer believes that it is asked.
    if (input.AuthorizerId)
      context.fail(
        'BadRequestException',
        `AuthorizerId is given, but AuthorizationType is ${type}: ${type === 'NONE' ? 'the route would be open' : 'no authorizer would be asked'}`,
      )
    return { authorizationType: type }
  }
  const authorizerId = input.AuthorizerId ?? route.authorizerId
  return {
    authorizationType: type,
    ...(authorizerId && { authorizerId }),
    ...(scopes.length > 0 && { authorizationScopes: scopes }),
  }
}

/** Refuses a route that does not fit the rest of its API. */
export function checkRoute(context: RouteContext, api: ApiConfiguration, route: RouteRecord): void {
  for (const other of api.routes.values())
    if (other.routeId !== route.routeId && other.routeKey === route.routeKey)
      context.fail('ConflictException', `Route with key ${route.routeKey} already exists for this API`)
  const authorizerType = api.authorizers.get(route.authorizerId ?? '')?.authorizerType
  if (route.authorizationType === 'JWT' && authorizerType !== 'JWT')
    context.fail(
      'BadRequestException',
      'Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.',
    )
  if (route.authorizationType === 'CUSTOM' && authorizerType !== 'REQUEST')
    context.fail(
      'BadRequestException',
      'Invalid authorizer ID specified. Setting the authorization type to CUSTOM requires a valid REQUEST authorizer.',
    )
  if (route.target !== undefined && !api.integrations.has(integrationIdOf(route.target) ?? ''))
    context.fail('BadRequestException', `Invalid target specified: ${route.target} is not an integration of this API`)
}

/** The integration that a target names, or undefined when it has another form. */
export function integrationIdOf(target: string): string | undefined {
  return /^integrations\/([a-z0-9]+)$/.exec(target)?.[1]
}

/** The route of this id; an unknown one is refused with 404. */
export function requireRoute(context: Fails<'NotFoundException'>, api: ApiConfiguration, routeId: string): RouteRecord {
  const text = `Invalid Route identifier specified ${routeId}`
  return api.routes.get(routeId) ?? context.fail('NotFoundException', text)
}

/** A route as the API shows it. */
export function toRoute(route: RouteRecord): Item<'GetRoutes'> {
  return {
    ...(route.apiGatewayManaged && { ApiGatewayManaged: true }),
    ApiKeyRequired: false,
    ...(route.authorizationScopes && { AuthorizationScopes: [...route.authorizationScopes] }),
    AuthorizationType: route.authorizationType,
    ...(route.authorizerId !== undefined && { AuthorizerId: route.authorizerId }),
    ...(route.operationName !== undefined && { OperationName: route.operationName }),
    RouteId: route.routeId,
    RouteKey: route.routeKey,
    ...(route.target !== undefined && { Target: route.target }),
  }
}
