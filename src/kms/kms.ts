import type { Random } from '../ports/random.ts'
import type { Vault } from '../ports/vault.ts'
import type { KeyStore } from './store.ts'

/** What every `kms` operation finds in its context besides the call. */
export interface Kms {
  readonly store: KeyStore
  readonly random: Random
  readonly vault: Vault
}
