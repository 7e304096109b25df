import { open } from 'node:fs/promises'
import type { Log } from './log.ts'

/** Where it is kept who did what. */
export interface AuditLog {
  /** Takes an entry, which is written as one line of JSON; neither waits nor throws. */
  write(entry: object): void
  /** Resolves when every entry is on disk or given up. */
  close(): Promise<void>
}

/** Characters that may wait for a disk that is full or slow. */
const maxWaiting = 16 * 1024 * 1024
/** How long after a failure the disk is tried again, and how long what was written may stay unsynced; milliseconds. */
const pause = 1000

/**
 * A private file that is only ever appended to. An entry is with the operating system as soon as the one before it is, so
 * that `kill -9` loses none that was begun, and on disk a second later. A file that an operator moves away is begun anew.
 * What cannot be written is kept and tried again; beyond the limit it is dropped, and the log says how much.
 */
export function fileAuditLog(file: string, log: Log, limit = maxWaiting): AuditLog {
  let waiting: string[] = []
  let size = 0
  let dropped = 0
  let work: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let needsSync = false

  function begin(): void {
    work ??= Promise.resolve()
      .then(drain)
      .finally(() => (work = undefined))
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting
      waiting = []
      if (!(await append(lines))) return later()
    }
    later()
  }

  async function append(lines: string[]): Promise<boolean> {
    const text = lines.join('')
    try {
      await withFile((handle) => handle.appendFile(text))
    } catch (error) {
      log.error({ event: 'audit-log-failed', file, waiting: lines.length + waiting.length }, error)
      waiting = [...lines, ...waiting]
      return false
    }
    size -= text.length
    needsSync = true
    if (dropped > 0) log.error({ event: 'audit-log-overrun', file, dropped })
    dropped = 0
    return true
  }

  async function sync(): Promise<void> {
    if (!needsSync) return
    needsSync = false
    try {
      await withFile((handle) => handle.datasync())
    } catch (error) {
      log.error({ event: 'audit-log-failed', file }, error)
    }
  }

  async function withFile(use: (handle: Awaited<ReturnType<typeof open>>) => Promise<void>): Promise<void> {
    const handle = await open(file, 'a', 0o600)
    try {
      await use(handle)
    } finally {
      await handle.close()
    }
  }

  function later(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      if (waiting.length > 0) begin()
      else void sync()
    }, pause).unref()
  }

  return {
    write: (entry) => {
      const line = `${JSON.stringify(entry)}\n`
      if (size + line.length > limit) {
        dropped++
        return
      }
      waiting.push(line)
      size += line.length
      begin()
    },
    close: async () => {
      clearTimeout(timer)
      await work
      clearTimeout(timer)
      await drain()
      clearTimeout(timer)
      await sync()
    },
  }
}

/** Lines on a stream, whose keeping is somebody else's affair. */
export function streamAuditLog(print: (line: string) => void): AuditLog {
  return { write: (entry) => print(`${JSON.stringify(entry)}\n`), close: async () => {} }
}
