import type { AccessLogFormat } from '../access-logs/compile-format.ts'
import type { KeySet } from '../jwt/key-set.ts'
import type { Refusal } from '../jwt/refusal.ts'
import type { AnswerFormat } from '../functions/authorizer-answer.ts'
import type { Mapping } from '../mapping/parameters.ts'
import type { AnswerCache } from './answer-cache.ts'
import type { IdentityReader } from './identity-source.ts'
import type { WithRoute } from './state.ts'
import type { TargetTemplate } from './target.ts'
import type { RouteTable } from '../routing/routing.ts'
import type { CorsRecord } from '../store.ts'
import type { VpcLinkConnection } from '../../http1/backends.ts'
import type { TokenBucket } from './token-bucket.ts'

/** An API as the data plane serves it: compiled once, when what it serves changes. */
export interface LiveApi {
  readonly apiId: string
  readonly region: string
  readonly stages: ReadonlyMap<string, LiveStage>
  /** Shared by all APIs of the region. */
  readonly accountBucket: TokenBucket
}

export interface LiveStage {
  readonly stageName: string
  /** Why the stage serves nothing, if it does not. */
  readonly closed?: string
  /** Why the API's own endpoint does not serve it, if so; custom domains do. */
  readonly endpointClosed?: string
  /** Of the API, as it was deployed. */
  readonly cors?: CorsRecord
  readonly accessLog?: { readonly logGroup: string; readonly format: AccessLogFormat }
  readonly stageVariables: Readonly<Record<string, string>>
  readonly routes: RouteTable<LiveRoute>
}

export interface LiveRoute {
  readonly bucket: TokenBucket
  /** Undefined on routes without authorization. */
  readonly authorizer: LiveAuthorizer | undefined
  readonly integration: HttpIntegration | FunctionIntegration | NoIntegration
}

/** What cannot be served: 500, or 503 where its backend is what is missing. */
interface NoIntegration {
  readonly explanation: string
  readonly unavailable?: true
}

export type LiveAuthorizer = TokenAuthorizer | FunctionAuthorizer | IamAuthorizer

/** What routes with AWS_IAM have in the place of an authorizer. */
export interface IamAuthorizer {
  readonly kind: 'iam'
  /** In explanations. */
  readonly authorizerId: 'AWS_IAM'
}

/** A JWT authorizer on one route. */
export interface TokenAuthorizer {
  readonly kind: 'jwt'
  readonly authorizerId: string
  readonly identitySource: string
  readonly readIdentity: IdentityReader
  /** What a request without a token is told. */
  readonly missingToken: Refusal
  readonly keys: KeySet
  readonly audience: readonly string[]
  /** The route's authorization scopes. */
  readonly requiredScopes: readonly string[]
}

/** A REQUEST authorizer; every route of a stage that uses it has the same one. */
export interface FunctionAuthorizer {
  readonly kind: 'function'
  readonly authorizerId: string
  readonly functionArn: string | { readonly explanation: string }
  readonly format: AnswerFormat
  /** All of them must have a value. */
  readonly identitySources: readonly {
    readonly expression: string
    readonly read: (request: WithRoute) => string | undefined
  }[]
  readonly answers: AnswerCache
}

/** Parameter mappings of an integration. */
interface IntegrationMappings {
  readonly requestMappings: readonly Mapping[]
  /** By the status that the integration answers. */
  readonly responseMappings: ReadonlyMap<number, readonly Mapping[]>
}

/** HTTP_PROXY. */
export interface HttpIntegration extends IntegrationMappings {
  readonly kind: 'http'
  readonly integrationId: string
  /** Undefined passes the client's on. */
  readonly method: string | undefined
  readonly resolveTarget: TargetTemplate
  /**
   * What is appended to the integration URI: the request's path on `$default` routes, the same with its stage in private
   * integrations.
   */
  readonly appendedPath: 'none' | 'path' | 'stagePath'
  /** There in private integrations, which keep the client's `host`. */
  readonly vpcLink?: VpcLinkConnection
  readonly timeoutInMillis: number
}

/** AWS_PROXY with a Lambda function. */
export interface FunctionIntegration extends IntegrationMappings {
  readonly kind: 'function'
  readonly integrationId: string
  readonly functionArn: string
  readonly payloadFormatVersion: '1.0' | '2.0'
  readonly timeoutInMillis: number
}
