import type { UserRecord } from './store.ts'
import type { SignInName } from './user-store.ts'

/** How an identity provider names one of its users: by the value of an attribute, `Cognito_Subject` for the subject. */
export interface ProviderIdentity {
  readonly poolId: string
  readonly providerName: string
  readonly attributeName: string
  readonly attributeValue: string
}

export interface IdentityLinkStore {
  /**
   * Links an identity to a user and changes the user, as far as `change` wants to. A provider's users are linked by
   * `attributesAtMost` attributes. `change` may run again when another change came first, so it must be pure.
   */
  linkIdentity(
    identity: ProviderIdentity,
    sub: string,
    attributesAtMost: number,
    change: (user: UserRecord) => UserRecord | undefined,
  ): Promise<'linked' | 'taken' | 'too-many-attributes' | 'declined' | 'user-gone'>
  /** The user whom an identity is linked to. */
  findLinkedUser(identity: ProviderIdentity): Promise<UserRecord | undefined>
  /** The attributes by which users of a provider are linked. */
  listLinkAttributes(poolId: string, providerName: string): Promise<readonly string[]>
  /** Inserts a user who signed in by a provider at first, with the link. False when a name or the identity is another user's. */
  insertLinkedUser(user: UserRecord, names: readonly SignInName[], identity: ProviderIdentity): Promise<boolean>
  /** Takes a link away and changes the user; false when there was none. */
  unlinkIdentity(identity: ProviderIdentity, change: (user: UserRecord) => UserRecord): Promise<boolean>
}
