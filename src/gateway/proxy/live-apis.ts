import type { Log } from '../../ports/log.ts'
import { compileStage, type Throttling } from './compile-deployment.ts'
import type { KeySources } from '../jwt/key-sources.ts'
import type { LiveApi } from './live-api.ts'
import type { FindPrivateTarget } from '../private-targets.ts'
import type { GatewayStore } from '../store.ts'
import { accountLimits } from './throttle.ts'
import { type CreateBucket, createTokenBucket, type RequestLimits, type TokenBucket } from './token-bucket.ts'

/** The APIs that have been asked for, in memory. */
export interface LiveApis {
  /** Reads the store on the first request for an API only. */
  find(apiId: string): LiveApi | undefined | Promise<LiveApi | undefined>
  /** Takes up what the store has now; requests see the old API until then, never a mixture. Never rejects. */
  reload(apiId: string): Promise<void>
  /** The same for every API that has been asked for. */
  reloadAll(): Promise<void>
}

export interface LiveApisDependencies {
  readonly store: Pick<GatewayStore, 'findDeployedApi'>
  readonly keySources: KeySources
  /** Without it no private integration leads anywhere. */
  readonly findPrivateTarget?: FindPrivateTarget
  /** What an account may ask for in one region. */
  readonly account?: RequestLimits
  /** Default: buckets are this process's own. */
  readonly createBucket?: CreateBucket
  readonly log: Log
}

interface Entry {
  live: LiveApi | undefined
  /** Which load `live` is from. */
  shown: number
  /** The load that began last. */
  loading: Promise<LiveApi | undefined>
}

export function createLiveApis({ store, keySources, log, ...more }: LiveApisDependencies): LiveApis {
  const { findPrivateTarget = () => undefined, account = accountLimits } = more
  const { createBucket = (_, limits) => createTokenBucket(limits) } = more
  const entries = new Map<string, Entry>()
  let loads = 0
  const accountBuckets = new Map<string, TokenBucket>()

  function accountBucketOf(region: string): TokenBucket {
    const bucket = accountBuckets.get(region) ?? createBucket(region, account)
    accountBuckets.set(region, bucket)
    return bucket
  }

  async function read(apiId: string): Promise<LiveApi | undefined> {
    const deployed = await store.findDeployedApi(apiId)
    if (deployed === undefined) return undefined
    const throttling: Throttling = {
      account,
      createBucket: (name, limits) => createBucket(`${apiId} ${name}`, limits),
    }
    const stages = deployed.stages.map(({ stage, snapshot }) =>
      compileStage(stage, snapshot, keySources, findPrivateTarget, throttling),
    )
    return {
      apiId,
      region: deployed.region,
      stages: new Map(stages.map((stage) => [stage.stageName, stage])),
      accountBucket: accountBucketOf(deployed.region),
    }
  }

  /**
   * Of loads that cross, none takes the place of one that began later, which saw a newer state of the store. Each shows what it
   * found when it ends, even when a later one is under way: whoever waited for it was told that it is served.
   */
  async function load(apiId: string): Promise<LiveApi | undefined> {
    const number = ++loads
    const loading = read(apiId)
    const entry = entries.get(apiId) ?? { live: undefined, shown: 0, loading }
    entry.loading = loading
    entries.set(apiId, entry)
    const show = (live: LiveApi | undefined): void => {
      if (number < entry.shown) return
      entry.live = live
      entry.shown = number
      if (live === undefined && entry.loading === loading && entries.get(apiId) === entry) entries.delete(apiId)
    }
    try {
      const live = await loading
      show(live)
      return live
    } catch (error) {
      // An API whose new state is unknown is not served from its old one.
      show(undefined)
      throw error
    }
  }

  async function reload(apiId: string): Promise<void> {
    if (!entries.has(apiId)) return
    try {
      await load(apiId)
    } catch (error) {
      log.error({ event: 'http-api-reload-failed', apiId }, error)
    }
  }

  return {
    find: (apiId) => {
      const entry = entries.get(apiId)
      return entry?.live ?? (entry ? entry.loading : load(apiId))
    },
    reload,
    reloadAll: async () => {
      for (const apiId of entries.keys()) await reload(apiId)
    },
  }
}
