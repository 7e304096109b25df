import type { EventSource } from '../functions/event-source.ts'
import { routeArn } from '../functions/route-arn.ts'
import type { Authorization } from './authorization.ts'
import { clientCertificate } from './client-certificate.ts'
import { headerValues, type Header } from './exchange.ts'
import { hopByHop, passHeaders } from './forward-headers.ts'
import type { OutgoingRequest, WithApi, WithRoute } from './state.ts'

/** A request as events tell functions of it. */
export function describeRequest(
  state: WithRoute,
  request: Pick<OutgoingRequest, 'headers' | 'query' | 'path'>,
  authorization?: Authorization,
): EventSource {
  const { api, exchange, match, plane, stage } = state
  return {
    accountId: plane.accountId,
    apiId: api.apiId,
    region: api.region,
    domainName: domainName(state),
    requestId: state.requestId,
    receivedAt: state.receivedAt,
    stage: stage.stageName,
    stageVariables: stage.stageVariables,
    routeKey: match.routeKey,
    method: exchange.method,
    path: request.path ?? state.stagePath.raw,
    clientPath: request.path ?? state.clientPath.raw,
    routedPath: state.path.raw,
    query: request.query,
    headers: eventHeaders(state, request.headers),
    sourceIp: state.explanation.sourceIp,
    clientCertificate: clientCertificate(state),
    pathParameters: match.pathParameters,
    authorization,
  }
}

/** The host that the client named; AWS's own name for the API when that is in the path instead. */
export function domainName({ api, exchange, place }: WithApi): string {
  const [host] = headerValues(exchange.headers, 'host')
  if (('pathPrefix' in place && place.pathPrefix !== '') || host === undefined)
    return `${api.apiId}.execute-api.${api.region}.amazonaws.com`
  return host.toLowerCase().replace(/:\d+$/, '')
}

/** What a request wants to invoke, as policies name it. */
export function describeInvocation({ api, exchange, path, plane, stage }: WithRoute): string {
  const { apiId, region } = api
  const { accountId } = plane
  return routeArn({ region, accountId, apiId, stage: stage.stageName, method: exchange.method, routedPath: path.raw })
}

const replacedInEvents = new Set([
  ...hopByHop,
  'content-length',
  'expect',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-amzn-trace-id',
])

/** The client's end-to-end headers and what the gateway adds for functions. */
function eventHeaders({ exchange, amznTraceId }: WithRoute, passed: readonly Header[]): Header[] {
  const { headers, bodyLength, remoteAddress, secure } = exchange
  const [host = ''] = headerValues(headers, 'host')
  const port = /:(\d+)$/.exec(host)?.[1] ?? (secure ? '443' : '80')
  const addresses = [...headerValues(headers, 'x-forwarded-for'), remoteAddress]
  return [
    ...passHeaders(passed, replacedInEvents),
    ...(bodyLength === undefined ? [] : [['Content-Length', String(bodyLength)] as const]),
    ['X-Amzn-Trace-Id', amznTraceId],
    ['X-Forwarded-For', addresses.join(', ')],
    ['X-Forwarded-Port', port],
    ['X-Forwarded-Proto', secure ? 'https' : 'http'],
  ]
}
