import { setTimeout as delay } from 'node:timers/promises'
import type { CloudFormationClient } from '../cloudformation/service.ts'
import { followOtherProcesses, joinOtherWorkers, leaveOtherWorkers } from './follow-other-processes.ts'
import { type Ground, layGround, refuseUnsafe, type Undo } from './ground.ts'
import { listen, type Listening } from './listen.ts'
import { localCall } from './local-call.ts'
import { type PoolgateOptions, UnsafeOptionsError } from './poolgate-options.ts'
import type { WorkerPlace } from './workers/worker-place.ts'
import { repeat } from '../ports/repeat.ts'
import { composeHttpApis } from './products/http-apis.ts'
import { composeIdentities } from './products/identities.ts'
import { composeKeys } from './products/keys.ts'
import { composeLogGroups } from './products/log-groups.ts'
import { composeObjects } from './products/objects.ts'
import { composeParameters } from './products/parameters.ts'
import { composeSecrets } from './products/secrets.ts'
import { composeStacks, type Stacks } from './products/stacks.ts'
import { composeUserPools } from './products/user-pools.ts'
import type { S3Client } from '../s3/service.ts'
import type { SsmClient } from '../ssm/service.ts'
import { inProcessClient, type Service } from '../wire/service.ts'

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
    undo.unshift(() => follower && leaveOtherWorkers(follower, place))
    follower?.start()
    if (!place || place.isFirst) ground.keyRotation.resume()
    pools.warmUp()
    return describe(ground, keys, stacks, listening, undo)
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

function describe(ground: Ground, keys: Service, stacks: Stacks, { listener }: Listening, undo: Undo): RunningPoolgate {
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
      return inProcessClient<SsmClient>(composeParameters(ground, keys), () => localCall(runtime))
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
