import { createHash } from 'node:crypto'
import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from './log.ts'

/** Which log group an entry goes to, and as whose. */
export interface LogDestination {
  readonly region: string
  readonly logGroup: string
  readonly logStream: string
}

/** Where access log entries go. */
export interface AccessLog {
  /**
   * Takes an entry, which is one line without its end; neither waits nor throws.
   */
  write(to: LogDestination, entry: string): void
  /** Resolves when every entry was written or given up. */
  close(): Promise<void>
}

/** Characters that may wait for a slow disk, over all log groups. */
const maxWaiting = 4 * 1024 * 1024

/**
 * One private file for each log group, `<name>.log` with what a file name cannot have percent-encoded. A file that an
 * operator moves away is begun anew. When the disk is full or too slow, entries are dropped and the log says how many.
 * @param directory made with the first entry
 */
export function fileAccessLog(directory: string, log: Log, limit = maxWaiting): AccessLog {
  const groups = new Map<string, Group>()
  let waiting = 0
  let dropped = 0

  async function drain(logGroup: string, group: Group): Promise<void> {
    while (group.waiting.length > 0) {
      const lines = group.waiting
      group.waiting = []
      await append(logGroup, lines)
      if (dropped > 0) log.warn({ event: 'access-log-overrun', dropped })
      dropped = 0
    }
    group.draining = undefined
  }

  async function append(logGroup: string, lines: readonly string[]): Promise<void> {
    const file = join(directory, fileName(logGroup))
    const text = lines.join('')
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await appendFile(file, text, { mode: 0o600 })
    } catch (error) {
      log.error({ event: 'access-log-failed', logGroup, file, dropped: lines.length }, error)
    }
    waiting -= text.length
  }

  return {
    write: ({ logGroup }, entry) => {
      const line = `${entry}\n`
      if (waiting + line.length > limit) {
        dropped++
        return
      }
      const group = groups.get(logGroup) ?? { waiting: [], draining: undefined }
      groups.set(logGroup, group)
      group.waiting.push(line)
      waiting += line.length
      group.draining ??= Promise.resolve().then(() => drain(logGroup, group))
    },
    close: async () => {
      for (const group of groups.values()) await group.draining
    },
  }
}

/** Lines of one log group. */
interface Group {
  waiting: string[]
  /** While lines are being written. */
  draining: Promise<void> | undefined
}

/** Bytes of a file name on common file systems, less the ending. */
const longestFileName = 240

/**
 * The name of a log group's file; a name that begins or ends with dots climbs nowhere, since it is one component. A name
 * that is too long ends in a hash in place of the rest.
 */
function fileName(logGroup: string): string {
  const name = encodeURIComponent(logGroup)
  if (name.length <= longestFileName) return `${name}.log`
  const hash = createHash('sha256').update(logGroup).digest('hex')
  return `${name.slice(0, longestFileName - hash.length - 1)}-${hash}.log`
}

/** Every line to one stream, e.g. standard output, after the name of its log group. */
export function lineAccessLog(print: (line: string) => void): AccessLog {
  return { write: ({ logGroup }, entry) => print(`${logGroup} ${entry}\n`), close: async () => {} }
}

/** Entries that go to several places. */
export function accessLogTo(all: readonly AccessLog[]): AccessLog {
  return {
    write: (to, entry) => {
      for (const log of all) log.write(to, entry)
    },
    close: async () => void (await Promise.all(all.map((log) => log.close()))),
  }
}

/** Keeps the entries, for tests that assert on them. */
export function recordingAccessLog(): AccessLog & { readonly entries: (readonly [logGroup: string, entry: string])[] } {
  const entries: (readonly [string, string])[] = []
  return { entries, write: ({ logGroup }, entry) => void entries.push([logGroup, entry]), close: async () => {} }
}
