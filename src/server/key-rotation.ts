import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { VaultKeys } from '../ports/vault.ts'
import type { DataDirectory, MasterKeyFile } from '../store/data-directory.ts'
import { type Keyring, openKeyring, WrongMasterKeyError } from '../store/keyring.ts'
import { reseal } from '../store/reseal.ts'
import type { Database } from '../store/sql.ts'

interface UnlockOptions {
  /** The master key before this one. */
  readonly previous?: Uint8Array | undefined
  /** Whether other processes may be changing the keys in the directory. */
  readonly isShared?: boolean
}

/**
 * Opens the keyring with the master key that it is sealed under, and ends what a rotation of the master key had begun when the
 * process ended: the next key becomes the present one, or is forgotten when the ring was not sealed under it yet.
 */
export async function unlockKeyring(
  database: Database,
  random: Random,
  { masterKey, masterKeyFile }: Pick<DataDirectory, 'masterKey' | 'masterKeyFile'>,
  { previous, isShared = false }: UnlockOptions = {},
): Promise<Keyring> {
  const next = masterKeyFile?.findNext()
  if (!masterKeyFile || !next) return openKeyring(database, random, masterKey, previous ? [previous] : [])
  // The rotation is another's, and may be under way.
  if (isShared)
    return openKeyring(database, random, masterKey).catch((error: unknown) => {
      if (error instanceof WrongMasterKeyError) return openKeyring(database, random, next)
      throw error
    })
  try {
    const keyring = await openKeyring(database, random, next)
    masterKeyFile.adoptNext()
    return keyring
  } catch (error) {
    if (!(error instanceof WrongMasterKeyError)) throw error
  }
  const keyring = await openKeyring(database, random, masterKey, previous ? [previous] : [])
  masterKeyFile.discardNext()
  return keyring
}

/** Changes the keys that an installation is sealed with, while it serves. */
export interface KeyRotation {
  /** Makes a new master key, and begins to seal everything anew. A text says why not. */
  rotateMasterKey(): Promise<string | undefined>
  /** Begins to seal everything anew, with a new key. A text says why not. */
  reseal(): Promise<string | undefined>
  status(): RotationStatus
  /** Takes up what another process has made of the keys. False when it has sealed them under a master key that is not here. */
  takeUp(): Promise<boolean>
  /** Goes on with what was under way when a server ended. */
  resume(): void
  stop(): Promise<void>
}

interface RotationStatus {
  /** Whether something is still sealed with an earlier key. */
  readonly isUnderWay: boolean
  /** Values that were sealed anew so far. */
  readonly values: number
  /** What went wrong; whatever was sealed can still be read. */
  readonly failure?: string
}

export interface RotationContext {
  readonly database: Database
  readonly keyring: Keyring
  readonly random: Random
  readonly log: Log
  readonly masterKeyFile?: MasterKeyFile
  /** Other nodes may use the database, and take up changes of the ring some time after they were made. */
  readonly hasOtherNodes: boolean
  /** Other processes may use the directory, and take up changes of the ring as they are made. */
  readonly hasOtherWorkers?: boolean
}

/** Many times what a node needs to take up a change of the ring. */
const nodesTakeUpMilliseconds = 5000

export function createKeyRotation(context: RotationContext): KeyRotation {
  const { database, keyring, random, log, masterKeyFile, hasOtherNodes, hasOtherWorkers = false } = context
  const stopping = new AbortController()
  let work: Promise<void> | undefined
  let status: RotationStatus = { isUnderWay: false, values: 0 }

  async function nodesTakeUp(): Promise<void> {
    if (hasOtherNodes) await delay(nodesTakeUpMilliseconds, undefined, { signal: stopping.signal })
  }

  async function resealAll(): Promise<void> {
    const { values, unreadable } = await reseal(database, keyring, random, {
      signal: stopping.signal,
      onProgress: (so) => (status = { isUnderWay: true, values: so }),
    })
    const failure =
      unreadable > 0 ? `${unreadable} values are damaged; the key that they are sealed with is kept` : undefined
    status = { isUnderWay: false, values, ...(failure !== undefined && { failure }) }
    log.info({ event: 'sealed-anew', values, unreadable })
  }

  /** One at a time; what it throws ends it and nothing else. */
  function begin(step: () => Promise<void>): void {
    status = { isUnderWay: true, values: 0 }
    work = step()
      .catch((error: unknown) => {
        status = { ...status, isUnderWay: false, failure: 'it failed, as the log says; it goes on at the next start' }
        if (!stopping.signal.aborted) log.error({ event: 'sealing-anew-failed' }, error)
      })
      .finally(() => (work = undefined))
  }

  /** Every node can open what a key seals before one seals with it, and seals with it before values are looked for. */
  async function addKey(): Promise<void> {
    await replaceKeys({ keys: await prepareKeys() })
    await nodesTakeUp()
  }

  /** The keys with a new one to seal with, which every process can open with by now. */
  async function prepareKeys(): Promise<VaultKeys> {
    const { sealing: present, earlier } = keyring.keys()
    const sealing = random.bytes(32)
    if (hasOtherNodes || hasOtherWorkers) {
      await replaceKeys({ keys: { sealing: present, earlier: [...earlier, sealing] } })
      await nodesTakeUp()
    }
    return { sealing, earlier: [present, ...earlier] }
  }

  async function replaceKeys(change: Parameters<Keyring['replace']>[0]): Promise<void> {
    if (!(await keyring.replace(change))) throw new Error('somebody else is changing the keys')
  }

  return {
    rotateMasterKey: async () => {
      if (work) return 'keys are being changed already'
      if (!masterKeyFile || hasOtherNodes)
        return `the master key is not this server's alone to change: restart every node with the new one, and with the present one as --previous-master-key-file; then run 'poolgate keys reseal'`
      // One that ended in between may have sealed the ring under it.
      if (masterKeyFile.findNext()) return 'an earlier rotation did not end: restart the server, which ends it'
      const masterKey = random.bytes(32)
      masterKeyFile.writeNext(masterKey)
      await replaceKeys({ masterKey, keys: await prepareKeys() })
      masterKeyFile.adoptNext()
      log.info({ event: 'master-key-rotated', file: masterKeyFile.path })
      begin(resealAll)
      return undefined
    },
    reseal: async () => {
      if (work) return 'keys are being changed already'
      begin(async () => {
        await addKey()
        await resealAll()
      })
      return undefined
    },
    status: () => status,
    takeUp: () => keyring.reload(masterKeyFile?.findAll()),
    resume: () => {
      if (keyring.keys().earlier.length > 0) begin(resealAll)
    },
    stop: async () => {
      stopping.abort()
      await work
    },
  }
}
