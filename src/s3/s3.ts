import type { Random } from '../ports/random.ts'
import type { Vault } from '../ports/vault.ts'
import type { ObjectStore } from './store.ts'

/** What every `s3` operation finds in its context besides the call. */
export interface S3 {
  readonly store: ObjectStore
  readonly random: Random
  readonly vault: Vault
}
