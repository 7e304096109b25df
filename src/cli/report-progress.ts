import { performance } from 'node:perf_hooks'
import type { Io } from './command.ts'

const everyMilliseconds = 2000

/** Says on standard error, every two seconds at most, how far a long piece of work is. */
export function reportProgress(io: Pick<Io, 'printError'>, done: string): (rows: number, table: string) => void {
  let told = performance.now()
  return (rows, table) => {
    if (performance.now() - told < everyMilliseconds) return
    told = performance.now()
    io.printError(`${rows} rows ${done} (${table})\n`)
  }
}
