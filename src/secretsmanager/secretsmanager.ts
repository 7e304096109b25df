import type { Random } from '../ports/random.ts'
import type { Vault } from '../ports/vault.ts'
import type { Errors as KmsErrors } from '../wire/models/kms.gen.ts'
import type { CallContext, ClientType } from '../wire/operation.ts'
import type { SecretStore } from './store.ts'

type Kms = ClientType<typeof import('@aws-sdk/client-kms'), KmsErrors>

/** The operations of KMS that values are encrypted and decrypted with. */
type Keys = Pick<Kms, 'Decrypt' | 'GenerateDataKey'>

/** What every `secretsmanager` operation finds in its context besides the call. */
export interface SecretsManager {
  readonly store: SecretStore
  readonly random: Random
  readonly vault: Vault
  /** KMS as it is for who makes the call: what they may not do with a key, no secret does for them. */
  readonly keysFor: (call: CallContext) => Keys
  /** Of one region (user guide, "Secrets Manager quotas": 500,000). */
  readonly mostSecrets: number
}
