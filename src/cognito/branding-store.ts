import type {
  AssetType,
  ManagedLoginBrandingType,
  TermsEnforcementType,
  TermsSourceType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Defined } from '../wire/operation.ts'
import type { Page } from './store.ts'

/** How the classic hosted UI looks: of one app client, or of all that have none of their own. */
export interface UiCustomizationRecord {
  readonly poolId: string
  /** Absent for all. */
  readonly clientId?: string
  readonly css?: string
  /** PNG or JPEG. */
  readonly image?: Uint8Array
  readonly createdAt: Date
  readonly modifiedAt: Date
}

/** A branding style of managed login, of one app client. */
export interface BrandingRecord {
  /** Unique over all pools. */
  readonly id: string
  readonly poolId: string
  /** A client has one style at most. */
  readonly clientId: string
  readonly useCognitoProvidedValues: boolean
  readonly settings?: NonNullable<ManagedLoginBrandingType['Settings']>
  readonly assets: readonly Defined<AssetType>[]
  readonly createdAt: Date
  readonly modifiedAt: Date
  /** Counts the row's changes, from 0: a replacement carries the revision it was made from. */
  readonly revision: number
}

/** Where a document is that users of an app client agree to. */
export interface TermsRecord {
  /** Unique over all pools. */
  readonly id: string
  readonly poolId: string
  readonly clientId: string
  /** A client has one of each name. */
  readonly name: string
  readonly source: TermsSourceType
  readonly enforcement: TermsEnforcementType
  /** Language (`cognito:default`, `cognito:english`, ...) -> URL. */
  readonly links: Readonly<Record<string, string>>
  readonly createdAt: Date
  readonly modifiedAt: Date
  /** Counts the row's changes, from 0: a replacement carries the revision it was made from. */
  readonly revision: number
}

export interface BrandingStore {
  /** Replaces the one for the same client, or for all; its time of creation stays. Answers what is kept; undefined when pool or client is gone. */
  putUiCustomization(customization: UiCustomizationRecord): Promise<UiCustomizationRecord | undefined>
  /** Without a client id, the one for all. */
  findUiCustomization(poolId: string, clientId?: string): Promise<UiCustomizationRecord | undefined>
  deleteUiCustomization(poolId: string, clientId?: string): Promise<void>

  /** `exists`: the client has a style; `client-gone`: pool or client is gone. */
  insertBranding(branding: BrandingRecord): Promise<'inserted' | 'exists' | 'client-gone'>
  findBranding(poolId: string, id: string): Promise<BrandingRecord | undefined>
  findBrandingOfClient(poolId: string, clientId: string): Promise<BrandingRecord | undefined>
  /** False when it is gone or no longer at this revision. */
  replaceBranding(branding: BrandingRecord): Promise<boolean>
  deleteBranding(poolId: string, id: string): Promise<boolean>
  countBrandings(poolId: string): Promise<number>

  /** `exists`: the client has terms of this name; `client-gone`: pool or client is gone. */
  insertTerms(terms: TermsRecord): Promise<'inserted' | 'exists' | 'client-gone'>
  findTerms(poolId: string, id: string): Promise<TermsRecord | undefined>
  /** `changed`: it is gone or no longer at this revision. */
  replaceTerms(terms: TermsRecord): Promise<'replaced' | 'exists' | 'changed'>
  deleteTerms(poolId: string, id: string): Promise<boolean>
  countTerms(poolId: string): Promise<number>
  /** In the order of ids. */
  listTerms(poolId: string, page: { readonly limit: number; readonly after?: string }): Promise<Page<TermsRecord>>
}
