import type { Random } from '../ports/random.ts'
import { createChangingVault, createVault, openJson, type Vault, type VaultKeys } from '../ports/vault.ts'
import { recordChange } from './change-log.ts'
import type { Database, Sql } from './sql.ts'

/** The master key is not the one that the data in the database was sealed with. */
export class WrongMasterKeyError extends Error {
  constructor() {
    super(
      "the master key is not the one that this database's keys and secrets are sealed with; give every node the first node's (master.key in its data directory) or, when it was rotated, the newest",
    )
    this.name = 'WrongMasterKeyError'
  }
}

/**
 * The keys that values in a database are sealed with, kept in it sealed under the master key. So the master key is changed
 * by sealing one row anew, and an export takes the values as they are.
 */
export interface Keyring {
  /** Seals and opens with the keys of the ring, whichever they are by then. */
  readonly vault: Vault
  keys(): Required<VaultKeys>
  /** The master key that the ring is sealed under. */
  masterKey(): Uint8Array
  /**
   * Takes up what another node has made of the ring. False when that node has sealed it under a master key that this one
   * does not have: then it goes on with the keys that it holds.
   * @param others master keys that it may be sealed under by now
   */
  reload(others?: readonly Uint8Array[]): Promise<boolean>
  /**
   * Replaces the keys, the master key or both, unless another node was first: then it answers false, and the ring is as
   * that node left it.
   */
  replace(change: { readonly keys?: VaultKeys; readonly masterKey?: Uint8Array }): Promise<boolean>
}

/**
 * Opens the ring, made on the database's first use. One that an earlier master key opens is sealed under the new one.
 * Rejects with WrongMasterKeyError when none of the keys opens it.
 * @param masterKey 32 bytes
 * @param others further master keys that the ring may be sealed under
 */
export async function openKeyring(
  database: Database,
  random: Random,
  masterKey: Uint8Array,
  others: readonly Uint8Array[] = [],
): Promise<Keyring> {
  const fresh = { sealing: random.bytes(32), fingerprints: random.bytes(32) }
  await database.run(
    `INSERT INTO installation (name, value) VALUES ('keyring', ?) ON CONFLICT (name) DO NOTHING`,
    sealKeys(fresh, masterKey, random),
  )
  const found = findOpening(await readSealedKeys(database), [masterKey, ...others], random)
  if (!found) throw new WrongMasterKeyError()
  const keyring = keep(database, random, found)
  if (found.masterKey !== masterKey && !(await keyring.replace({ masterKey })))
    return openKeyring(database, random, masterKey, others)
  return keyring
}

/** The ring as it is in the database, and what it holds. */
interface OpenedRing {
  readonly sealed: string
  readonly keys: RingKeys
  readonly masterKey: Uint8Array
}

type RingKeys = Required<VaultKeys>

function keep(database: Database, random: Random, found: OpenedRing): Keyring {
  let ring = found
  const vault = createChangingVault(ring.keys, random)
  /** Keys that have left the ring still open what clients hold, sessions above all, for as long as the process runs. */
  const retired: Uint8Array[] = []
  const adopt = (next: OpenedRing): void => {
    const known = new Set(keysIn(next.keys).map(textOf))
    retired.push(...keysIn(ring.keys).filter((key) => !known.has(textOf(key))))
    ring = next
    vault.use({ ...next.keys, earlier: [...next.keys.earlier, ...retired] })
  }
  return {
    vault,
    keys: () => ring.keys,
    masterKey: () => ring.masterKey,
    reload: async (others = []) => {
      const next = findOpening(await readSealedKeys(database), [ring.masterKey, ...others], random)
      if (next) adopt(next)
      return next !== undefined
    },
    replace: async ({ keys = ring.keys, masterKey = ring.masterKey }) => {
      const next = { earlier: [], ...keys, fingerprints: ring.keys.fingerprints }
      const sealed = sealKeys(next, masterKey, random)
      const replaced = await database.transaction(async (sql) => {
        const changes = await sql.run(
          `UPDATE installation SET value = ? WHERE name = 'keyring' AND value = ?`,
          sealed,
          ring.sealed,
        )
        if (changes > 0) await recordChange(sql, { kind: 'keyring', subject: '' })
        return changes > 0
      })
      if (replaced) adopt({ sealed, keys: next, masterKey })
      return replaced
    },
  }
}

const purpose = 'keyring'

function textOf(key: Uint8Array): string {
  return Buffer.from(key).toString('base64')
}

function keysIn({ sealing, earlier }: RingKeys): readonly Uint8Array[] {
  return [sealing, ...earlier]
}

/** The ring as the first of the keys opens it that does. */
function findOpening(sealed: string, masterKeys: readonly Uint8Array[], random: Random): OpenedRing | undefined {
  for (const masterKey of masterKeys) {
    const keys = openKeys(sealed, createVault(masterKey, random))
    if (keys) return { sealed, keys, masterKey }
  }
  return undefined
}

/** The keys of a ring, sealed: what an export has of them, too. */
export function sealKeys(
  { sealing, earlier = [], fingerprints = sealing }: VaultKeys,
  key: Uint8Array,
  random: Random,
) {
  const keys = { sealing: textOf(sealing), earlier: earlier.map(textOf), fingerprints: textOf(fingerprints) }
  return createVault(key, random).seal(JSON.stringify(keys), purpose).toString('base64')
}

/** Undefined when another key sealed it. */
export function openKeys(sealed: string, vault: Pick<Vault, 'open'>): RingKeys | undefined {
  const { sealing, earlier, fingerprints }: { sealing?: unknown; earlier?: unknown; fingerprints?: unknown } = Object(
    openJson(vault, Buffer.from(sealed, 'base64'), purpose),
  )
  if (typeof sealing !== 'string' || typeof fingerprints !== 'string' || !Array.isArray(earlier)) return undefined
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64')
  return { sealing: bytes(sealing), earlier: earlier.map(String).map(bytes), fingerprints: bytes(fingerprints) }
}

async function readSealedKeys(sql: Pick<Sql, 'get'>): Promise<string> {
  const row = await sql.get<{ value: string }>(`SELECT value FROM installation WHERE name = 'keyring'`)
  if (!row) throw new Error('the database has lost its keyring')
  return row.value
}
