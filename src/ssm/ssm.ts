import type { ParameterStore } from './store.ts'

/** What every `ssm` operation finds in its context besides the call. */
export interface Ssm {
  readonly store: ParameterStore
}
