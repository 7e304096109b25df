/*
 * What HTTP APIs need from a store. Every method is one atomic step, committed when it resolves; none validates.
 *
 * An API is the unit of change: with its quotas (300 routes, 300 integrations, 10 authorizers, 10 stages) it is small
 * enough to be read and changed whole, so that a change, the automatic deployment that follows from it and every rule
 * that spans several of its parts are one transaction.
 */

/** Which answers pages of other origins may read. */
export interface CorsRecord {
  readonly allowCredentials: boolean
  /** `*`, `http://*`, `https://*` or origins as browsers write them. */
  readonly allowOrigins: readonly string[]
  readonly allowMethods: readonly string[]
  readonly allowHeaders: readonly string[]
  readonly exposeHeaders: readonly string[]
  /** Seconds, -1 to 86400. */
  readonly maxAge?: number
}

export interface ApiRecord {
  /** Unique over all regions: a host name finds the API by it. */
  readonly apiId: string
  readonly region: string
  readonly name: string
  readonly description?: string
  readonly version?: string
  readonly apiKeySelectionExpression: string
  readonly routeSelectionExpression: string
  readonly disableExecuteApiEndpoint: boolean
  readonly ipAddressType: 'ipv4' | 'dualstack'
  readonly corsConfiguration?: CorsRecord
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Date
}

export interface RouteRecord {
  readonly routeId: string
  /** `$default` or `METHOD /path`, as `parseRouteKey` reads it; unique in its API. */
  readonly routeKey: string
  /** `integrations/{integrationId}`; a route without one cannot answer. */
  readonly target?: string
  readonly authorizationType: 'NONE' | 'JWT' | 'CUSTOM' | 'AWS_IAM'
  /** There unless the authorization type is NONE: a JWT authorizer for JWT, a REQUEST authorizer for CUSTOM. */
  readonly authorizerId?: string
  readonly authorizationScopes?: readonly string[]
  readonly operationName?: string
  /** Made by quick create. */
  readonly apiGatewayManaged?: true
}

export interface IntegrationRecord {
  readonly integrationId: string
  readonly integrationType: 'HTTP_PROXY' | 'AWS_PROXY'
  /**
   * HTTP_PROXY: an absolute http or https URL that may hold `{name}` and `${stageVariables.name}`. AWS_PROXY: the ARN of
   * a function or of its invocation, which may hold the latter. Through a VPC link: the ARN of a load balancer's listener
   * or of a Cloud Map service.
   */
  readonly integrationUri: string
  /** A method of a route key; `ANY` passes the client's on. */
  readonly integrationMethod: string
  readonly connectionType: 'INTERNET' | 'VPC_LINK'
  /** The VPC link of a private integration. */
  readonly connectionId?: string
  /** The name that the certificate of a private integration's backend must have; without it no TLS is asked for. */
  readonly serverNameToVerify?: string
  readonly payloadFormatVersion: '1.0' | '2.0'
  /** Mappings that `readMapping` reads, by their keys. */
  readonly requestParameters?: Readonly<Record<string, string>>
  /** The same for responses, by the status that the integration answers. */
  readonly responseParameters?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** 50 to 30000. */
  readonly timeoutInMillis: number
  readonly description?: string
  /** Made by quick create. */
  readonly apiGatewayManaged?: true
}

export type AuthorizerRecord = JwtAuthorizerRecord | RequestAuthorizerRecord

export interface JwtAuthorizerRecord {
  readonly authorizerId: string
  readonly name: string
  readonly authorizerType: 'JWT'
  /** `$request.header.Name` or `$request.querystring.name`. */
  readonly identitySource: string
  readonly jwtConfiguration: { readonly issuer: string; readonly audience: readonly string[] }
}

export interface RequestAuthorizerRecord {
  readonly authorizerId: string
  readonly name: string
  readonly authorizerType: 'REQUEST'
  /** The ARN of a function's invocation, which may hold `${stageVariables.name}`. */
  readonly authorizerUri: string
  readonly authorizerPayloadFormatVersion: '1.0' | '2.0'
  readonly enableSimpleResponses: boolean
  /** `$request.header.Name`, `$request.querystring.name`, `$context.name` or `$stageVariables.name`; may be empty. */
  readonly identitySource: readonly string[]
  /** 0 to 3600; 0 caches nothing. */
  readonly authorizerResultTtlInSeconds: number
}

export interface RouteSettingsRecord {
  readonly detailedMetricsEnabled?: boolean
  /** Requests at once, and in a second on average; 0 lets none through. */
  readonly throttlingBurstLimit?: number
  readonly throttlingRateLimit?: number
}

export interface AccessLogRecord {
  /** A log group's ARN, without `:*`. */
  readonly destinationArn: string
  /** The log group's name. */
  readonly logGroup: string
  readonly format: string
}

export interface StageRecord {
  /** `$default` or letters, digits, `-`, `_`. */
  readonly stageName: string
  /** Absent when it was never given. */
  readonly autoDeploy?: boolean
  /** What the stage serves; absent until it is deployed. */
  readonly deploymentId?: string
  readonly description?: string
  readonly stageVariables: Readonly<Record<string, string>>
  readonly accessLogSettings?: AccessLogRecord
  readonly defaultRouteSettings: RouteSettingsRecord
  /** By route key. */
  readonly routeSettings: Readonly<Record<string, RouteSettingsRecord>>
  readonly lastDeploymentStatusMessage?: string
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Made by quick create. */
  readonly apiGatewayManaged?: true
}

export interface DeploymentRecord {
  readonly deploymentId: string
  readonly description?: string
  readonly autoDeployed: boolean
  readonly createdAt: Date
}

/** What a deployment serves: the API as it was configured at that moment. */
export interface DeploymentSnapshot {
  readonly disableExecuteApiEndpoint: boolean
  readonly corsConfiguration?: CorsRecord
  readonly routes: readonly RouteRecord[]
  readonly integrations: readonly IntegrationRecord[]
  readonly authorizers: readonly AuthorizerRecord[]
}

/** An API with everything configured in it; the maps go by id, stages by name. */
export interface ApiConfiguration {
  readonly api: ApiRecord
  readonly routes: ReadonlyMap<string, RouteRecord>
  readonly integrations: ReadonlyMap<string, IntegrationRecord>
  readonly authorizers: ReadonlyMap<string, AuthorizerRecord>
  readonly stages: ReadonlyMap<string, StageRecord>
  /** Oldest first. */
  readonly deployments: ReadonlyMap<string, DeploymentRecord>
}

/** An API under change: records are replaced, added and removed in its maps, and never mutated themselves. */
export interface ApiDraft {
  api: ApiRecord
  readonly routes: Map<string, RouteRecord>
  readonly integrations: Map<string, IntegrationRecord>
  readonly authorizers: Map<string, AuthorizerRecord>
  readonly stages: Map<string, StageRecord>
  readonly deployments: Map<string, DeploymentRecord>
  /** The snapshot of every deployment that the change adds, by its id; those of older deployments are not here. */
  readonly snapshots: Map<string, DeploymentSnapshot>
}

/** What the data plane serves for one API. */
export interface DeployedApi {
  readonly apiId: string
  readonly region: string
  /** Every stage; one that was never deployed has no snapshot. */
  readonly stages: readonly { readonly stage: StageRecord; readonly snapshot?: DeploymentSnapshot }[]
}

/** A custom domain name. */
export interface DomainNameRecord {
  /** Lower case; a first label `*` stands for any label. Unique over all regions: a host name finds the domain by it. */
  readonly domainName: string
  readonly region: string
  /** What DNS is to point the domain name at. */
  readonly apiGatewayDomainName: string
  readonly certificateArn: string
  readonly ipAddressType: 'ipv4' | 'dualstack'
  /** There when clients must show a certificate. */
  readonly mutualTls?: MutualTlsRecord
  readonly tags: Readonly<Record<string, string>>
}

export interface MutualTlsRecord {
  /** `s3://bucket/key`. */
  readonly truststoreUri: string
  readonly truststoreVersion?: string
  /** What is wrong with certificates of the truststore. */
  readonly truststoreWarnings: readonly string[]
  /** The truststore as it was when the domain was configured: certificates in PEM. */
  readonly truststore: string
}

/** Which stage of which API serves the paths of a domain that begin with the key. */
export interface ApiMappingRecord {
  readonly apiMappingId: string
  /** Segments joined with "/", unique in its domain; empty for all other paths. */
  readonly apiMappingKey: string
  /** Of the domain's region. */
  readonly apiId: string
  /** May be gone: a mapping outlives its stage. */
  readonly stage: string
}

/** A custom domain name with its mappings by id. */
export interface MappedDomain {
  readonly domain: DomainNameRecord
  readonly mappings: ReadonlyMap<string, ApiMappingRecord>
}

/** A domain under change, like `ApiDraft`. */
export interface DomainDraft {
  domain: DomainNameRecord
  readonly mappings: Map<string, ApiMappingRecord>
}

/** A VPC link: what private integrations go through. */
export interface VpcLinkRecord {
  readonly vpcLinkId: string
  readonly region: string
  readonly name: string
  readonly subnetIds: readonly string[]
  readonly securityGroupIds: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Date
}

/** An integration that goes through a VPC link, with the routes that lead to it. */
export interface VpcLinkUse {
  readonly integration: IntegrationRecord
  readonly routes: readonly RouteRecord[]
}

/** A page of a listing: `next` is what to pass as `after` for the following page; absent on the last one. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string
}

export interface GatewayStore extends DomainStore, VpcLinkStore {
  /** Inserts a new API; false when its id is taken. */
  insertApi(api: ApiDraft, whenVpcLinkGone?: WhenVpcLinkGone): Promise<boolean>
  findApi(region: string, apiId: string): Promise<ApiConfiguration | undefined>
  /**
   * Reads the API, lets `change` work on it and writes what it changed; undefined when there is no such API. No other
   * change comes in between. What `change` throws leaves everything as it was and is passed on. `change` may run again
   * when the database asks for a retry, so it touches nothing but the draft. A VPC link that it goes through is there when the change
   * is committed.
   */
  changeApi<Result extends object>(
    region: string,
    apiId: string,
    change: (draft: ApiDraft) => Result,
    whenVpcLinkGone?: WhenVpcLinkGone,
  ): Promise<Result | undefined>
  /** Deletes the API and everything in it, unless a domain is mapped to it. */
  deleteApi(region: string, apiId: string): Promise<'deleted' | 'missing' | 'mapped'>
  /** In the order of ids. */
  listApis(region: string, page: { readonly limit: number; readonly after?: string }): Promise<Page<ApiRecord>>
  countApis(region: string): Promise<number>
  findDeployedApi(apiId: string): Promise<DeployedApi | undefined>
}

export interface DomainStore {
  /** Inserts a new domain; false when its name is taken, in whichever region. */
  insertDomain(domain: DomainNameRecord): Promise<boolean>
  findDomain(region: string, domainName: string): Promise<MappedDomain | undefined>
  /**
   * As `changeApi`, for a domain. `change` also gets the API of this id, if there is one in the region: it is not
   * deleted before the change is committed, so that a mapping may be pointed at it.
   */
  changeDomain<Result extends object>(
    place: { readonly region: string; readonly domainName: string; readonly apiId?: string },
    change: (draft: DomainDraft, api: ApiConfiguration | undefined) => Result,
  ): Promise<Result | undefined>
  /** Deletes the domain and its mappings; false when it was gone. */
  deleteDomain(region: string, domainName: string): Promise<boolean>
  /** In the order of names. */
  listDomains(
    region: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<DomainNameRecord>>
  countDomains(region: string): Promise<number>
  /** Of every region. */
  listMappedDomains(): Promise<readonly MappedDomain[]>
}

/** Called, within the transaction, when an integration is to go through a VPC link that is not there; what it throws undoes all. */
export type WhenVpcLinkGone = (vpcLinkId: string) => never

export interface VpcLinkStore {
  /** Inserts a new VPC link; false when its id is taken in the region. */
  insertVpcLink(link: VpcLinkRecord): Promise<boolean>
  findVpcLink(region: string, vpcLinkId: string): Promise<VpcLinkRecord | undefined>
  /** Replaces the link by what `change` makes of it, with no other change in between; undefined when there is none. */
  changeVpcLink(
    region: string,
    vpcLinkId: string,
    change: (link: VpcLinkRecord) => VpcLinkRecord,
  ): Promise<VpcLinkRecord | undefined>
  /** Deletes the link, unless integrations go through it: those are answered then. */
  deleteVpcLink(region: string, vpcLinkId: string): Promise<'deleted' | 'missing' | readonly VpcLinkUse[]>
  /** In the order of ids. */
  listVpcLinks(region: string, page: { readonly limit: number; readonly after?: string }): Promise<Page<VpcLinkRecord>>
  countVpcLinks(region: string): Promise<number>
}
