import { decodedPathParameters, queryParameters, type EventSource } from './event-source.ts'
import { encodedPath, identityMember, lastValues, resourcePath, singleHeaders } from './proxy-event-v1.ts'
import { requestContextV2, requestMembers, stageVariablesMember } from './proxy-event-v2.ts'
import { routeArn } from './route-arn.ts'

/** The event of a REQUEST authorizer in payload format 2.0. @param identity the values of its identity sources */
export function authorizerEventV2(source: EventSource, identity: readonly string[]): object {
  const pathParameters = decodedPathParameters(source)
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: routeArn(source),
    ...(identity.length > 0 && { identitySource: identity }),
    routeKey: source.routeKey,
    ...requestMembers(source),
    requestContext: requestContextV2(source),
    ...(source.pathParameters.size > 0 && { pathParameters }),
    ...stageVariablesMember(source),
  }
}

/** The event of a REQUEST authorizer in payload format 1.0. @param identity the values of its identity sources */
export function authorizerEventV1(source: EventSource, identity: readonly string[]): object {
  const identitySource = identity.length > 0 ? identity.join(',') : null
  return {
    version: '1.0',
    type: 'REQUEST',
    methodArn: routeArn(source),
    identitySource,
    authorizationToken: identitySource,
    resource: resourcePath(source),
    path: encodedPath(source),
    httpMethod: source.method,
    headers: singleHeaders(source),
    queryStringParameters: lastValues(queryParameters(source.query)),
    pathParameters: decodedPathParameters(source),
    stageVariables: source.stageVariables,
    requestContext: {
      path: decodeURIComponent(source.clientPath),
      accountId: source.accountId,
      resourceId: source.routeKey,
      stage: source.stage,
      requestId: source.requestId,
      identity: identityMember(source),
      resourcePath: resourcePath(source),
      httpMethod: source.method,
      apiId: source.apiId,
    },
  }
}
