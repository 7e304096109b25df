import { BlockList, isIP } from 'node:net'
import { join } from 'node:path'
import type { CloudFormationClient } from './cloudformation/service.ts'
import { createEngine } from './cloudformation/engine/engine.ts'
import { createPasswords, defaultPasswordCost } from './cognito/users/passwords.ts'
import { openSigningKeys } from './cognito/keys/signing-keys.ts'
import { openDoor } from './doors.ts'
import { createKeySources } from './gateway/jwt/key-sources.ts'
import { createLiveApis } from './gateway/proxy/live-apis.ts'
import { createHttpApiHandler } from './gateway/proxy/http-api-handler.ts'
import { loadCertificates } from './http/certificates.ts'
import { createConnectProxy } from './http/connect-proxy.ts'
import { isEmulatedHost } from './http/hosts.ts'
import { createListener } from './http/listener.ts'
import { answerPoolDocument } from './pool-documents.ts'
import { poolIssuers } from './pool-issuers.ts'
import { NotLoopbackError, type PoolgateOptions } from './poolgate-options.ts'
import { createAddressPolicy } from './ports/addresses.ts'
import { createBackends } from './ports/backends.ts'
import { systemClock } from './ports/clock.ts'
import { createFunctions, type FunctionsOptions } from './ports/functions.ts'
import { keyPairsAhead } from './ports/key-pairs.ts'
import { silentLog } from './ports/log.ts'
import { createOutbound } from './ports/outbound.ts'
import { outboxMail } from './ports/outbox.ts'
import { systemRandom } from './ports/random.ts'
import { createVault } from './ports/vault.ts'
import { cloudFormationService, cognitoService, gatewayService, resourceClients } from './services.ts'
import { stackStore } from './store/cloudformation.ts'
import { cognitoStore } from './store/cognito.ts'
import { openDataDirectory } from './store/data-directory.ts'
import { gatewayStore } from './store/gateway.ts'
import { migrate } from './store/migrations/index.ts'
import { openSqlite } from './store/sqlite.ts'
import { awsJson } from './wire/aws-json.ts'
import { queryXml } from './wire/query-xml.ts'
import { restJson } from './wire/rest-json.ts'
import { inProcessClient, type Runtime } from './wire/service.ts'

export interface RunningPoolgate {
  /** `http://localhost:<port>`, which also speaks https. */
  readonly url: string
  readonly port: number
  readonly region: string
  /** Absolute path of the data directory. */
  readonly dataDir: string
  /** CloudFormation in process, without the size limit that a TemplateBody has over the network. */
  readonly client: CloudFormationClient
  /** Lets requests in flight end, at most 10 seconds, and closes the store. */
  close(): Promise<void>
}

const accountId = '000000000000'
const closeGraceMs = 10_000

/** Starts a server: opens the store, takes up unfinished stacks, listens. */
export async function startPoolgate(options: PoolgateOptions = {}): Promise<RunningPoolgate> {
  const { host = '127.0.0.1', region = 'us-east-1', log = silentLog } = options
  const { clock = systemClock, random = systemRandom } = options
  if (!isLoopbackAddress(host)) throw new NotLoopbackError(host)

  const directory = openDataDirectory(options.dataDir ?? '.poolgate', random)
  const undo: (() => void | Promise<void>)[] = [() => directory.release()]
  try {
    const database = openSqlite(directory.databasePath)
    undo.unshift(() => database.close())
    await migrate(database)

    const runtime: Runtime = { clock, random, log, defaultRegion: region, accountId }
    const vault = createVault(directory.masterKey, random)
    const policy = createAddressPolicy({ allowPrivate: true })
    const outbound = createOutbound(policy)
    const address = { port: 0 }
    const origins = () => ownOrigins(address.port, options.origins ?? [])

    const pools = cognitoStore(database)
    const signingKeys = openSigningKeys({ store: pools, vault })
    const keyPairs = keyPairsAhead(4)
    const cognito = cognitoService({
      store: pools,
      random,
      vault,
      mail: options.mail ?? outboxMail(join(directory.path, 'outbox'), { clock, random, log }),
      keyPairs,
      signingKeys,
      passwords: createPasswords(random, options.passwordCost ?? defaultPasswordCost),
      log,
    })

    const issuers = poolIssuers(pools, signingKeys, origins)
    const apis = gatewayStore(database)
    const liveApis = createLiveApis({ store: apis, keySources: createKeySources({ issuers, outbound, clock }), log })
    const functions = createFunctions(functionEndpoints(options))
    const gateway = gatewayService({
      store: apis,
      random,
      log,
      issuers,
      outbound,
      functions,
      apiEndpoint: (apiId) => `http://${apiId}.execute-api.localhost:${address.port}`,
      deployed: (apiId) => liveApis.reload(apiId),
    })

    const stacks = stackStore(database)
    const clientsFor = resourceClients(cognito, gateway)
    const engine = createEngine({ store: stacks, clientsFor, clock, random, vault, log })
    const stackDependencies = { store: stacks, engine, random, vault, log }
    const cloudFormation = cloudFormationService({ ...stackDependencies, maxTemplateBytes: 51_200 })
    const localCloudFormation = cloudFormationService({ ...stackDependencies, maxTemplateBytes: 1_048_576 })

    const isOurs = (name: string): boolean =>
      isEmulatedHost(name) || name === 'localhost' || name.endsWith('.localhost')
    const certificates = await loadCertificates(directory.path, { clock, random, log, isOurs })
    const backends = createBackends({ policy, upstreams: upstreamUrls(options.upstreams ?? {}) })
    undo.unshift(() => backends.close())
    const doors = {
      runtime,
      ownNames: new Set((options.origins ?? []).map((origin) => new URL(origin).hostname)),
      services: {
        'cognito-idp': { protocol: awsJson, service: cognito, cors: true },
        apigatewayv2: { protocol: restJson, service: gateway, cors: false },
        cloudformation: { protocol: queryXml, service: cloudFormation, cors: false },
      },
      httpApi: createHttpApiHandler({
        apis: liveApis,
        backends,
        functions,
        clock,
        random,
        log,
        accountId,
        tokenLeewaySeconds: 0,
      }),
      poolDocument: (request: Parameters<typeof answerPoolDocument>[0]) =>
        answerPoolDocument(request, { store: pools, signingKeys, origins: origins() }),
      caFile: () => certificates.caPem().then(() => certificates.caFile),
    }
    const listener = createListener({
      onRequest: (request, response) => openDoor(doors, request, response),
      onConnect: createConnectProxy({ isEmulated: isEmulatedHost, policy, environment: process.env, log }),
      certificates,
      log,
    })
    undo.unshift(() => engine.settled())
    await engine.recoverStacks()
    address.port = (await listener.listen(host, options.port ?? 4566)).port
    // Made when there is none; the server is of use to most clients before that.
    const authority = certificates.caPem().then(
      () => {},
      (error: unknown) => log.error({ event: 'ca-failed' }, error),
    )
    undo.unshift(() => authority)
    undo.unshift(() => listener.close(closeGraceMs))
    keyPairs.fill()
    log.info({
      event: 'listening',
      url: `http://localhost:${address.port}`,
      port: address.port,
      region,
      dataDir: directory.path,
    })
    return {
      url: `http://localhost:${address.port}`,
      port: address.port,
      region,
      dataDir: directory.path,
      client: inProcessClient(localCloudFormation, () => ({
        requestId: random.uuid(),
        now: clock.now(),
        region,
        accountId,
        sourceIp: '127.0.0.1',
      })),
      close: () => runAll(undo),
    }
  } catch (error) {
    await runAll(undo)
    throw error
  }
}

/** Ends what was started, last first. */
async function runAll(undo: readonly (() => void | Promise<void>)[]): Promise<void> {
  for (const step of undo) await step()
}

function upstreamUrls(upstreams: Readonly<Record<string, string>>): ReadonlyMap<string, URL> {
  return new Map(
    Object.entries(upstreams).map(([origin, url]): [string, URL] => [new URL(origin).origin, new URL(url)]),
  )
}

function functionEndpoints({ lambdaEndpoint, lambdas = {} }: PoolgateOptions): FunctionsOptions {
  const endpoints = new Map(Object.entries(lambdas).map(([name, url]): [string, URL] => [name, new URL(url)]))
  return lambdaEndpoint === undefined ? { endpoints } : { endpoint: new URL(lambdaEndpoint), endpoints }
}

/** Every origin under which a pool of this server can be discovered. */
function ownOrigins(port: number, configured: readonly string[]): string[] {
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]
  return [...hosts.flatMap((host) => [`http://${host}`, `https://${host}`]), ...configured]
}

function isLoopbackAddress(host: string): boolean {
  const loopback = new BlockList()
  loopback.addSubnet('127.0.0.0', 8)
  loopback.addAddress('::1', 'ipv6')
  return host === 'localhost' || (isIP(host) !== 0 && loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'))
}
