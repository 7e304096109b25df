import { requireIdentityProvider } from '../federation/identity-providers.ts'
import { identitiesOf, newIdentity, withIdentity } from '../federation/linked-identities.ts'
import {
  checkSubject,
  nativeProvider,
  federatedUsername,
  type ProviderUser,
  readProviderUser,
  subjectAttribute,
} from '../federation/provider-users.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { schemaOf } from '../users/user-attributes.ts'
import { findUser, refuseUnknownUser, requireUser } from '../users/users.ts'

/** Most identities of a user, and most attributes by which users of a provider are linked (developer guide, "Linking federated users"). */
const [mostIdentities, mostAttributes] = [5, 5]

/** Has an identity that nobody has signed in by yet sign in as an existing user. */
export async function adminLinkProviderForUser(
  input: Input<'AdminLinkProviderForUser'>,
  context: Context<'AdminLinkProviderForUser'>,
): Promise<Output<'AdminLinkProviderForUser'>> {
  const source = readProviderUser(context, 'SourceUser', input.SourceUser)
  const destination = readProviderUser(context, 'DestinationUser', input.DestinationUser, subjectAttribute)
  const pool = await requirePool(context, input.UserPoolId)
  if (source.providerName === nativeProvider) refuseNativeSource(context)
  const provider = await requireIdentityProvider(context, pool, source.providerName)
  checkSubject(context, 'SourceUser', provider, source)
  const isNative = destination.providerName === nativeProvider
  const name = isNative ? destination.attributeValue : federatedUsername(destination)
  const user = await requireUser(context, pool, name)
  await checkNotSignedUp(context, pool, source)
  checkMutableProfile(context, pool, user)
  const identity = newIdentity(provider, source.attributeValue, context.now)
  const outcome = await context.store.linkIdentity(
    { poolId: pool.id, ...source },
    user.sub,
    mostAttributes,
    (current) =>
      identitiesOf(current).length < mostIdentities
        ? { ...withIdentity(current, identity), modifiedAt: context.now }
        : undefined,
  )
  switch (outcome) {
    case 'linked':
      return {}
    case 'taken':
      return context.fail('InvalidParameterException', 'SourceUser is already linked to DestinationUser')
    case 'declined':
      return context.fail('LimitExceededException', `A user can have at most ${mostIdentities} linked identities.`)
    case 'too-many-attributes':
      return context.fail(
        'LimitExceededException',
        `Users of ${provider.name} can be linked by at most ${mostAttributes} attributes.`,
      )
    case 'user-gone':
      return refuseUnknownUser(context)
  }
}

/** Two profiles cannot become one. The texts are those of aws-sdk-net issue 1000 and amplify-js issue 13334. */
async function checkNotSignedUp(
  context: Context<'AdminLinkProviderForUser'>,
  pool: PoolRecord,
  source: ProviderUser,
): Promise<void> {
  if (source.attributeName !== subjectAttribute) return
  const profile = await findUser(context, pool, federatedUsername(source))
  if (profile && identitiesOf(profile).every(({ primary }) => !primary)) refuseNativeSource(context)
  if (profile)
    context.fail(
      'InvalidParameterException',
      'Merging is not currently supported, provide a SourceUser that has not been signed up in order to link',
    )
}

function refuseNativeSource(context: Context<'AdminLinkProviderForUser'>): never {
  return context.fail(
    'InvalidParameterException',
    'Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser',
  )
}

/**
 * Refuses to link to a user who has an attribute that is fixed once it is set, which a sign-in by the provider would
 * change (AWS API reference, AdminLinkProviderForUser).
 */
function checkMutableProfile(context: Context<'AdminLinkProviderForUser'>, pool: PoolRecord, user: UserRecord): void {
  const fixed = schemaOf(pool).find(({ Name, Mutable }) => Mutable === false && user.attributes[Name] !== undefined)
  if (fixed) context.fail('InvalidParameterException', `Cannot modify the non-mutable attribute ${fixed.Name}`)
}
