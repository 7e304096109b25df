import { availableParallelism, totalmem } from 'node:os'
import type { PoolgateOptions } from '../server/poolgate-options.ts'

/** What a process takes that has some users and APIs, with a part for the system and for SQLite's files. */
const bytesOfEach = 256 * 1024 * 1024

/** What a machine has; a container's limits count. */
interface Machine {
  readonly cores: number
  /** Bytes. */
  readonly memory: number
}

/**
 * How many processes `serve` starts: as many as it is told, in production else one for each core that there is memory for. In
 * development one, which starts at once, takes little, and has the movable clock.
 */
export function countWorkers({ workers, mode }: PoolgateOptions, machine: Machine = thisMachine()): number {
  if (workers !== undefined) return workers
  if (mode !== 'production') return 1
  return Math.max(1, Math.min(machine.cores, Math.floor(machine.memory / bytesOfEach)))
}

function thisMachine(): Machine {
  const limit = process.constrainedMemory()
  return { cores: availableParallelism(), memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem() }
}
