import type { Clock } from '../../ports/clock.ts'
import { readVerificationKey, type VerificationKey } from './verification-key.ts'

/** What an issuer publishes, as loaded just now. */
export type KeyLoad =
  | {
      readonly ok: true
      /** Every `iss` that tokens of this issuer may carry. */
      readonly issuers: readonly string[]
      readonly keys: readonly object[]
    }
  | KeyLoadFailure

export interface KeyLoadFailure {
  readonly ok: false
  readonly reason: 'discovery-failed' | 'jwks-failed'
  readonly explanation: string
  /** There is no such issuer any more: keys that were loaded earlier are not used. */
  readonly isGone?: true
}

export type KeyLookup =
  | { readonly ok: true; readonly key: VerificationKey; readonly issuers: readonly string[] }
  /** The issuer's keys are known, and none has this `kid`. */
  | { readonly ok: false; readonly reason: 'kid-unknown'; readonly explanation: string }
  | KeyLoadFailure

/** Milliseconds. */
export interface KeySetTiming {
  /** Keys older than this are loaded anew while requests go on with the old ones. */
  readonly refreshAfter: number
  /** Keys older than this are loaded anew before requests go on, unless the last load failed; never when absent. */
  readonly awaitAfter?: number
  /** Keys older than this are not used any more: so long an outage of the issuer goes unnoticed. */
  readonly expireAfter: number
  /** No two loads begin closer together, whatever `kid` values arrive. */
  readonly minInterval: number
}

/** The keys of one issuer, kept in memory. */
export interface KeySet {
  /**
   * Finds a key by its `kid`, at once if it is known. Waits for the issuer only when its keys are not known or lack this
   * one. Never rejects.
   */
  find(kid: string): KeyLookup | Promise<KeyLookup>
}

interface LoadedKeys {
  readonly keys: ReadonlyMap<string, VerificationKey>
  readonly issuers: readonly string[]
  readonly at: number
}

/** @param load never rejects */
export function createKeySet(load: () => Promise<KeyLoad>, timing: KeySetTiming, clock: Clock): KeySet {
  let loaded: LoadedKeys | undefined
  let failure: KeyLoadFailure = { ok: false, reason: 'jwks-failed', explanation: 'the keys were never loaded' }
  let attemptedAt = Number.NEGATIVE_INFINITY
  let loading: Promise<void> | undefined
  let isFailing = false

  /** Milliseconds between two times: a clock that is set back makes no key last longer, and keeps none from being loaded. */
  const between = (time: number, other: number) => Math.abs(time - other)

  async function loadOnce(): Promise<void> {
    const result = await load()
    if (result.ok) loaded = { keys: indexKeys(result.keys), issuers: result.issuers, at: clock.time() }
    else failure = result
    if (!result.ok && result.isGone) loaded = undefined
    isFailing = !result.ok
    loading = undefined
  }

  /** Joins the load under way, or begins one unless the last began too short a time ago. */
  function refresh(): Promise<void> | undefined {
    if (loading !== undefined) return loading
    if (between(clock.time(), attemptedAt) < timing.minInterval) return undefined
    attemptedAt = clock.time()
    loading = loadOnce()
    return loading
  }

  function look(kid: string, time = clock.time()): KeyLookup {
    if (loaded === undefined || between(time, loaded.at) >= timing.expireAfter) return failure
    const key = loaded.keys.get(kid)
    if (key) return { ok: true, key, issuers: loaded.issuers }
    return {
      ok: false,
      reason: 'kid-unknown',
      explanation: `the issuer's keys are ${[...loaded.keys.keys()].join(', ')}`,
    }
  }

  return {
    find: (kid) => {
      const time = clock.time()
      const known = look(kid, time)
      if (!known.ok) return refresh()?.then(() => look(kid)) ?? known
      const age = loaded === undefined ? 0 : between(time, loaded.at)
      if (age >= (timing.awaitAfter ?? Infinity) && !isFailing) return refresh()?.then(() => look(kid)) ?? known
      if (age >= timing.refreshAfter) void refresh()
      return known
    },
  }
}

/** Of two keys with one `kid` the first stays. */
function indexKeys(jwks: readonly object[]): ReadonlyMap<string, VerificationKey> {
  const keys = new Map<string, VerificationKey>()
  for (const jwk of jwks) {
    const key = readVerificationKey(jwk)
    if (key && !keys.has(key.kid)) keys.set(key.kid, key)
  }
  return keys
}
