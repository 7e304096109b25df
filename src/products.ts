import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createEngine, type Engine } from './cloudformation/engine/engine.ts'
import { createLoginHosts, type LoginHosts } from './cognito/domains/login-hosts.ts'
import type { Cognito } from './cognito/cognito.ts'
import { openSigningKeys, type SigningKeys } from './cognito/keys/signing-keys.ts'
import type { CognitoStore } from './cognito/store.ts'
import { createUserImports, type UserImports } from './cognito/user-import/user-imports.ts'
import { createPasswords, defaultPasswordCost } from './cognito/users/passwords.ts'
import { createKeySources } from './gateway/jwt/key-sources.ts'
import { type ExplainedStep, explainRequest, type ImaginedRequest } from './gateway/proxy/explain-request.ts'
import { createHttpApiHandler, type HttpApiHandler } from './gateway/proxy/http-api-handler.ts'
import { createLiveApis, type LiveApis } from './gateway/proxy/live-apis.ts'
import { createLiveDomains, type LiveDomains } from './gateway/proxy/live-domains.ts'
import type { FindPrivateTarget } from './gateway/private-targets.ts'
import type { DataPlane } from './gateway/proxy/state.ts'
import type { Ground } from './ground.ts'
import { isReservedHost } from './http/hosts.ts'
import { createBackends } from './http1/backends.ts'
import { poolIssuers } from './pool-issuers.ts'
import type { PoolgateOptions } from './poolgate-options.ts'
import { createLogWriter } from './logs/log-events/log-writer.ts'
import type { LogStore } from './logs/store.ts'
import { type AccessLog, accessLogTo, fileAccessLog, lineAccessLog } from './ports/access-log.ts'
import type { Clock } from './ports/clock.ts'
import { createFunctions, type FunctionsOptions } from './ports/functions.ts'
import { keyPairsAhead } from './ports/key-pairs.ts'
import { defaultMailFrom } from './ports/mail.ts'
import { createOutbound } from './ports/outbound.ts'
import { outboxMail, outboxSms } from './ports/outbox.ts'
import { settlingSender } from './ports/sending.ts'
import { smtpMail } from './ports/smtp-mail.ts'
import { webhookSms } from './ports/sms-webhook.ts'
import { directoryUploads } from './ports/uploads.ts'
import {
  cloudFormationService,
  cognitoService,
  gatewayService,
  iamService,
  logsService,
  resourceClients,
  s3Service,
  ssmService,
  stsService,
} from './services.ts'
import { signInvocations } from './sign-invocations.ts'
import { stackStore } from './store/cloudformation.ts'
import { cognitoStore } from './store/cognito.ts'
import { gatewayStore } from './store/gateway.ts'
import { iamStore } from './store/iam.ts'
import { logStore } from './store/logs.ts'
import { objectStore } from './store/s3.ts'
import { parameterStore } from './store/ssm.ts'
import type { Service } from './wire/service.ts'

export interface UserPools {
  readonly service: Service
  readonly store: CognitoStore
  readonly signingKeys: SigningKeys
  readonly loginHosts: Pick<LoginHosts, 'has' | 'load' | 'reload'>
  readonly userImports: UserImports
  /** What the operations stand on. */
  readonly cognito: Cognito
  /** Makes key pairs ahead of need, once the server has nothing more urgent to do. */
  readonly warmUp: () => void
  /** Resolves when every message that was begun has left or failed, and the connections to the relay are closed. */
  readonly messagesSent: () => Promise<void>
}

/** @param isHttpApiHost whether a name is a custom domain of HTTP APIs */
export function composeUserPools(ground: Ground, isHttpApiHost: (name: string) => boolean): UserPools {
  const { runtime, options, dataDir, database, vault, policy, ownNames } = ground
  const { clock, random, log } = runtime
  const store = cognitoStore(database)
  const signingKeys = openSigningKeys({ store, vault, clock })
  const loginHosts = createLoginHosts(store)
  const keyPairs = keyPairsAhead(4)
  const outbox = join(dataDir, 'outbox')
  const { smtp, mailFrom, smsWebhook: webhook } = options
  const relay = smtp === undefined ? undefined : smtpMail({ url: smtp, from: mailFrom ?? defaultMailFrom }, log)
  const uploads = directoryUploads(join(dataDir, 'uploads'))
  const userImports = createUserImports({ store, random, uploads, log, clock })
  const mail = settlingSender(options.mail ?? relay ?? outboxMail(outbox, { clock, random, log }))
  const sms = settlingSender(
    options.sms ?? (webhook ? webhookSms(webhook, { clock, random, log }) : outboxSms(outbox, { clock, random, log })),
  )
  const cognito: Cognito = {
    store,
    random,
    vault,
    mail,
    sms,
    keyPairs,
    signingKeys,
    passwords: createPasswords(random, options.passwordCost ?? defaultPasswordCost),
    functions: createFunctions(functionEndpoints(options, clock)),
    outbound: createOutbound(policy),
    loginHosts,
    isReservedHost: (name) => isReservedHost(name, ownNames) || isHttpApiHost(name),
    uploads,
    userImports,
    origin: () => ground.options.origins?.[0] ?? `http://localhost:${ground.port()}`,
    log,
  }
  ground.metrics?.watch('password_queue', 'Passwords that wait to be hashed or checked.', cognito.passwords.waiting)
  return {
    service: cognitoService(cognito),
    store,
    signingKeys,
    cognito,
    userImports,
    loginHosts,
    warmUp: () => keyPairs.fill(),
    messagesSent: async () => {
      await Promise.all([mail.settled(), sms.settled()])
      relay?.close()
    },
  }
}

export interface LogGroups {
  readonly service: Service
  readonly store: LogStore
}

export function composeLogGroups({ runtime: { random }, database }: Ground): LogGroups {
  const store = logStore(database)
  return { service: logsService({ store, random }), store }
}

export interface HttpApis {
  readonly service: Service
  readonly domains: Pick<LiveDomains, 'find' | 'load' | 'reload'>
  readonly liveApis: Pick<LiveApis, 'reload' | 'reloadAll'>
  readonly serve: HttpApiHandler
  readonly explain: (request: ImaginedRequest) => Promise<ExplainedStep[]>
  /** Closes connections to backends; resolves when the access logs are written. */
  readonly close: () => Promise<void>
}

export function composeHttpApis(ground: Ground, pools: UserPools, logGroups: LogGroups): HttpApis {
  const { clock, random, log, accountId } = ground.runtime
  const store = gatewayStore(ground.database)
  const issuers = poolIssuers(pools.store, pools.signingKeys, ground.origins)
  const outbound = createOutbound(ground.policy)
  const findPrivateTarget = privateTargets(ground.options)
  const liveApis = createLiveApis({
    store,
    keySources: createKeySources({ issuers, outbound, clock, metrics: ground.metrics }),
    findPrivateTarget,
    ...(ground.options.accountThrottling && { account: ground.options.accountThrottling }),
    log,
  })
  const domains = createLiveDomains({ store, log })
  const backends = createBackends({
    policy: ground.policy,
    upstreams: upstreamUrls(ground.options.upstreams ?? {}),
  })
  const accessLog = composeAccessLog(ground, logGroups.store)
  const functions = createFunctions(functionEndpoints(ground.options, clock))
  const service = gatewayService({
    store,
    random,
    log,
    issuers,
    outbound,
    functions,
    findPrivateTarget,
    readTruststore: readTruststoreFile(ground.options),
    logGroupExists: async (region, name) => (await logGroups.store.findLogGroup(region, name)) !== undefined,
    apiEndpoint: (apiId) => `http://${apiId}.execute-api.localhost:${ground.port()}`,
    isReservedHost: (name) => isReservedHost(name, ground.ownNames) || pools.loginHosts.has(name),
    deployed: (apiId) => liveApis.reload(apiId),
    domainChanged: (region, domainName) => domains.reload(region, domainName),
  })
  const plane: DataPlane = {
    apis: liveApis,
    domains,
    backends,
    functions,
    clock,
    random,
    log,
    accountId,
    accessLog,
    ...(ground.runtime.findClientAddress && { findClientAddress: ground.runtime.findClientAddress }),
    ...(ground.metrics && { metrics: ground.metrics }),
    tokenLeewaySeconds: 0,
  }
  const close = async () => {
    backends.close()
    await accessLog.close()
  }
  return {
    service,
    domains,
    liveApis,
    serve: createHttpApiHandler(plane),
    explain: (request) => explainRequest(plane, request),
    close,
  }
}

/** Log groups, and whatever the operator wants beside them. */
function composeAccessLog({ runtime, options, dataDir }: Ground, store: LogStore): AccessLog {
  const { clock, random, log } = runtime
  const groups = createLogWriter({ store, clock, random, log })
  const { accessLog: more } = options
  if (more === undefined) return groups
  return accessLogTo([groups, more === 'files' ? fileAccessLog(join(dataDir, 'logs'), log) : lineAccessLog(more)])
}

function functionEndpoints(
  { lambdaEndpoint, lambdas = {}, lambdaCredentials }: PoolgateOptions,
  clock: Clock,
): FunctionsOptions {
  const endpoints = new Map(Object.entries(lambdas).map(([name, url]): [string, URL] => [name, new URL(url)]))
  return {
    endpoints,
    ...(lambdaEndpoint !== undefined && { endpoint: new URL(lambdaEndpoint) }),
    ...(lambdaCredentials && { sign: signInvocations(lambdaCredentials, clock) }),
  }
}

/** Throws when a file that the operator has named cannot be read. */
function readTruststoreFile({ truststores = {} }: PoolgateOptions) {
  const files = new Map(Object.entries(truststores))
  return async (uri: string): Promise<string | undefined> => {
    const file = files.get(uri)
    return file === undefined ? undefined : readFile(file, 'utf8')
  }
}

function privateTargets({ privateIntegrations = {} }: PoolgateOptions): FindPrivateTarget {
  const urls = new Map(Object.entries(privateIntegrations).map(([arn, url]): [string, URL] => [arn, new URL(url)]))
  return (name) => urls.get(name)
}

function upstreamUrls(upstreams: Readonly<Record<string, string>>): ReadonlyMap<string, URL> {
  return new Map(
    Object.entries(upstreams).map(([origin, url]): [string, URL] => [new URL(origin).origin, new URL(url)]),
  )
}

export interface Identities {
  readonly iam: Service
  readonly sts: Service
}

export function composeIdentities({ runtime: { random }, database, vault }: Ground): Identities {
  const dependencies = { store: iamStore(database), random, vault }
  return { iam: iamService(dependencies), sts: stsService(dependencies) }
}

export function composeObjects({ runtime: { random }, database, vault }: Ground): Service {
  return s3Service({ store: objectStore(database), random, vault })
}

/** Parameter Store. */
export function composeParameters({ database }: Ground): Service {
  return ssmService({ store: parameterStore(database) })
}

export interface Stacks {
  readonly service: Service
  /** The same for callers of this process, who may pass larger templates. */
  readonly localService: Service
  readonly engine: Engine
}

export function composeStacks(
  ground: Ground,
  {
    pools,
    apis,
    logGroups,
    identities,
  }: {
    readonly pools: UserPools
    readonly apis: HttpApis
    readonly logGroups: LogGroups
    readonly identities: Identities
  },
): Stacks {
  const { runtime, database, vault, options, ownNames } = ground
  const { clock, random, log } = runtime
  const isShared = options.database !== undefined
  const store = stackStore(database, isShared ? random.uuid() : undefined)
  const functions = createFunctions(functionEndpoints(options, clock))
  const skippedTypes = new Set(options.allowUnsupported ?? [])
  const services = {
    cognito: pools.service,
    gateway: apis.service,
    iam: identities.iam,
    logs: logGroups.service,
    s3: composeObjects(ground),
    ssm: composeParameters(ground),
  }
  const clientsFor = resourceClients(services, functions)
  const engine = createEngine(
    { store, clientsFor, functions, skippedTypes, clock, random, vault, log },
    undefined,
    isShared,
  )
  const dependencies = { store, engine, functions, skippedTypes, clientsFor, ownNames, random, vault, log }
  return {
    service: cloudFormationService({ ...dependencies, maxTemplateBytes: 51_200 }),
    localService: cloudFormationService({ ...dependencies, maxTemplateBytes: 1_048_576 }),
    engine,
  }
}
