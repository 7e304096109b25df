import type { Readable } from 'node:stream'
import type { AccessLog } from '../../ports/access-log.ts'
import type { Backends } from '../../http1/backends.ts'
import type { FindClientAddress } from '../../ports/client-address.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Functions } from '../../ports/functions.ts'
import type { Log } from '../../ports/log.ts'
import type { Access } from '../../wire/access.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { Random } from '../../ports/random.ts'
import type { Span, Tracing } from '../../ports/tracing.ts'
import type { VerifiedSignatures } from '../jwt/verified-signatures.ts'
import type { LiveApi, LiveRoute, LiveStage } from './live-api.ts'
import type { LiveApis } from './live-apis.ts'
import type { LiveDomains, MappingMatch } from './live-domains.ts'
import type { RequestPath } from '../routing/request-path.ts'
import type { RouteMatch } from '../routing/routing.ts'
import type { Authorization } from './authorization.ts'
import type { Exchange, Header } from './exchange.ts'
import type { Explanation } from './explanation.ts'

/** What the data plane works with. */
export interface DataPlane {
  readonly apis: LiveApis
  readonly domains: Pick<LiveDomains, 'find'>
  readonly backends: Backends
  readonly functions: Functions
  /** Who signs requests to routes with AWS_IAM. */
  readonly access: Access
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** The account that owns every API, 12 digits. */
  readonly accountId: string
  readonly accessLog: AccessLog
  /** Absent where the other end of a connection is the client. */
  readonly findClientAddress?: FindClientAddress
  /** Absent when nobody counts. */
  readonly metrics?: Pick<Metrics, 'httpApiRequest' | 'authorizerRefused'>
  /** Absent when nobody wants spans. */
  readonly tracing?: Pick<Tracing, 'receive' | 'begin'>
  /** How far the clocks of issuers may differ from ours, in seconds; AWS documents no leeway. */
  readonly tokenLeewaySeconds: number
}

/** Where a request arrived. */
export type Place = ApiPlace | DomainPlace

/** The API that its host or path names. */
interface ApiPlace {
  readonly apiId: string
  /** What a path-style URL puts before the API's own path; empty for host-style URLs. */
  readonly pathPrefix: string
}

/** A custom domain. */
export interface DomainPlace {
  /** Lower case, without port. */
  readonly hostName: string
}

/** What the answer to a request and its access log entry depend on, whichever step answers. */
export interface Progress {
  /** The request as it was when its stage was found. */
  atStage?: WithStage
  authorization?: Authorization
  /** The message of an answer that the gateway gave itself. */
  errorMessage?: string
  /** Bytes of body that the client got. */
  responseLength: number
}

/** A request as it arrives. Each step adds what it found. */
export interface Arrived {
  readonly plane: DataPlane
  readonly signatures: VerifiedSignatures
  readonly exchange: Exchange
  readonly place: Place
  readonly requestId: string
  /** What `x-amzn-trace-id` says of this request, wherever it goes. */
  readonly amznTraceId: string
  readonly receivedAt: Date
  /** Absent when nobody wants spans. */
  readonly span?: Span | undefined
  readonly explanation: Explanation
  readonly progress: Progress
}

export interface WithPath extends Arrived {
  /** Without the prefix of a path-style URL; later also without a mapping's key, then without the stage. */
  readonly path: RequestPath
  /** As sent, without "?"; undefined when there is no "?". */
  readonly query: string | undefined
}

export interface WithApi extends WithPath {
  readonly api: LiveApi
  /** How a custom domain leads to the API; undefined for its own endpoint. */
  readonly mapping: MappingMatch | undefined
  /** The path with the key of a mapping and the stage still in it. */
  readonly clientPath: RequestPath
}

export interface WithStage extends WithApi {
  readonly stage: LiveStage
  /** The path with the segment of a named stage still in it. */
  readonly stagePath: RequestPath
}

export interface WithRoute extends WithStage {
  readonly match: RouteMatch<LiveRoute>
}

export interface Authorized extends WithRoute {
  /** Undefined on routes without authorization. */
  readonly authorization: Authorization | undefined
}

/** The request that an integration gets. */
export interface OutgoingRequest {
  /** The client's end-to-end headers, as they are mapped. */
  readonly headers: readonly Header[]
  readonly query: string | undefined
  /** What replaces the path; percent-encoded. */
  readonly path?: string
  /** What replaces the backend's own name in `host`. */
  readonly host?: string
  /** There when it was read already. */
  readonly body?: Buffer
}

export interface Mapped extends Authorized {
  readonly outgoing: OutgoingRequest
}

/** What an integration answered; the body is all there (in a text one character for each byte), or a stream that is read once. */
export interface IntegrationResponse {
  readonly status: number
  readonly headers: readonly Header[]
  readonly body: string | Buffer | Readable
}

export interface Integrated extends Mapped {
  readonly response: IntegrationResponse
}
