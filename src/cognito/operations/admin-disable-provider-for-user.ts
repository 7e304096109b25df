import { requireIdentityProvider } from '../federation/identity-providers.ts'
import { withoutIdentity } from '../federation/linked-identities.ts'
import { checkSubject, nativeProvider, readProviderUser, subjectAttribute } from '../federation/provider-users.ts'
import { requirePool } from '../pools/pools.ts'
import type { Context, Input, Output } from '../service.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { refuseUnknownUser, requireUser } from '../users/users.ts'

/** Takes the link of an identity to its user away; of a user of the pool itself, the password. */
export async function adminDisableProviderForUser(
  input: Input<'AdminDisableProviderForUser'>,
  context: Context<'AdminDisableProviderForUser'>,
): Promise<Output<'AdminDisableProviderForUser'>> {
  const named = readProviderUser(context, 'User', input.User)
  const pool = await requirePool(context, input.UserPoolId)
  if (named.providerName === nativeProvider) {
    if (named.attributeName !== subjectAttribute)
      context.fail(
        'InvalidParameterException',
        `Invalid User: ProviderAttributeName must be ${subjectAttribute} for ${nativeProvider}.`,
      )
    await disablePassword(context, pool, named.attributeValue)
    return {}
  }
  const provider = await requireIdentityProvider(context, pool, named.providerName)
  checkSubject(context, 'User', provider, named)
  const unlinked = await context.store.unlinkIdentity({ poolId: pool.id, ...named }, (user) => ({
    ...withoutIdentity(user, named.providerName, named.attributeValue),
    modifiedAt: context.now,
  }))
  if (!unlinked) refuseUnknownUser(context)
  return {}
}

/** Leaves the user to the providers that are linked, until AdminSetUserPassword sets another password. */
async function disablePassword(
  context: Context<'AdminDisableProviderForUser'>,
  pool: PoolRecord,
  name: string,
): Promise<void> {
  const { sub } = await requireUser(context, pool, name)
  const update = await context.store.updateUser(pool.id, sub, (current) => ({
    user: { ...withoutPassword(current), status: 'EXTERNAL_PROVIDER', modifiedAt: context.now },
  }))
  if (update.outcome === 'gone') refuseUnknownUser(context)
}

function withoutPassword(user: UserRecord): UserRecord {
  const { passwordHash: _, sealedSrpVerifier: __, temporaryPasswordAt: ___, ...rest } = user
  return rest
}
