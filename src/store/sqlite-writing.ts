import type { DatabaseSync } from 'node:sqlite'
import { connect, readerCacheKibibytes } from './sqlite-connection.ts'
import { makePrivateDatabase } from './sqlite-files.ts'
import { type DurableLog, type DurableLogOptions, openDurableLog } from './sqlite-log.ts'

/** Who writes when, and when it is on disk. */
export interface SqliteWriting {
  /** Runs `work` when nobody else writes; resolves when what it has committed is on disk. Rejects while nothing can be kept. */
  durably<Result>(work: () => Result | Promise<Result>): Promise<Result>
  /** Rejects while nothing can be kept. */
  check(): Promise<void>
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>
  /** To be called when the process has no connection any more. */
  close(): void
}

/** Nothing of it is ever on a disk. */
export function writeInMemory(): SqliteWriting {
  const turns = openTurns()
  return { durably: turns.take, check: async () => {}, settled: turns.over, close: () => {} }
}

/** For the only process that has the file. */
export function writeAlone(path: string, writer: DatabaseSync, options: DurableLogOptions): SqliteWriting {
  const { turns, log } = openLog(path, writer, options)
  return {
    durably: async (work) => {
      await log.repaired()
      const result = await turns.take(work)
      await log.synced()
      return result
    },
    check: () => log.repaired(),
    settled: async () => {
      await turns.over()
      await log.settled()
    },
    close: () => log.close(),
  }
}

/** Lets several processes write to one file, one at a time, and syncs, copies and repairs its log for all of them. */
export interface WriteTurns {
  /** Resolves when nobody else writes, with what ends that. Rejects while nothing can be kept. */
  take(): Promise<() => void>
  /** Resolves when everything that was committed before the call is on disk. */
  synced(): Promise<void>
  /** Rejects while nothing can be kept. */
  check(): Promise<void>
  /** To be called when no other process has the file any more. */
  close(): Promise<void>
}

/** @param path of a database, which is opened when somebody first takes a turn: a new one is the first worker's to make */
export function openWriteTurns(path: string, options: DurableLogOptions = {}): WriteTurns {
  let opened: ReturnType<typeof openOwnLog> | undefined
  const own = () => (opened ??= openOwnLog(path, options))
  return {
    take: async () => {
      const { log, turns } = own()
      await log.repaired()
      const { promise: ended, resolve: end } = Promise.withResolvers<void>()
      await new Promise<void>((begin) => {
        void turns.take(() => {
          begin()
          return ended
        })
      })
      return end
    },
    synced: async () => own().log.synced(),
    check: async () => own().log.repaired(),
    close: async () => {
      if (!opened) return
      const { connection, log, turns } = opened
      await turns.over()
      await log.settled()
      connection.close()
      log.close()
    },
  }
}

function openOwnLog(path: string, options: DurableLogOptions) {
  makePrivateDatabase(path)
  const connection = connect(path, readerCacheKibibytes)
  // The index of the log is there as soon as somebody has read.
  connection.exec('PRAGMA user_version')
  return { connection, ...openLog(path, connection, options) }
}

/** The process that keeps the turns, as one of those sees it which take them. */
export interface TurnKeeper {
  takeTurn(): Promise<void>
  /** Resolves when what was committed in the turn is on disk. */
  endTurn(): Promise<void>
  /** Rejects while nothing can be kept. */
  checkLog(): Promise<void>
}

/** The turns as one process takes them. `leave`: it is gone, and so is its turn, and SQLite's own lock with it. */
export function lendTurns(turns: WriteTurns): TurnKeeper & { leave(): void } {
  let end: (() => void) | undefined
  let isGone = false
  const giveBack = (): void => {
    end?.()
    end = undefined
  }
  return {
    takeTurn: async () => {
      end = await turns.take()
      if (isGone) giveBack()
    },
    endTurn: async () => {
      giveBack()
      await turns.synced()
    },
    checkLog: () => turns.check(),
    leave: () => {
      isGone = true
      giveBack()
    },
  }
}

/** For one of several processes that have the file: whatever waits for its turn is written in it, and is on disk together. */
export function writeInTurns(keeper: TurnKeeper): SqliteWriting {
  let next: { readonly works: (() => Promise<void>)[]; readonly onDisk: Promise<void> } | undefined
  let last: Promise<void> = Promise.resolve()

  function askForTurn(): NonNullable<typeof next> {
    const works: (() => Promise<void>)[] = []
    const onDisk = writeAll(works)
    last = onDisk.catch(() => {})
    return { works, onDisk }
  }

  async function writeAll(works: readonly (() => Promise<void>)[]): Promise<void> {
    // Whoever comes later waits for the turn after this one.
    await keeper.takeTurn().finally(() => (next = undefined))
    for (const work of works) await work()
    await keeper.endTurn()
  }

  return {
    durably: async <Result>(work: () => Result | Promise<Result>): Promise<Result> => {
      next ??= askForTurn()
      const written = Promise.withResolvers<Result>()
      // Its failure is told below, once those who wrote before it are on disk.
      written.promise.catch(() => {})
      next.works.push(async () => {
        written.resolve((async () => work())())
        await written.promise.catch(() => {})
      })
      await next.onDisk
      return written.promise
    },
    check: () => keeper.checkLog(),
    settled: () => last,
    close: () => {},
  }
}

function openLog(
  path: string,
  writer: DatabaseSync,
  options: DurableLogOptions,
): { readonly turns: ReturnType<typeof openTurns>; readonly log: DurableLog } {
  const turns = openTurns()
  const reader = () => connect(path, readerCacheKibibytes)
  return { turns, log: openDurableLog({ path, writer, connect: reader, inTurn: turns.take }, options) }
}

/** One at a time, in the order in which they came. */
function openTurns() {
  let last: Promise<unknown> = Promise.resolve()
  return {
    take: <Result>(work: () => Result | Promise<Result>): Promise<Result> => {
      const turn = last.then(work)
      last = turn.catch(() => {})
      return turn
    },
    over: async (): Promise<void> => void (await last),
  }
}
