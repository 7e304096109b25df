import { closeSync, fdatasync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { createCheckpointer } from './checkpoints.ts'
import { groupSync } from './group-sync.ts'
import { syncDirectoryOf } from './sqlite-files.ts'
import { readWalIndex, type WalIndex } from './sqlite-wal-format.ts'

/** The disk did not keep what was written: nothing is acknowledged until it has been written again. */
class NotDurable extends Error {
  constructor(cause: unknown) {
    super(`what was written could not be synced to disk: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
    this.name = 'NotDurable'
  }
}

/**
 * Keeps what SQLite commits: SQLite only writes, and syncs, which take as long as the disk likes, happen on other threads
 * (docs/decisions/0035).
 */
export interface DurableLog {
  /** Resolves when everything that was committed before the call is on disk; rejects with NotDurable. */
  synced(): Promise<void>
  /** Resolves at once when nothing is wrong, else when the log was written again; rejects with NotDurable. */
  repaired(): Promise<void>
  /** Ends what is under way. */
  settled(): Promise<void>
  /** Closes files; only after the last connection, since closing one gives up the process's locks on it. */
  close(): void
}

export interface DurableLogOptions {
  /** Resolves when the file is on disk. */
  readonly sync?: (descriptor: number) => Promise<void>
  /** Bytes of the log from which on it is copied into the database file. */
  readonly checkpointAt?: number
}

interface Connections {
  readonly path: string
  readonly writer: DatabaseSync
  readonly connect: () => DatabaseSync
  /** Runs `work` when no other write is under way. */
  readonly inTurn: <Result>(work: () => Result | Promise<Result>) => Promise<Result>
}

const defaultCheckpointAt = 16 * 1024 * 1024

/** How many times as long as that the log may become before writers wait for its copying. */
const patience = 4

/** Changes nothing, but in the log. */
const touch = 'PRAGMA user_version=0'

/** @param connections of a database whose log is neither synced (`synchronous=NORMAL`) nor copied by its connections */
export function openDurableLog(
  { path, writer, connect, inTurn }: Connections,
  { sync = promisify(fdatasync), checkpointAt = defaultCheckpointAt }: DurableLogOptions,
): DurableLog {
  const database = openSync(path, 'r+')
  const index = openSync(`${path}-shm`, 'r+')
  // SQLite syncs the first page of an empty log as soon as it writes it: now, while nobody waits.
  if (readWalIndex(index).frames === 0) writer.exec(touch)
  const log = openSync(`${path}-wal`, 'r+')
  syncDirectoryOf(path)
  const checkpointer = createCheckpointer({ path, database, log, index })
  let failure: NotDurable | undefined
  let repairing: Promise<void> | undefined
  let checkpointing: Promise<void> | undefined
  /** The last commit that is on disk; before the first sync nobody knows. */
  let durable: number | undefined
  let nextCheckpointAt = checkpointAt

  function fail(cause: unknown): NotDurable {
    return (failure ??= new NotDurable(cause))
  }

  const syncLog = groupSync(async () => {
    if (failure) throw failure
    const { commits } = readWalIndex(index)
    await sync(log).catch((error: unknown) => {
      throw fail(error)
    })
    durable = commits
  })

  /** Two steps, so that writers wait only while what was written during the first is copied. */
  async function checkpoint(): Promise<void> {
    // While a reader stays before the last page of the log, nobody can copy it whole: a writer would find it done,
    // begin it anew and sync.
    const held = await inTurn(() => {
      const reader = connect()
      reader.exec('BEGIN; PRAGMA user_version')
      writer.exec(touch)
      return reader
    })
    try {
      await checkpointer.run('backfill')
    } finally {
      await inTurn(async () => {
        held.close()
        // Pages that could not be synced may read as anything; only `repair` knows.
        if (!failure) await checkpointer.run('restart')
      })
    }
    // Unless somebody's reading kept the log from beginning anew.
    nextCheckpointAt = lengthOf(readWalIndex(index)) + checkpointAt
  }

  async function repair(): Promise<void> {
    await checkpointing
    await inTurn(() => checkpointer.run('repair'))
    failure = undefined
    durable = undefined
  }

  return {
    synced: async () => {
      const written = readWalIndex(index)
      if (lengthOf(written) >= nextCheckpointAt)
        checkpointing ??= checkpoint()
          .catch(fail)
          .then(() => (checkpointing = undefined))
      if (written.commits !== durable) await syncLog()
      if (lengthOf(written) >= nextCheckpointAt + (patience - 1) * checkpointAt) await checkpointing
    },
    repaired: async () => {
      if (!failure) return
      repairing ??= repair().finally(() => (repairing = undefined))
      await repairing.catch((error: unknown) => {
        throw new NotDurable(error)
      })
    },
    settled: async () => {
      await checkpointing
      await repairing?.catch(() => {})
      await syncLog().catch(() => {})
      await checkpointer.close()
    },
    close: () => {
      for (const descriptor of [database, log, index]) closeSync(descriptor)
    },
  }
}

function lengthOf({ frames, pageSize }: WalIndex): number {
  return frames * pageSize
}
