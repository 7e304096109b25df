import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import type { UserRecord } from '../store.ts'

/*
 * Which identities of providers a user signs in by (developer guide, "Linking federated users to an existing user
 * profile"). They are kept as the attribute `identities`, JSON in a string, which no schema has and no call can set; a
 * federated sign-in finds its user by the store's links.
 */

/** One of a user's identities, as the attribute `identities` lists it. */
export interface LinkedIdentity {
  readonly userId: string
  readonly providerName: string
  readonly providerType: string
  /** The entity id of a SAML provider. */
  readonly issuer: string | null
  /** Whether the profile was made by a sign-in with it. */
  readonly primary: boolean
  /** In epoch milliseconds. */
  readonly dateCreated: number
}

export function identitiesOf(user: Pick<UserRecord, 'attributes'>): readonly LinkedIdentity[] {
  const listed: unknown = JSON.parse(user.attributes['identities'] ?? '[]')
  return Array.isArray(listed) ? listed.filter(isIdentity) : []
}

function isIdentity(value: unknown): value is LinkedIdentity {
  return typeof value === 'object' && value !== null && 'providerName' in value && 'userId' in value
}

/** An identity that is linked to a user, from now on. */
export function newIdentity(provider: IdentityProviderRecord, userId: string, now: Date): LinkedIdentity {
  return {
    userId,
    providerName: provider.name,
    providerType: provider.type,
    issuer: provider.entityId ?? null,
    primary: false,
    dateCreated: now.getTime(),
  }
}

/** Whether a sign-in by a provider made the profile: its username, and nothing else, finds it. */
export function isFederatedProfile(user: Pick<UserRecord, 'attributes'>): boolean {
  return identitiesOf(user).some(({ primary }) => primary)
}

export function withIdentity(user: UserRecord, identity: LinkedIdentity): UserRecord {
  return withIdentities(user, [...identitiesOf(user), identity])
}

/** The user without one identity of a provider; without all of the provider's when no user id is given. */
export function withoutIdentity(user: UserRecord, providerName: string, userId?: string): UserRecord {
  const identities = identitiesOf(user)
  const first = identities.findIndex((each) => each.providerName === providerName && each.userId === userId)
  const kept = identities.filter((each, index) =>
    userId === undefined ? each.providerName !== providerName : index !== first,
  )
  return withIdentities(user, kept)
}

function withIdentities(user: UserRecord, identities: readonly LinkedIdentity[]): UserRecord {
  const { identities: _, ...attributes } = user.attributes
  return {
    ...user,
    attributes: { ...attributes, ...(identities.length > 0 && { identities: JSON.stringify(identities) }) },
  }
}

/** The claim `identities` of an ID token, whose members are strings (developer guide, "Understanding the ID token"). */
export function identitiesClaim(attribute: string): readonly object[] {
  return identitiesOf({ attributes: { identities: attribute } }).map(({ primary, dateCreated, ...identity }) => ({
    ...identity,
    primary: String(primary),
    dateCreated: String(dateCreated),
  }))
}
