import { fdatasyncSync, fstatSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { CheckpointerFiles, Job, JobResult } from './checkpoints.ts'
import { forgetBackfill, readWalIndex, rewriteLog } from './sqlite-wal-format.ts'

/*
 * A thread of its own for what syncs while SQLite waits: copying the write-ahead log into the database file, and writing the
 * first page of a log that begins anew.
 */

/** Beyond it the log's file is cut off when the log begins anew; else its blocks are used again, which syncs faster. */
const largestKeptLog = 64 * 1024 * 1024

const { path, database, log, index } = workerData as CheckpointerFiles
// Writers wait for a checkpoint that waits for somebody else's reading, so it soon gives up.
const connection = new DatabaseSync(path, { timeout: 100 })
connection.exec('PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0')

const jobs: Readonly<Record<Job, () => void>> = {
  // Readers and writers go on. SQLite syncs the database file only when everything is copied.
  backfill: () => {
    connection.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()
    fdatasyncSync(database)
  },
  restart: () => void restart(),
  repair: () => {
    rewriteLog(log, readWalIndex(index))
    forgetBackfill(index)
    if (!restart()) throw new Error('another process is reading the database')
  },
}

/** Whether the log began anew; it cannot while somebody reads what was there before. Nobody writes meanwhile. */
function restart(): boolean {
  const mode = fstatSync(log).size > largestKeptLog ? 'TRUNCATE' : 'RESTART'
  const answer = connection.prepare(`PRAGMA wal_checkpoint(${mode})`).get()
  if (answer?.['busy'] !== 0) return false
  // The first page of a new log is synced at once, so it must not be the event loop that writes it.
  connection.exec('PRAGMA user_version=0')
  return true
}

parentPort?.on('message', (job: Job | 'close') => {
  if (job === 'close') {
    connection.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(run(job))
})

function run(job: Job): JobResult {
  try {
    jobs[job]()
    return {}
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }
}
