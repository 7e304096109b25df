/** A symmetric key. */
export interface KeyRecord {
  readonly region: string
  /** A UUID. */
  readonly id: string
  /** Counts its changes, from 1. */
  readonly version: number
  readonly createdAt: Date
  readonly description: string
  readonly isEnabled: boolean
  /** While it waits to be deleted. */
  readonly deletion?: { readonly at: Date; readonly pendingWindowInDays: number }
  /** As it was given. */
  readonly policy: string
  readonly tags: Readonly<Record<string, string>>
  /** While it rotates. */
  readonly rotation?: { readonly periodInDays: number; readonly next: Date }
  /** The last one encrypts, all decrypt; 32 bytes each, sealed, in base64. */
  readonly materials: readonly string[]
}

export interface AliasRecord {
  readonly region: string
  /** With its `alias/`. */
  readonly name: string
  readonly keyId: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

interface Page {
  /** What the page before ended with. */
  readonly after?: string
  readonly limit: number
}

/** What keys need stored. */
export interface KeyStore {
  insertKey(key: KeyRecord): Promise<void>
  findKey(region: string, id: string): Promise<KeyRecord | undefined>
  /** By id. */
  listKeys(region: string, page: Page): Promise<KeyRecord[]>
  /** False when somebody has changed or deleted it since `before` was read. */
  replaceKey(key: KeyRecord, before: KeyRecord): Promise<boolean>
  /** The key and its aliases; nothing when somebody has changed it since it was read. */
  deleteKey(key: KeyRecord): Promise<void>
  /** False when there is one of that name in the region. */
  insertAlias(alias: AliasRecord): Promise<boolean>
  findAlias(region: string, name: string): Promise<AliasRecord | undefined>
  /** By name; of one key when that is given. */
  listAliases(region: string, page: Page, keyId?: string): Promise<AliasRecord[]>
  /** Points it to another key; false when there is none. */
  updateAlias(region: string, name: string, target: { keyId: string; updatedAt: Date }): Promise<boolean>
  /** False when there is none. */
  deleteAlias(region: string, name: string): Promise<boolean>
}
