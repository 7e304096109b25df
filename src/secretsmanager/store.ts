/** A secret, without its values. */
export interface SecretRecord {
  readonly region: string
  readonly name: string
  /** The six characters that end its ARN, and tell it from an earlier secret of that name. */
  readonly suffix: string
  /** Counts its changes, from 1. */
  readonly revision: number
  readonly createdAt: Date
  readonly changedAt: Date
  /** 00:00 UTC of the day when a value was last read. */
  readonly accessedOn?: Date
  /** Empty when it has none. */
  readonly description: string
  /** As it was named; without it, values are under the server's own keys only. */
  readonly kmsKeyId?: string
  /** Absent until it was tagged once. */
  readonly tags?: Readonly<Record<string, string>>
  /** While it waits to be deleted. */
  readonly deletion?: { readonly requestedAt: Date; readonly at: Date }
  /** Oldest first. */
  readonly versions: readonly SecretVersion[]
}

export interface SecretVersion {
  readonly id: string
  readonly createdAt: Date
  readonly accessedOn?: Date
  /** Staging labels, each of which no other version has; deprecated when there are none. */
  readonly stages: readonly string[]
  /** ARN of the key that its value is encrypted under. */
  readonly kmsKeyArn?: string
}

/** A version's value as it is kept. */
export interface SecretValue {
  readonly versionId: string
  readonly sealed: Uint8Array
}

export interface SecretQuery {
  readonly order: 'createdAt' | 'changedAt' | 'accessedOn' | 'name'
  readonly isDescending: boolean
  /** Where the page before ended. */
  readonly after?: SecretPosition
  readonly limit: number
}

/** A secret's place in an order: epoch milliseconds of its date (0 without one), then its name. */
export interface SecretPosition {
  readonly time: number
  readonly name: string
}

/** What secrets need stored. */
export interface SecretStore {
  /** Says what is in the way: another one of that name, or `most` in the region. */
  insertSecret(
    secret: SecretRecord,
    values: readonly SecretValue[],
    most: number,
  ): Promise<'inserted' | 'exists' | 'too-many'>
  findSecret(region: string, name: string): Promise<SecretRecord | undefined>
  listSecrets(region: string, query: SecretQuery): Promise<SecretRecord[]>
  /**
   * Puts these values, too, and takes away those of versions that the secret has no more. False when somebody has changed
   * or deleted it since `before` was read.
   */
  replaceSecret(secret: SecretRecord, before: SecretRecord, values?: readonly SecretValue[]): Promise<boolean>
  readValue(secret: SecretRecord, versionId: string): Promise<Uint8Array | undefined>
  /** The secret with its values; false when somebody has changed or deleted it since it was read. */
  deleteSecret(secret: SecretRecord): Promise<boolean>
}
