import type { Clock } from '../../ports/clock.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { Outbound } from '../../ports/outbound.ts'
import type { IssuerDirectory } from '../issuers.ts'
import { verifyIssuerDiscovery } from './discovery.ts'
import { createKeySet, type KeyLoad, type KeySet } from './key-set.ts'

/** The keys of every issuer that authorizers name; two authorizers with one issuer share its keys. */
export interface KeySources {
  of(issuer: string): KeySet
}

/** AWS may cache keys for two hours (page "Control access to HTTP APIs with JWT authorizers"). */
const expireAfter = 2 * 3_600_000
const remoteTiming = { refreshAfter: 5 * 60_000, expireAfter, minInterval: 10_000 }
/**
 * Local keys cost a read of the database; a deleted pool's tokens are refused after a minute at the latest, but a database
 * that cannot be read stops nobody.
 */
const localTiming = { refreshAfter: 30_000, awaitAfter: 60_000, expireAfter, minInterval: 1_000 }

/** Limits of AWS (page "Quotas for HTTP APIs"). */
const jwksLimits = { timeoutMs: 1500, maxBytes: 150_000 }

const maxIssuers = 1000

export interface KeySourceDependencies {
  readonly issuers: IssuerDirectory
  readonly outbound: Outbound
  readonly clock: Clock
  /** Absent when nobody counts. */
  readonly metrics?: Pick<Metrics, 'keysFetched'> | undefined
}

/** Local user pools answer in process; every other issuer through its discovery document, over the network. */
export function createKeySources({ issuers, outbound, clock, metrics }: KeySourceDependencies): KeySources {
  const sets = new Map<string, KeySet>()

  async function loadTimed(issuer: string): Promise<KeyLoad> {
    const began = clock.time()
    const load = await loadRemote(issuer, outbound)
    metrics?.keysFetched(load.ok ? 'ok' : load.reason, (clock.time() - began) / 1000)
    return load
  }

  return {
    of: (issuer) => {
      const known = sets.get(issuer)
      if (known) return known
      const [oldest] = sets.keys()
      if (oldest !== undefined && sets.size >= maxIssuers) sets.delete(oldest)
      const set = issuers.isLocalForm(issuer)
        ? createKeySet(() => loadLocal(issuer, issuers), localTiming, clock)
        : createKeySet(() => loadTimed(issuer), remoteTiming, clock)
      sets.set(issuer, set)
      return set
    },
  }
}

async function loadLocal(issuer: string, directory: IssuerDirectory): Promise<KeyLoad> {
  try {
    const local = await directory.findLocal(issuer)
    if (local) return { ok: true, issuers: local.issuers, keys: await local.keys() }
    const explanation = `there is no user pool with the issuer ${issuer}`
    return { ok: false, reason: 'discovery-failed', explanation, isGone: true }
  } catch (error) {
    return { ok: false, reason: 'jwks-failed', explanation: `reading the user pool's keys failed: ${String(error)}` }
  }
}

async function loadRemote(issuer: string, outbound: Outbound): Promise<KeyLoad> {
  const discovery = await verifyIssuerDiscovery(issuer, outbound)
  if (!discovery.ok) return { ok: false, reason: 'discovery-failed', explanation: discovery.explanation }
  const fetched = await outbound.fetchJson(discovery.jwksUri, jwksLimits)
  if (!fetched.ok) return { ok: false, reason: 'jwks-failed', explanation: `${discovery.jwksUri}: ${fetched.detail}` }
  const keys = readJwks(fetched.document)
  if (keys) return { ok: true, issuers: [issuer], keys }
  return { ok: false, reason: 'jwks-failed', explanation: `${discovery.jwksUri} is no JWK set` }
}

/** RFC 7517 section 5. */
function readJwks(document: unknown): readonly object[] | undefined {
  if (typeof document !== 'object' || document === null || !('keys' in document)) return undefined
  if (!Array.isArray(document.keys)) return undefined
  return document.keys.filter((key: unknown): key is object => typeof key === 'object' && key !== null)
}
