import type { Random } from '../ports/random.ts'
import type { LogStore } from './store.ts'

/** What every `logs` operation finds in its context besides the call. */
export interface Logs {
  readonly store: LogStore
  readonly random: Random
}
