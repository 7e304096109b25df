/** A parameter of Parameter Store: its latest version, earlier ones are not kept. */
export interface ParameterRecord {
  readonly region: string
  /** Case counts. */
  readonly name: string
  readonly type: 'String' | 'StringList' | 'SecureString'
  /** Empty for a SecureString. */
  readonly value: string
  /** What a SecureString has for a value. */
  readonly secret?: SecretValue
  /** Empty when it has none. */
  readonly description: string
  /** A regular expression; empty when any value is allowed. */
  readonly allowedPattern: string
  readonly tags: Readonly<Record<string, string>>
  /** Counts from 1. */
  readonly version: number
  readonly modifiedAt: Date
}

export interface SecretValue {
  /** By KMS under the key, or sealed by the vault when there is none. */
  readonly ciphertext: Uint8Array
  /** As it was named: an id, an ARN or an alias; absent for AWS's own one. */
  readonly keyId?: string
}

/** What Parameter Store needs stored. */
export interface ParameterStore {
  /** False when there is one of that name in the region. */
  insertParameter(parameter: ParameterRecord): Promise<boolean>
  findParameter(region: string, name: string): Promise<ParameterRecord | undefined>
  /** In the order of names. @param after the name that the page before ended with */
  listParameters(region: string, after: string, limit: number): Promise<ParameterRecord[]>
  /** False when somebody has changed or deleted it since `before` was read. */
  replaceParameter(parameter: ParameterRecord, before: ParameterRecord): Promise<boolean>
  /** False when there is none. */
  deleteParameter(region: string, name: string): Promise<boolean>
}
