import type { Vault } from '../ports/vault.ts'
import type { Errors as KmsErrors } from '../wire/models/kms.gen.ts'
import type { CallContext, ClientType } from '../wire/operation.ts'
import type { ParameterStore } from './store.ts'

type Kms = ClientType<typeof import('@aws-sdk/client-kms'), KmsErrors>

/** What every `ssm` operation finds in its context besides the call. */
export interface Ssm {
  readonly store: ParameterStore
  readonly vault: Vault
  /** KMS as it is for who makes the call: what they may not do with a key, no parameter does for them. */
  readonly keysFor: (call: CallContext) => Pick<Kms, 'Decrypt' | 'Encrypt'>
}
