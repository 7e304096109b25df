import type { CallContext, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import { mostGroupsOfUser } from '../groups/groups.ts'
import type { ProviderIdentity } from '../identity-link-store.ts'
import type { IdentityProviderRecord } from '../identity-provider-store.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import type { TriggerFailure } from '../triggers/invoke-trigger.ts'
import { announceAttempt, announceSuccess } from '../triggers/sign-in-triggers.ts'
import { announceConfirmation, askPreSignUp } from '../triggers/sign-up-triggers.ts'
import { newUser } from '../users/new-users.ts'
import { signInNames } from '../users/sign-in-names.ts'
import {
  type Attributes,
  checkAdminAttributes,
  checkMutable,
  mergeAttributes,
  missingRequired,
} from '../users/user-attributes.ts'
import { changeUser } from '../users/users.ts'
import type { Claims } from './id-token.ts'
import { newIdentity, withIdentity } from './linked-identities.ts'
import { ProviderFailure } from './provider-failure.ts'
import { federatedUsername, subjectAttribute } from './provider-users.ts'

type SignsIn = Pick<CallContext, 'now'> &
  Cognito &
  Fails<'InvalidParameterException' | 'AliasExistsException' | TriggerFailure>

/** Who signed in by a provider. */
export interface SignedInIdentity {
  /** What tells the provider's users apart. */
  readonly subject: unknown
  readonly claims: Claims
}

/** Longest subject and username (OpenID Connect Core section 2; AWS API reference, UsernameType). */
const longest = { subject: 255, username: 128 }

/**
 * The user of a pool whom a provider has signed in, with the attributes that the pool maps: whom an administrator linked the
 * identity to, or the profile that the identity's first sign-in made, which is this one if there is none yet. Throws a
 * ProviderFailure where there can be none.
 */
export async function signInFederated(
  context: SignsIn,
  appClient: AppClient,
  provider: IdentityProviderRecord,
  identity: SignedInIdentity,
): Promise<UserRecord> {
  const { claims } = identity
  const subject = textOf(identity.subject)
  if (subject === undefined || subject === '' || subject.length > longest.subject || subject.includes('\0'))
    throw new ProviderFailure('Invalid subject', 'the provider names no subject, or one that is too long')
  const mapped = mapAttributes(provider, claims)
  checkAdminAttributes(context, appClient.pool, mapped)
  const known = await findIdentified(context, provider, subject, claims)
  if (!known) return signUpFederated(context, appClient, provider, subject, mapped)
  if (!known.enabled) throw new ProviderFailure('User is not enabled', 'the user is disabled')
  const signingIn = { ...appClient, validationData: undefined, clientMetadata: undefined }
  await announceAttempt(context, signingIn, known.username, known)
  const user = await updateMapped(context, appClient.pool, known, mapped)
  await announceSuccess(context, signingIn, user, { newDeviceUsed: false })
  return user
}

/** The user whom the identity is linked to, by its subject or by another attribute that an administrator linked it by. */
async function findIdentified(
  { store }: SignsIn,
  { poolId, name: providerName }: IdentityProviderRecord,
  subject: string,
  claims: Claims,
): Promise<UserRecord | undefined> {
  const identity = { poolId, providerName }
  const found = await store.findLinkedUser({ ...identity, attributeName: subjectAttribute, attributeValue: subject })
  if (found) return found
  for (const attributeName of await store.listLinkAttributes(poolId, providerName)) {
    const attributeValue = attributeName === subjectAttribute ? undefined : textOf(claims[attributeName])
    const linked =
      attributeValue?.includes('\0') === false &&
      (await store.findLinkedUser({ ...identity, attributeName, attributeValue }))
    if (linked) return linked
  }
  return undefined
}

/** A profile named after provider and subject, in a group of the provider's users (developer guide, "Adding user pool sign-in through a third party"). */
async function signUpFederated(
  context: SignsIn,
  { pool, client }: AppClient,
  provider: IdentityProviderRecord,
  subject: string,
  mapped: Attributes,
): Promise<UserRecord> {
  const username = federatedUsername({
    providerName: provider.name,
    attributeName: subjectAttribute,
    attributeValue: subject,
  })
  if (username.length > longest.username) throw new ProviderFailure('Invalid subject', 'the username would be too long')
  const missing = missingRequired(pool, mapped)
  if (missing.length > 0)
    throw new ProviderFailure(`attributes required: [${missing.join(', ')}]`, 'required attributes are not mapped')
  const attributes = mergeAttributes({}, mapped)
  const blank = newUser(context, pool, username, { status: 'EXTERNAL_PROVIDER', attributes })
  const named = { ...blank, username }
  const decision = await askPreSignUp(context, pool, client.id, named, attributes, {}, 'ExternalProvider')
  const identity = { ...newIdentity(provider, subject, context.now), primary: true }
  const user = withIdentity({ ...named, attributes: { ...attributes, ...decision.verified } }, identity)
  const link: ProviderIdentity = {
    poolId: pool.id,
    providerName: provider.name,
    attributeName: subjectAttribute,
    attributeValue: subject,
  }
  // A user who has chosen this name for themselves is nobody's profile.
  if (!(await context.store.insertLinkedUser(user, signInNames(pool, user), link)))
    throw new ProviderFailure(`Already found an entry for username ${username}`, 'the username is another user’s')
  await joinProviderGroup(context, provider, user)
  await announceConfirmation(context, pool, client.id, user, 'ConfirmSignUp', undefined)
  return user
}

async function joinProviderGroup(
  { store, now }: SignsIn,
  provider: IdentityProviderRecord,
  user: UserRecord,
): Promise<void> {
  const name = `${user.poolId}_${provider.name}`
  const settings = { Description: `Autogenerated group for users who sign in using ${provider.name}` }
  await store.insertGroup({ poolId: user.poolId, name, settings, createdAt: now, modifiedAt: now })
  await store.addToGroup(user.poolId, name, user.sub, mostGroupsOfUser)
}

/** Takes over what the provider says now. */
async function updateMapped(
  context: SignsIn,
  pool: PoolRecord,
  user: UserRecord,
  mapped: Attributes,
): Promise<UserRecord> {
  const changes = Object.entries(mapped).filter(([name, value]) => user.attributes[name] !== value)
  if (changes.length === 0) return user
  checkMutable(
    context,
    pool,
    changes.map(([name]) => name),
  )
  const changed = await changeUser(context, pool, user.sub, (current) => ({
    ...current,
    // All of them: a new address is as verified as the provider says, even if it says so as before.
    attributes: mergeAttributes(current.attributes, mapped),
  }))
  if (!changed) throw new ProviderFailure('User is not enabled', 'the user was deleted meanwhile')
  return changed
}

/** What the pool maps of the claims that there are (developer guide, "Mapping IdP attributes to profiles and tokens"). */
function mapAttributes({ attributeMapping }: IdentityProviderRecord, claims: Claims): Attributes {
  const mapped = Object.entries(attributeMapping).flatMap(([name, source]) => {
    const value = name === 'username' ? undefined : textOf(claims[source])
    return value === undefined || value === '' ? [] : [[name, value] as const]
  })
  return Object.fromEntries(mapped)
}

/** A claim as an attribute holds it; lists and objects as JSON. */
function textOf(claim: unknown): string | undefined {
  if (claim === undefined || claim === null) return undefined
  return typeof claim === 'string' ? claim : JSON.stringify(claim)
}
