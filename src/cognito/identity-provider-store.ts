import type { IdentityProviderTypeType } from '@aws-sdk/client-cognito-identity-provider'
import type { Page, UserRecord } from './store.ts'

/** Whose signatures on responses of a SAML provider count, as its metadata says. Times are epoch milliseconds. */
export interface SamlTrust {
  /** Base64 of DER. */
  readonly certificates: readonly string[]
  /** When the metadata counts no more. */
  readonly validUntil?: number
  /** When it is to be fetched anew, where it has a URL. */
  readonly refreshAt?: number
}

/** An identity provider that users of a pool may sign in by. */
export interface IdentityProviderRecord {
  readonly poolId: string
  /** Unique in the pool. */
  readonly name: string
  readonly type: IdentityProviderTypeType
  /** ProviderDetails as JSON, sealed by the vault with the purpose `identity-provider/<pool>/<name>`. */
  readonly sealedDetails: Uint8Array
  /** The entity id of a SAML provider. */
  readonly entityId?: string
  /** Of a SAML provider. */
  readonly saml?: SamlTrust
  /** Attribute of the pool -> attribute of the provider. */
  readonly attributeMapping: Readonly<Record<string, string>>
  /** Each is one provider's in the pool. */
  readonly identifiers: readonly string[]
  readonly createdAt: Date
  readonly modifiedAt: Date
  /** Counts the row's changes, from 0: a replacement carries the revision it was made from. */
  readonly revision: number
}

export interface IdentityProviderStore {
  insertIdentityProvider(
    provider: IdentityProviderRecord,
  ): Promise<'inserted' | 'exists' | 'identifier-taken' | 'pool-gone'>
  findIdentityProvider(poolId: string, name: string): Promise<IdentityProviderRecord | undefined>
  findIdentityProviderByIdentifier(poolId: string, identifier: string): Promise<IdentityProviderRecord | undefined>
  /** Replaces all but name and type; `changed` when it is gone or no longer at this revision. */
  replaceIdentityProvider(provider: IdentityProviderRecord): Promise<'replaced' | 'changed' | 'identifier-taken'>
  /** Deletes the provider with its links to users, each of whom changes by `unlink`. False when the pool had none such. */
  deleteIdentityProvider(poolId: string, name: string, unlink: (user: UserRecord) => UserRecord): Promise<boolean>
  countIdentityProviders(poolId: string): Promise<number>
  /** In the order of names. */
  listIdentityProviders(
    poolId: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<IdentityProviderRecord>>
}
