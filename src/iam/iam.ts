import type { Random } from '../ports/random.ts'
import type { Vault } from '../ports/vault.ts'
import type { IamStore } from './store.ts'

/** What every `iam` and `sts` operation finds in its context besides the call. */
export interface Iam {
  readonly store: IamStore
  readonly random: Random
  readonly vault: Vault
}
