import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Gateway } from '../../gateway/gateway.ts'
import { createKeySources } from '../../gateway/jwt/key-sources.ts'
import { operations as gatewayOperations } from '../../gateway/operations/index.ts'
import { permissionOf as gatewayPermission } from '../../gateway/permissions.ts'
import type { FindPrivateTarget } from '../../gateway/private-targets.ts'
import { type ExplainedStep, type ImaginedRequest, explainRequest } from '../../gateway/proxy/explain-request.ts'
import { type HttpApiHandler, createHttpApiHandler } from '../../gateway/proxy/http-api-handler.ts'
import { type LiveApis, createLiveApis } from '../../gateway/proxy/live-apis.ts'
import { type LiveDomains, createLiveDomains } from '../../gateway/proxy/live-domains.ts'
import type { DataPlane } from '../../gateway/proxy/state.ts'
import type { Ground } from '../ground.ts'
import { isReservedHost } from '../../http/hosts.ts'
import { createBackends } from '../../http1/backends.ts'
import { functionEndpoints } from './lambda-functions.ts'
import { tracedOutbound } from '../observers/traced-outbound.ts'
import type { LogGroups } from './log-groups.ts'
import { createLogWriter } from '../../logs/log-events/log-writer.ts'
import type { LogStore } from '../../logs/store.ts'
import { poolIssuers } from '../pool-issuers.ts'
import type { PoolgateOptions } from '../poolgate-options.ts'
import { type AccessLog, accessLogTo, fileAccessLog, lineAccessLog } from '../../ports/access-log.ts'
import { createFunctions } from '../../ports/functions.ts'
import { createOutbound } from '../../ports/outbound.ts'
import { gatewayStore } from '../../store/gateway/store.ts'
import type { UserPools } from './user-pools.ts'
import { loadModel } from '../../wire/model.ts'
import type { Service } from '../../wire/service.ts'

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
  const outbound = tracedOutbound(createOutbound(ground.policy), ground.runtime.tracing)
  const findPrivateTarget = privateTargets(ground.options)
  const liveApis = createLiveApis({
    store,
    keySources: createKeySources({ issuers, outbound, clock, metrics: ground.metrics }),
    findPrivateTarget,
    ...(ground.options.accountThrottling && { account: ground.options.accountThrottling }),
    ...(ground.place && { createBucket: ground.place.createBucket }),
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
    access: ground.access,
    clock,
    random,
    log,
    accountId,
    accessLog,
    ...(ground.runtime.findClientAddress && { findClientAddress: ground.runtime.findClientAddress }),
    ...(ground.metrics && { metrics: ground.metrics }),
    ...(ground.runtime.tracing && { tracing: ground.runtime.tracing }),
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

function gatewayService(dependencies: Gateway): Service {
  const model = () => loadModel('apigatewayv2')
  return {
    get model() {
      return model()
    },
    operations: gatewayOperations,
    dependencies,
    permissionOf: (name, input, call) => gatewayPermission(model().operations[name]!, input, call),
    invalidCode: 'BadRequestException',
    internalCode: 'InternalServerErrorException',
  }
}
