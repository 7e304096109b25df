import type { Page } from './store.ts'

/** A passkey that a user has registered. */
export interface PasskeyRecord {
  readonly poolId: string
  readonly sub: string
  /** The credential id in base64url, unique in the pool. */
  readonly id: string
  /** A COSE_Key (RFC 9052 section 7). */
  readonly publicKey: Uint8Array
  /** The authenticator's count of signatures; some always say 0. */
  readonly counter: number
  readonly relyingPartyId: string
  readonly transports: readonly string[]
  readonly attachment?: string
  readonly name: string
  readonly createdAt: Date
}

export interface PasskeyStore {
  /** `full`: the user has `most` of them already. */
  insertPasskey(passkey: PasskeyRecord, most: number): Promise<'inserted' | 'exists' | 'full' | 'user-gone'>
  findPasskey(poolId: string, sub: string, id: string): Promise<PasskeyRecord | undefined>
  /** Takes the counter up; false when it is not above the one before, unless both are 0, or the passkey is gone. */
  countPasskeyUse(poolId: string, sub: string, id: string, counter: number): Promise<boolean>
  /** False when the user has no such passkey. */
  deletePasskey(poolId: string, sub: string, id: string): Promise<boolean>
  /** In the order of ids. */
  listPasskeys(
    poolId: string,
    sub: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<PasskeyRecord>>
}
