import type { Authorization } from '../proxy/authorization.ts'
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

/** The event of payload format 1.0. What has no value is null; single values stand beside lists of all. */
export function proxyEventV1(source: EventSource, bytes: Buffer): object {
  const { body, isBase64Encoded } = eventBody(bytes, source.headers)
  const headers = headerGroups(source)
  const parameters = queryParameters(source.query)
  return {
    version: '1.0',
    resource: resourcePath(source),
    path: encodedPath(source),
    httpMethod: source.method,
    headers: lastValues(headers),
    multiValueHeaders: Object.fromEntries(headers),
    queryStringParameters: parameters.size > 0 ? lastValues(parameters) : null,
    multiValueQueryStringParameters: parameters.size > 0 ? Object.fromEntries(parameters) : null,
    requestContext: requestContextV1(source),
    pathParameters: source.pathParameters.size > 0 ? decodedPathParameters(source) : null,
    stageVariables: Object.keys(source.stageVariables).length > 0 ? source.stageVariables : null,
    body: body === '' ? null : body,
    isBase64Encoded,
  }
}

/** Upper-case hexadecimal digits, as recorded. */
export function encodedPath({ clientPath }: EventSource): string {
  return clientPath.replaceAll(/%[0-9a-f]{2}/gi, (encoded) => encoded.toUpperCase())
}

/** The path of the route, or `$default`. */
export function resourcePath({ routeKey }: EventSource): string {
  return routeKey.replace(/^[A-Z]+ /, '')
}

/** Names that the gateway writes in its own case; others stay as the client wrote them. */
const canonicalNames = new Map(
  [
    'Content-Length',
    'Host',
    'User-Agent',
    'X-Amzn-Trace-Id',
    'X-Forwarded-For',
    'X-Forwarded-Port',
    'X-Forwarded-Proto',
  ].map((name) => [name.toLowerCase(), name]),
)

/** Every value of every header in the order of names, capitals first. */
function headerGroups({ headers }: EventSource): Map<string, string[]> {
  const spelled = new Map(canonicalNames)
  for (const [name] of headers) if (!spelled.has(name.toLowerCase())) spelled.set(name.toLowerCase(), name)
  const groups = groupValues(headers, (name) => spelled.get(name.toLowerCase()) ?? name)
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The header values of `headerGroups`, the last of several. */
export function singleHeaders(source: EventSource): Record<string, string> {
  return lastValues(headerGroups(source))
}

export function lastValues(groups: ReadonlyMap<string, readonly string[]>): Record<string, string> {
  return Object.fromEntries([...groups].map(([name, values]) => [name, values.at(-1) ?? '']))
}

function requestContextV1(source: EventSource): object {
  const { accountId, apiId, authorization, domainName, requestId, stage, receivedAt } = source
  return {
    accountId,
    apiId,
    authorizer: authorizerMember(authorization),
    domainName,
    domainPrefix: domainName.split('.', 1)[0],
    extendedRequestId: requestId,
    httpMethod: source.method,
    identity: identityMember(source),
    path: decodeURIComponent(source.clientPath),
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: formatRequestTime(receivedAt),
    requestTimeEpoch: receivedAt.getTime(),
    resourceId: source.routeKey,
    resourcePath: resourcePath(source),
    stage,
  }
}

/** Who the caller is: on routes with AWS_IAM who signed. Identity pools and organizations are not there to tell of. */
export function identityMember(source: EventSource): object {
  const { authorization } = source
  const signer = authorization?.kind === 'iam' ? authorization : undefined
  return {
    accessKey: signer?.accessKeyId ?? null,
    accountId: signer?.accountId ?? null,
    caller: signer?.userId ?? null,
    ...(source.clientCertificate && { clientCert: source.clientCertificate }),
    cognitoAmr: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: source.sourceIp,
    user: signer?.userId ?? null,
    userAgent: firstHeader(source, 'user-agent') ?? null,
    userArn: signer?.arn ?? null,
  }
}

function authorizerMember(authorization: Authorization | undefined): object {
  if (authorization === undefined || authorization.kind === 'iam') return { claims: null, scopes: null }
  if (authorization.kind === 'function') {
    const { context, principalId } = authorization
    return { ...context, ...(principalId !== undefined && { principalId }) }
  }
  return { claims: claimTexts(authorization.grant.claims), scopes: authorization.scopes }
}
