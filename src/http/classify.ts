import type { ModelName } from '../wire/model.ts'
import type { HostPlace } from './hosts.ts'

/** The service whose control plane a request means, by the name of its model. */
export type ServiceName = ModelName

/** The door a request takes. */
export type Door =
  /** `pathPrefix` is what a path-style URL puts before the API's own path; empty for host-style URLs. */
  | { readonly kind: 'http-api'; readonly apiId: string; readonly pathPrefix: string }
  | { readonly kind: 'custom-domain'; readonly hostName: string }
  | { readonly kind: 'service'; readonly service: ServiceName; readonly region?: string }
  | { readonly kind: 'pool-document'; readonly poolId: string; readonly document: PoolDocument }
  /** The pages and endpoints of a user pool, on its domain: a prefix or a custom domain. */
  | { readonly kind: 'user-pool-domain'; readonly domain: string; readonly region?: string }
  /** What programs ask of a pool that has a domain, for those that cannot resolve its name. */
  | { readonly kind: 'pool-endpoint'; readonly poolId: string; readonly path: string }
  | { readonly kind: 'preflight' }
  | { readonly kind: 'health' }
  /** Whether the process lives (`/healthz`), and whether it should get requests (`/readyz`). */
  | { readonly kind: 'probe'; readonly probe: Probe }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'user-import' }
  | { readonly kind: 'inbox' }
  /** The link of a mail that confirms a sign-up. */
  | { readonly kind: 'confirm-user' }
  /** The links of a mail about a risky sign-in. */
  | { readonly kind: 'auth-event-feedback' }
  | { readonly kind: 'operator'; readonly command: OperatorCommandName }
  /** A call signed for a service that AWS has and poolgate has not; `call` is its operation, or method and path. */
  | { readonly kind: 'foreign-service'; readonly service: string; readonly call: string | undefined }
  /** Something else that poolgate has not, or nothing at all: refused with `reason`. */
  | { readonly kind: 'refused'; readonly status: 400 | 404 | 421; readonly reason: string }

type Probe = 'healthz' | 'readyz'

export type PoolDocument = 'openid-configuration' | 'jwks.json'

/** What the operator can ask the server. */
const operatorCommands = ['clock', 'explain', 'keyring', 'rotate-keys'] as const

export type OperatorCommandName = (typeof operatorCommands)[number]

/** What classification looks at. */
export interface RequestHead {
  readonly method: string
  /** As sent, without the query. */
  readonly path: string
  /** Where presigned URLs carry their signature. */
  readonly query?: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

const pathStyleApi = /^\/execute-api\/([a-z0-9]{1,63})(?=\/|$)/
const poolDocument = /^\/([\w-]{1,55})\/\.well-known\/(openid-configuration|jwks\.json)$/
const poolEndpoint = /^\/([\w-]{1,55})(\/oauth2\/(?:token|userInfo|revoke))$/
/** Services of the AWS JSON protocol, by what their targets begin with. */
const targetServices: Readonly<Record<string, ServiceName | undefined>> = {
  AWSCognitoIdentityProviderService: 'cognito-idp',
  AmazonSSM: 'ssm',
  Logs_20140328: 'logs',
  TrentService: 'kms',
  secretsmanager: 'secretsmanager',
}

/** Which service an AWS host name stands for; undefined for those that answer no calls here. */
const serviceOfHost: Readonly<Record<string, ServiceName | undefined>> = {
  'cognito-idp': 'cognito-idp',
  apigateway: 'apigatewayv2',
  cloudformation: 'cloudformation',
  iam: 'iam',
  kms: 'kms',
  logs: 'logs',
  s3: 's3',
  secretsmanager: 'secretsmanager',
  ssm: 'ssm',
  sts: 'sts',
}

/** Services of the Query protocol: their requests look alike but for the service that they are signed for. */
const queryServices = ['cloudformation', 'iam', 'sts'] as const satisfies ServiceName[]

/** Names the door of a request. A host that names an API, a custom domain or a service admits nothing else. */
export function classify(place: HostPlace, head: RequestHead): Door {
  switch (place.kind) {
    case 'unknown':
      return classifyUnknownHost(head)
    case 'http-api':
      return { kind: 'http-api', apiId: place.apiId, pathPrefix: '' }
    case 'custom-domain':
      return place
    case 'login':
      if (isConfirmation(head)) return { kind: 'confirm-user' }
      return { ...place, kind: 'user-pool-domain' }
    case 'service':
      return classifyServiceHost(place, head)
    case 'own':
      return classifyOwnHost(head)
  }
}

/** Load balancers and kubelets probe addresses, which are no names of ours; what they are told is of use to nobody else. */
function classifyUnknownHost(head: RequestHead): Door {
  const probe = probeOf(head)
  if (probe) return { kind: 'probe', probe }
  return refuse(421, `poolgate does not serve the host ${String(head.headers.host).slice(0, 200)}`)
}

function classifyServiceHost(place: HostPlace & { kind: 'service' }, head: RequestHead): Door {
  const document = documentOf(head)
  const isPoolHost = place.service === 'cognito-idp' || place.service === 'issuer-cognito-idp'
  if (isPoolHost && document) return document
  const service = serviceOfHost[place.service]
  const meant = serviceOf(head)
  if (service === 'cognito-idp' && isPreflight(head)) return { kind: 'preflight' }
  if (service === undefined || meant !== service)
    return refuse(400, `poolgate does not implement this request to ${place.service}`)
  return { kind: 'service', service, ...(place.region !== undefined && { region: place.region }) }
}

function classifyOwnHost(head: RequestHead): Door {
  if (head.path === '/_poolgate/health') return { kind: 'health' }
  const probe = probeOf(head)
  if (probe) return { kind: 'probe', probe }
  if (head.path === '/metrics') return { kind: 'metrics' }
  if (isConfirmation(head)) return { kind: 'confirm-user' }
  if (head.path === '/_poolgate/auth-event-feedback') return { kind: 'auth-event-feedback' }
  if (head.path === '/_poolgate/inbox') return { kind: 'inbox' }
  if (head.path === '/_poolgate/user-import') return { kind: 'user-import' }
  const command = operatorCommands.find((name) => head.path === `/_poolgate/${name}`)
  if (command) return { kind: 'operator', command }
  const api = pathStyleApi.exec(head.path)
  if (api) return { kind: 'http-api', apiId: api[1]!, pathPrefix: api[0] }
  const document = documentOf(head)
  if (document) return document
  const endpoint = poolEndpoint.exec(head.path)
  if (endpoint) return { kind: 'pool-endpoint', poolId: endpoint[1]!, path: endpoint[2]! }
  if (isPreflight(head)) return { kind: 'preflight' }
  const service = serviceOf(head)
  if (service) return { kind: 'service', service }
  const foreign = scopeOf(head)
  if (foreign !== undefined) return { kind: 'foreign-service', service: foreign, call: callOf(head) }
  if (/^\/(oauth2|login|logout|signup|confirm|error)(\/|$)/.test(head.path))
    return refuse(
      404,
      "a user pool's pages and OAuth 2.0 endpoints are on its domain: http://<prefix>.auth.localhost:<port>/",
    )
  return refuse(
    404,
    'poolgate found no service, HTTP API or user pool document in this request; an HTTP API answers at http://<apiId>.execute-api.localhost:<port>/ or /execute-api/<apiId>/',
  )
}

/** The service by what only its clients send: a target header, a /v2 path, a form with its API version. */
function serviceOf(head: RequestHead): ServiceName | undefined {
  const target = head.headers['x-amz-target']
  if (typeof target === 'string') return serviceOfTarget(target)
  // Buckets and keys may have any name; the signature says what they are.
  if (scopeOf(head) === 's3') return 's3'
  if (head.path.startsWith('/v2/')) return 'apigatewayv2'
  if (head.path !== '/') return undefined
  const form = String(head.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  return form && head.method === 'POST' ? signedFor(head) : undefined
}

/** The Query service in the credential scope of a request; CloudFormation where there is none to read. */
function signedFor(head: RequestHead): ServiceName | undefined {
  const scope = scopeOf(head)
  return scope === undefined ? 'cloudformation' : queryServices.find((service) => service === scope)
}

/** What is asked of a service that poolgate has not, as far as the head tells: of the Query protocol it tells nothing. */
function callOf({ method, path, headers }: RequestHead): string | undefined {
  const target = headers['x-amz-target']
  if (typeof target === 'string') return target.split('.').at(-1)
  return path === '/' ? undefined : `${method} ${path.slice(0, 200)}`
}

/** The service in the credential scope of a signed request or a presigned URL. */
function scopeOf({ headers, query = '' }: RequestHead): string | undefined {
  const { authorization } = headers
  const isPresigned = authorization === undefined && query.includes('X-Amz-Credential=')
  const credential = isPresigned
    ? `Credential=${new URLSearchParams(query).get('X-Amz-Credential')}`
    : String(authorization ?? '')
  // An access key's id has 128 characters at most (IAM, AccessKey); without that bound a long header would be searched for its square.
  return /Credential=[^/,\s]{1,128}\/\d+\/[^/,\s]+\/([a-z0-9-]{1,63})\//.exec(credential)?.[1]
}

function serviceOfTarget(target: string): ServiceName | undefined {
  const [prefix = ''] = target.split('.', 1)
  return Object.hasOwn(targetServices, prefix) ? targetServices[prefix] : undefined
}

function documentOf(head: RequestHead): Door | undefined {
  const match = poolDocument.exec(head.path)
  if (!match) return undefined
  return {
    kind: 'pool-document',
    poolId: match[1]!,
    document: match[2] === 'jwks.json' ? 'jwks.json' : 'openid-configuration',
  }
}

function probeOf({ path }: RequestHead): Probe | undefined {
  if (path === '/healthz') return 'healthz'
  return path === '/readyz' ? 'readyz' : undefined
}

function isConfirmation({ path }: RequestHead): boolean {
  return path === '/confirmUser' || path === '/confirmUser/'
}

/** Browsers ask before they call user pools (CORS protocol, Fetch standard). */
function isPreflight(head: RequestHead): boolean {
  return head.method === 'OPTIONS' && head.headers['access-control-request-method'] !== undefined
}

function refuse(status: 400 | 404 | 421, reason: string): Door {
  return { kind: 'refused', status, reason }
}
