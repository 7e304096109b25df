import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { clockCommand } from './operator/clock-command.ts'
import { openAcme } from './acme.ts'
import { answerChallenge, findChallengeAnswer } from './doors/acme-challenges.ts'
import { answerAuthEventFeedback } from './doors/auth-event-feedback.ts'
import type { CloudFormationClient } from '../cloudformation/service.ts'
import type { CognitoIdp, CognitoIdpClient } from '../cognito/service.ts'
import { managedLoginOperations } from '../cognito/sign-in/managed-login.ts'
import { answerConfirmUser } from './doors/confirm-user.ts'
import { type Doors, findApiPlace, openDoor } from './doors/doors.ts'
import { followOtherProcesses, joinOtherWorkers } from './follow-other-processes.ts'
import type { Place } from '../gateway/proxy/state.ts'
import { type Ground, layGround, refuseUnsafe, type Undo } from './ground.ts'
import { type Certificates, loadCertificates } from '../http/certificates.ts'
import { forwardedFor } from '../http/control-plane.ts'
import { explainCommand } from './operator/explain.ts'
import { createConnectProxy } from '../http/connect-proxy.ts'
import { isEmulatedHost, readHost } from '../http/hosts.ts'
import type { HttpRequest } from '../http/message.ts'
import { createListener, type Listener } from '../http/listener.ts'
import { loadProvidedCertificates } from '../http/provided-certificates.ts'
import { keyringCommand } from './operator/keyring-command.ts'
import { rotateKeysCommand } from './operator/operator-commands.ts'
import { answerUserPoolDomain, type DomainGround } from './doors/user-pool-domain.ts'
import { answerPoolDocument } from './doors/pool-documents.ts'
import { type PoolgateOptions, UnsafeOptionsError } from './poolgate-options.ts'
import type { WorkerPlace } from './workers/worker-place.ts'
import { peerAddress } from '../ports/client-address.ts'
import { repeat } from '../ports/repeat.ts'
import { composeHttpApis, type HttpApis } from './products/http-apis.ts'
import { composeIdentities, type Identities } from './products/identities.ts'
import { composeKeys } from './products/keys.ts'
import { composeLogGroups, type LogGroups } from './products/log-groups.ts'
import { composeObjects } from './products/objects.ts'
import { composeParameters } from './products/parameters.ts'
import { composeSecrets } from './products/secrets.ts'
import { composeStacks, type Stacks } from './products/stacks.ts'
import { composeUserPools, type UserPools } from './products/user-pools.ts'
import { answerUserImportUpload } from './doors/user-import-upload.ts'
import { ApiError } from '../wire/operation.ts'
import type { S3Client } from '../s3/service.ts'
import type { SsmClient } from '../ssm/service.ts'
import { awsJson } from '../wire/aws-json.ts'
import { observedClient } from '../wire/observed-client.ts'
import { queryXml } from '../wire/query-xml.ts'
import { restJson } from '../wire/rest-json.ts'
import { restXml } from '../wire/rest-xml.ts'
import { inProcessClient, type Runtime, type Service } from '../wire/service.ts'

export interface RunningPoolgate {
  /** `http://localhost:<port>`, which also speaks https. */
  readonly url: string
  readonly port: number
  readonly region: string
  /** Absolute path of the data directory. */
  readonly dataDir: string
  /** CloudFormation in process, without the size limit that a TemplateBody has over the network. */
  readonly client: CloudFormationClient
  /** Buckets and parameters in process, of the same region. */
  readonly s3: S3Client
  readonly ssm: SsmClient
  readonly accountId: string
  /**
   * Is not ready from now on, goes on for as long as `drainSeconds` says, lets requests in flight end, at most 20 seconds,
   * and closes the store.
   *
   * @param options.drain false when others go on in its place: it is ready to its end, and answers what still comes on
   * connections that it has
   */
  close(options?: { readonly drain?: boolean }): Promise<void>
}

/** Others go on: for how long a client that has a connection is given to send its next request on it, and learn that it ends. */
const lastRequestMs = 1000

/** With what a load balancer is given to look away (5 seconds at most), below the 30 seconds that supervisors wait. */
const closeGraceMs = 20_000

/**
 * Starts a server: opens the store, takes up unfinished stacks, listens.
 * @param place where the process is one of several workers
 */
export async function startPoolgate(options: PoolgateOptions = {}, place?: WorkerPlace): Promise<RunningPoolgate> {
  const { host = '127.0.0.1', port = 4566 } = options
  refuseUnsafe(options, host)
  if (options.workers !== undefined && options.workers > 1 && !place)
    throw new UnsafeOptionsError('--workers: only poolgate serve starts several processes')
  const undo: Undo = []
  try {
    const address = { port: 0 }
    const ground = await layGround(options, () => address.port, undo, place)
    const keys = composeKeys(ground)
    const secrets = composeSecrets(ground, keys)
    const pools = composeUserPools(ground, keys, (name) => apis.domains.find(name) !== undefined)
    undo.unshift(() => pools.messagesSent())
    const logGroups = composeLogGroups(ground)
    const apis = composeHttpApis(ground, pools, logGroups)
    undo.unshift(() => apis.close())
    const identities = composeIdentities(ground)
    const stacks = composeStacks(ground, { pools, apis, logGroups, identities, keys, secrets })
    undo.unshift(() => stacks.engine.settled())
    const follower = await followOtherProcesses(ground, pools, apis)
    await apis.domains.load()
    await pools.loginHosts.load()
    await stacks.engine.recoverStacks(!ground.isShared || (place?.isAlone && options.database === undefined))
    undo.unshift(() => pools.userImports.stop())
    await pools.userImports.resume()
    if (follower) await joinOtherWorkers(follower, place)
    if (place?.isFirst) {
      const resuming = repeat(1000, () => pools.userImports.resume())
      undo.unshift(() => resuming.stop())
    }
    const products = { keys, secrets, pools, apis, logGroups, stacks, identities }
    const listening = await listen(ground, products, { host, port }, undo)
    address.port = listening.port
    undo.unshift(() => follower?.stop())
    follower?.start()
    if (!place || place.isFirst) ground.keyRotation.resume()
    pools.warmUp()
    return describe(ground, stacks, listening, undo)
  } catch (error) {
    await runAll(undo)
    throw error
  }
}

/** Says that no more requests should come, and serves those that do for a while. */
async function drain({ options, runtime, readiness }: Ground): Promise<void> {
  const { drainSeconds = 0 } = options
  readiness.drain()
  runtime.log.info({ event: 'draining', seconds: drainSeconds })
  if (drainSeconds > 0) await delay(drainSeconds * 1000)
}

async function runAll(undo: Undo): Promise<void> {
  for (const step of undo) await step()
}

interface Listening {
  readonly port: number
  readonly listener: Pick<Listener, 'retire'>
}

interface Products {
  readonly keys: Service
  readonly secrets: Service
  readonly pools: UserPools
  readonly apis: HttpApis
  readonly logGroups: LogGroups
  readonly stacks: Stacks
  readonly identities: Identities
}

/** Opens the port, answers which, and sees to the local certification authority. */
async function listen(
  ground: Ground,
  products: Products,
  where: { readonly host: string; readonly port: number },
  undo: Undo,
): Promise<Listening> {
  const { clock, random, log, defaultRegion: region } = ground.runtime
  const { mode = 'development' } = ground.options
  const { domains } = products.apis
  const { loginHosts } = products.pools
  const isServed = (name: string) => isEmulatedHost(name) || domains.find(name) !== undefined || loginHosts.has(name)
  /** Names that may have a certificate of ours. */
  const isOurs = (name: string) => isServed(name) || name === 'localhost' || name.endsWith('.localhost')
  const wildcardOver = (name: string) => {
    const domainName = domains.find(name)?.domainName
    return domainName?.startsWith('*.') ? domainName : undefined
  }
  const own = await loadProvidedCertificates(ground.options.certificates ?? [], { clock, log })
  const { provided, acme } = await openAcme(ground, own)
  const certificates = await loadCertificates(ground.dataDir, { clock, random, log, isOurs, wildcardOver, provided })
  const doors = doorsOf(ground, products, certificates)
  const listener = createListener<Place>({
    onRequest: (request, response) =>
      acme && answerChallenge(acme, request, response) ? undefined : openDoor(doors, request, response),
    apis: {
      clock,
      place: (head) =>
        acme && findChallengeAnswer(acme, head.host, head.target) !== undefined ? undefined : findApiPlace(doors, head),
      serve: products.apis.serve,
    },
    onConnect: createConnectProxy({
      isEmulated: isServed,
      policy: ground.policy,
      environment: process.env,
      log,
    }),
    certificates,
    ...(ground.options.maxConnections !== undefined && { limits: { maxConnections: ground.options.maxConnections } }),
    findTruststore: (serverName) => domains.find(serverName)?.truststore,
    log,
  })
  const { port } = await listener.listen(where.host, where.port)
  // Made when there is none; the server is of use to most clients before that.
  const authority = certificates.caPem().then(
    () => {},
    (error: unknown) => log.error({ event: 'ca-failed' }, error),
  )
  undo.unshift(() => authority)
  undo.unshift(() => listener.close(closeGraceMs))
  acme?.start()
  undo.unshift(() => acme?.stop())
  log.info({ event: 'listening', url: `http://localhost:${port}`, port, region, dataDir: ground.dataDir, mode })
  return { port, listener }
}

function doorsOf(
  ground: Ground,
  { keys, secrets, pools, apis, logGroups, stacks, identities }: Products,
  certificates: Certificates,
): Doors {
  const placeOf: Doors['readHost'] = (host) =>
    readHost(host, ground.ownNames, (name) => {
      if (apis.domains.find(name)) return 'custom-domain'
      return pools.loginHosts.has(name) ? 'login' : undefined
    })
  const cognito = { ...pools.cognito, clock: ground.runtime.clock }
  const { findClientAddress = peerAddress } = ground.runtime
  const callBy = (request: HttpRequest) => ({
    ...localCall(ground.runtime),
    sourceIp: findClientAddress(request.socket.remoteAddress ?? '', forwardedFor(request)),
  })
  /** The API of user pools for whoever follows a link. */
  const clientFor = (request: HttpRequest, others: Partial<CognitoIdp> = {}) => {
    const service = { ...pools.service, operations: { ...pools.service.operations, ...others } }
    return observedClient<CognitoIdpClient>(service, () => callBy(request), ground.runtime)
  }
  const domainGround: DomainGround = {
    runtime: ground.runtime,
    contextFor: (request, { region }) => ({
      ...pools.cognito,
      ...callBy(request),
      region,
      fail: (code, message, more) => {
        throw new ApiError(code, message, more)
      },
      client: clientFor(request),
      signInClient: (handOver) => clientFor(request, managedLoginOperations(handOver)),
    }),
    origins: ground.origins,
    configuredOrigins: ground.options.origins ?? [],
  }
  return {
    runtime: ground.runtime,
    readHost: placeOf,
    services: {
      'cognito-idp': { protocol: awsJson, service: pools.service, cors: true },
      apigatewayv2: { protocol: restJson, service: apis.service, cors: false },
      cloudformation: { protocol: queryXml, service: stacks.service, cors: false },
      iam: { protocol: queryXml, service: identities.iam, cors: false },
      kms: { protocol: awsJson, service: keys, cors: false },
      logs: { protocol: awsJson, service: logGroups.service, cors: false },
      s3: { protocol: restXml, service: composeObjects(ground), cors: false, maximumBody: 9 * 1024 * 1024 },
      secretsmanager: { protocol: awsJson, service: secrets, cors: false },
      ssm: { protocol: awsJson, service: composeParameters(ground), cors: false },
      sts: { protocol: queryXml, service: identities.sts, cors: false },
    },
    httpApi: apis.serve,
    outbox: ground.options.mode === 'production' ? undefined : join(ground.dataDir, 'outbox'),
    confirmUser: (request) => answerConfirmUser(request, cognito, clientFor(request)),
    authEventFeedback: (request) => answerAuthEventFeedback(request, clientFor(request)),
    userImport: (request) => answerUserImportUpload(request, cognito),
    operator: {
      clock: clockCommand(ground.movableClock, ground.runtime.log),
      explain: explainCommand(placeOf, apis.explain),
      keyring:
        ground.place?.shareKeyringCommand(keyringCommand(ground.keyRotation)) ?? keyringCommand(ground.keyRotation),
      'rotate-keys': rotateKeysCommand(cognito),
    },
    readiness: ground.readiness,
    metrics: ground.metrics && { metrics: ground.metrics, token: ground.options.metrics?.token },
    userPoolDomain: (door, request) => answerUserPoolDomain(domainGround, door, request, pools.store),
    poolDocument: (request) =>
      answerPoolDocument(request, {
        store: pools.store,
        signingKeys: pools.signingKeys,
        origins: ground.origins(),
      }),
    caFile: () => certificates.caPem().then(() => certificates.caFile),
  }
}

function describe(ground: Ground, stacks: Stacks, { listener }: Listening, undo: Undo): RunningPoolgate {
  const { runtime, dataDir, port } = ground
  return {
    url: `http://localhost:${port()}`,
    port: port(),
    region: runtime.defaultRegion,
    accountId: runtime.accountId,
    dataDir,
    get s3() {
      return inProcessClient<S3Client>(composeObjects(ground), () => localCall(runtime))
    },
    get ssm() {
      return inProcessClient<SsmClient>(composeParameters(ground), () => localCall(runtime))
    },
    get client() {
      return inProcessClient<CloudFormationClient>(stacks.localService, () => localCall(runtime))
    },
    close: async ({ drain: isDrained = true } = {}) => {
      if (isDrained) await drain(ground)
      else await listener.retire(lastRequestMs)
      await runAll(undo)
    },
  }
}

/** A call that the operator makes from inside the process. */
function localCall({ random, clock, defaultRegion, accountId }: Runtime) {
  return { requestId: random.uuid(), now: clock.now(), region: defaultRegion, accountId, sourceIp: '127.0.0.1' }
}
