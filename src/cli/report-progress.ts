import { performance } from 'node:perf_hooks'
import type { Io } from './command.ts'

const everyMilliseconds = 2000

/** Says on standard error, every two seconds at most, how far a long piece of work is. */
export function reportProgress(io: Pick<Io, 'printError'>, done: string): (rows: number, table: string) => void {
  let told: number | undefined
  return (rows, table) => {
    // What comes before the first row is no progress yet.
    told ??= performance.now()
    if (performance.now() - told < everyMilliseconds) return
    told = performance.now()
    io.printError(`${rows} rows ${done} (${table})\n`)
  }
}
