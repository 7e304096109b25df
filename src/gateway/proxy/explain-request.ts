import { Readable } from 'node:stream'
import type { TlsPeer } from '../../ports/tls-peer.ts'
import { createVerifiedSignatures } from '../jwt/verified-signatures.ts'
import { Answer, internalServerError } from './answers.ts'
import { authorize } from './authorize.ts'
import { splitTarget } from './check-head.ts'
import { corsHeaders, isPreflight } from './cors.ts'
import { headerValues, type Exchange, type Header } from './exchange.ts'
import type { Explanation } from './explanation.ts'
import { describeTarget, findTarget } from './forward-request.ts'
import { mapRequest } from './map-request.ts'
import type { RouteMatch } from '../routing/routing.ts'
import type { CorsRecord } from '../store.ts'
import type { LiveApi, LiveAuthorizer, LiveRoute } from './live-api.ts'
import type { Arrived, Authorized, DataPlane, Mapped, Place, WithRoute } from './state.ts'
import type { Step } from './step.ts'
import { routing } from './steps.ts'
import { describeLimits } from './throttle.ts'

/** A request that nobody sent. */
export interface ImaginedRequest {
  readonly method: string
  /** Path and query, byte for byte. */
  readonly target: string
  readonly headers: readonly Header[]
  readonly secure: boolean
  readonly place: Place
}

/** One line of what would become of a request. */
export interface ExplainedStep {
  readonly step:
    | 'request'
    | 'api'
    | 'stage'
    | 'cors'
    | 'route'
    | 'limits'
    | 'authorizer'
    | 'mapping'
    | 'integration'
    | 'answer'
  readonly text: string
}

/** Where the request would go. */
interface Planned extends Mapped {
  readonly plan: string
}

/**
 * Takes a request the way that every request takes and says what each step finds, without asking an integration or an
 * authorizer's function and without using up limits. No token is in what it says.
 */
export async function explainRequest(plane: DataPlane, request: ImaginedRequest): Promise<ExplainedStep[]> {
  const arrived = imagineArrival(plane, request)
  const result = await routing.next(authorizeWithoutFunctions).next(mapRequest).next(planIntegration).run(arrived)
  const { explanation, progress } = arrived
  const { api, stage, path } = progress.atStage ?? {}
  const route = stage && path && stage.routes.match(request.method, path)
  const { authorizer } = route?.target ?? {}
  const said = new Map<ExplainedStep['step'], string | undefined>([
    ['request', `${request.method} ${explanation.path}`],
    ['api', api && describeApi(api, explanation)],
    ['stage', explanation.stage],
    ['cors', stage && describeCors(stage.cors, request)],
    ['route', route && describeRoute(route)],
    ['limits', route && describeLimits(route.target.bucket.limits)],
    ['authorizer', route && (authorizer ? describeDecision(authorizer, explanation) : 'none: everybody may call it')],
    ['mapping', result instanceof Answer ? undefined : describeMapping(result)],
    ['integration', result instanceof Answer ? undefined : result.plan],
    ['answer', result instanceof Answer ? describeAnswer(result, explanation) : undefined],
  ])
  return [...said].flatMap(([step, text]) => (text === undefined ? [] : [{ step, text }]))
}

function describeApi({ apiId, region }: LiveApi, { apiMapping }: Explanation): string {
  return `${apiId} in ${region}${apiMapping === undefined ? '' : `, by the API mapping ${apiMapping}`}`
}

/** What a browser is told, for requests that come from a page. */
function describeCors(cors: CorsRecord | undefined, request: ImaginedRequest): string | undefined {
  const [origin] = headerValues(request.headers, 'origin')
  if (origin === undefined) return undefined
  if (cors === undefined) return 'the API has no CORS configuration: an answer has the headers of its integration'
  const headers = corsHeaders(cors, request)
  if (headers.length > 0) return headers.map(([name, value]) => `${name}: ${value}`).join('; ')
  if (request.method === 'OPTIONS' && !isPreflight(request))
    return 'none: the request has no Access-Control-Request-Method'
  return `none: the origin ${origin} is not among ${cors.allowOrigins.join(', ') || 'the allowed ones: there are none'}`
}

function describeRoute({ routeKey, pathParameters }: RouteMatch<LiveRoute>): string {
  const values = [...pathParameters].map(([name, { raw }]) => `{${name}} is "${raw}"`)
  return [`"${routeKey}"`, ...values].join(', ')
}

function describeDecision(authorizer: LiveAuthorizer, { authorizer: decided }: Explanation): string {
  if (authorizer.kind === 'function') {
    const { functionArn } = authorizer
    const asked = typeof functionArn === 'string' ? functionArn : `no function: ${functionArn.explanation}`
    return `${authorizer.authorizerId} would ask ${asked} (not asked now)`
  }
  if (authorizer.kind === 'iam') return describeIamDecision(decided)
  const { authorizerId, audience, requiredScopes } = authorizer
  const wanted = [
    `audience ${audience.join(', ')}`,
    ...(requiredScopes.length > 0 ? [`one scope of ${requiredScopes.join(', ')}`] : []),
  ]
  const rules = `${authorizerId} (${authorizer.identitySource}; ${wanted.join('; ')})`
  if (decided?.decision === 'allow') return `${rules} lets the token of ${decided.sub ?? 'no sub'} through`
  return `${rules} refuses: ${decided?.error ?? 'no decision'}, ${decided?.explanation ?? 'for no known reason'}`
}

function describeIamDecision(decided: Explanation['authorizer']): string {
  const rules = 'AWS_IAM (a signature for execute-api, of who may execute-api:Invoke the route)'
  if (decided?.decision === 'allow') return `${rules} lets ${decided.caller} through`
  return `${rules} refuses: ${decided?.explanation ?? 'for no known reason'}`
}

/** Names only: what is mapped may be a token. */
function describeMapping({ explanation, match }: Mapped): string | undefined {
  const { integration } = match.target
  const mappings = 'explanation' in integration ? [] : integration.requestMappings
  if (mappings.length === 0) return undefined
  const skipped = explanation.skippedMappings ?? []
  return mappings.map(({ key }) => (skipped.includes(key) ? `${key} (skipped: nothing to map)` : key)).join(', ')
}

function describeAnswer({ status, message = '', headers }: Answer, { reason }: Explanation): string {
  const fields = headers.map(([name, value]) => `${name}: ${value}`)
  return [`${status} ${message}`.trim(), ...fields, ...(reason === undefined ? [] : [reason])].join('; ')
}

/** Nobody shows a certificate to explain a request. */
function unseen(serverName: string): TlsPeer {
  return { serverName, certificate: undefined, refusal: 'a request that is explained shows no certificate' }
}

function imagineArrival(plane: DataPlane, { method, target, headers, secure, place }: ImaginedRequest): Arrived {
  const exchange: Exchange = {
    method,
    target,
    headers,
    secure,
    tlsPeer: 'hostName' in place && secure ? unseen(place.hostName) : undefined,
    httpVersion: '1.1',
    remoteAddress: '127.0.0.1',
    bodyLength: 0,
    body: Readable.from([]),
    isGone: false,
    onGone: undefined,
    begun: false,
    begin: () => {
      throw new Error('a request that nobody sent is not answered')
    },
    answer: () => {
      throw new Error('a request that nobody sent is not answered')
    },
    abort: () => {},
  }
  const requestId = 'explained'
  return {
    plane,
    exchange,
    place,
    requestId,
    amznTraceId: '',
    // Nothing that was verified before is relied on.
    signatures: createVerifiedSignatures(0),
    receivedAt: plane.clock.now(),
    explanation: {
      event: 'http-api-request',
      requestId,
      ...('apiId' in place && { apiId: place.apiId }),
      method,
      path: splitTarget(target)[0],
      sourceIp: exchange.remoteAddress,
    },
    progress: { responseLength: 0 },
  }
}

const authorizeWithoutFunctions: Step<WithRoute, Authorized> = {
  ...authorize,
  run: (state) =>
    state.match.target.authorizer?.kind === 'function' ? { ...state, authorization: undefined } : authorize.run(state),
}

const planIntegration: Step<Mapped, Planned> = {
  name: 'planIntegration',
  answers: [400, 500],
  run: (state) => {
    const { integration } = state.match.target
    if ('explanation' in integration) {
      state.explanation.reason = integration.explanation
      return internalServerError
    }
    const limit = `answers within ${integration.timeoutInMillis} ms`
    if (integration.kind === 'function')
      return {
        ...state,
        plan: `${integration.functionArn} with payload format ${integration.payloadFormatVersion}, ${limit}`,
      }
    const target = findTarget(state, integration)
    if (target instanceof Answer) return target
    return { ...state, plan: `${describeTarget(integration.method ?? state.exchange.method, target)}, ${limit}` }
  },
}
