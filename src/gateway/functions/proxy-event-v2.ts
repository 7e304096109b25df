import type { Authorization, IamAuthorization } from '../proxy/authorization.ts'
import type { Header } from '../proxy/exchange.ts'
import { claimTexts } from './claim-text.ts'
import {
  decodedPathParameters,
  eventBody,
  firstHeader,
  formatRequestTime,
  groupValues,
  queryParameters,
  type EventSource,
} from './event-source.ts'

/** The event of payload format 2.0. What has no value is left out; several values are one, separated by commas. */
export function proxyEventV2(source: EventSource, bytes: Buffer): object {
  const { body, isBase64Encoded } = eventBody(bytes, source.headers)
  const request = requestMembers(source)
  const pathParameters = decodedPathParameters(source)
  return {
    version: '2.0',
    routeKey: source.routeKey,
    ...request,
    requestContext: requestContextV2(source),
    ...(body !== '' && { body }),
    ...(source.pathParameters.size > 0 && { pathParameters }),
    isBase64Encoded,
    ...stageVariablesMember(source),
  }
}

/** Path, query, cookies and headers. */
export function requestMembers({ path, query, headers }: EventSource) {
  const isCookie = ([name]: Header) => name.toLowerCase() === 'cookie'
  const cookies = headers.filter(isCookie).flatMap(([, value]) => value.split('; '))
  const parameters = joinValues(queryParameters(query))
  const others = groupValues(
    headers.filter((header) => !isCookie(header)),
    (name) => name.toLowerCase(),
  )
  return {
    rawPath: decodeURIComponent(path),
    rawQueryString: query ?? '',
    ...(cookies.length > 0 && { cookies }),
    headers: joinValues(new Map([...others].toSorted(([a], [b]) => (a < b ? -1 : 1)))),
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
  }
}

export function requestContextV2(source: EventSource): object {
  const { accountId, apiId, authorization, domainName, requestId, routeKey, stage, receivedAt } = source
  return {
    accountId,
    apiId,
    ...(source.clientCertificate && { authentication: { clientCert: source.clientCertificate } }),
    ...(authorization && { authorizer: authorizerMember(authorization) }),
    domainName,
    domainPrefix: domainName.split('.', 1)[0],
    http: {
      method: source.method,
      path: decodeURIComponent(source.path),
      protocol: 'HTTP/1.1',
      sourceIp: source.sourceIp,
      userAgent: firstHeader(source, 'user-agent') ?? '',
    },
    requestId,
    routeKey,
    stage,
    time: formatRequestTime(receivedAt),
    timeEpoch: receivedAt.getTime(),
  }
}

export function stageVariablesMember({ stageVariables }: EventSource): object {
  return Object.keys(stageVariables).length > 0 ? { stageVariables } : {}
}

function authorizerMember(authorization: Authorization): object {
  if (authorization.kind === 'function') return { lambda: authorization.context ?? null }
  if (authorization.kind === 'iam') return { iam: iamMember(authorization) }
  const { grant, scopes } = authorization
  return { jwt: { claims: claimTexts(grant.claims), scopes } }
}

/** As aws-powertools/powertools-lambda-typescript has recorded it (`apigw-http/iam-auth.json`). */
function iamMember({ accessKeyId, accountId, arn, userId }: IamAuthorization): object {
  return {
    accessKey: accessKeyId,
    accountId,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: arn,
    userId,
  }
}

function joinValues(groups: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries([...groups].map(([name, values]) => [name, values.join(',')]))
}
