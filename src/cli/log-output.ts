import type { Log, LogEntry } from '../ports/log.ts'
import { describeEntry } from './describe-entry.ts'

type Level = 'info' | 'warn' | 'error'

/** One JSON object a line: `time`, `level`, `event` and the entry's own fields. */
export function jsonLog(print: (text: string) => void): Log {
  const gathered = gather(print)
  const timestamp = createTimestamps()
  return logTo((level, entry, cause) => {
    const line = JSON.stringify(cause === undefined ? entry : { ...entry, cause: stackOf(cause) })
    // An entry has a name at least, so that its line is never an empty object.
    gathered.add(`{"time":"${timestamp()}","level":"${level}",${line.slice(1)}\n`)
    // Nobody knows what comes after an error.
    if (level === 'error') gathered.flush()
  })
}

/** Characters that wait to be printed at most, and for how many milliseconds. */
const maxGathered = 64 * 1024
const gatheredFor = 50

/**
 * Prints lines together that come close together: under load, a write for each would cost more than to make the line.
 * What waits when the process ends is printed then.
 */
function gather(print: (text: string) => void) {
  let text = ''
  let isNew = true
  const flush = () => {
    const gathered = text
    text = ''
    if (gathered !== '') print(gathered)
  }
  const timer = setTimeout(flush, gatheredFor).unref()
  return {
    flush,
    add: (line: string) => {
      if (isNew) process.once('exit', flush)
      isNew = false
      if (text === '') timer.refresh()
      text += line
      if (text.length > maxGathered) flush()
    },
  }
}

/** Writes the time, once for all lines of a millisecond. */
function createTimestamps(): () => string {
  let last = Number.NaN
  let text = ''
  return () => {
    const now = Date.now()
    if (now !== last) text = new Date(now).toISOString()
    last = now
    return text
  }
}

/** A line for people: the time, then what happened and why. */
export function prettyLog(print: (line: string) => void): Log {
  return logTo((level, entry, cause) => {
    const time = new Date().toTimeString().slice(0, 8)
    const mark = level === 'info' ? '' : `${level}: `
    print(`${time}  ${mark}${describeEntry(entry)}\n`)
    if (cause !== undefined) print(`${stackOf(cause)}\n`)
  })
}

function logTo(write: (level: Level, entry: LogEntry, cause?: unknown) => void): Log {
  return {
    info: (entry) => write('info', entry),
    warn: (entry) => write('warn', entry),
    error: (entry, cause) => write('error', entry, cause),
  }
}

function stackOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}
