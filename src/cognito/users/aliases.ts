import type { CallContext, Fails } from '../../wire/operation.ts'
import { aliasAttributes, aliasLike, signInNames } from './sign-in-names.ts'
import type { PoolRecord } from '../store.ts'
import type { TakeOver } from '../user-store.ts'

/** ForceAliasCreation: the address or number goes to its new owner and is unverified for the one who had it. */
export function takeAlias(context: Pick<CallContext, 'now'>, pool: PoolRecord): TakeOver {
  return (holder, attribute) => {
    if (attribute !== 'email' && attribute !== 'phone_number') return undefined
    if (!aliasAttributes(pool).includes(attribute)) return undefined
    const attributes = { ...holder.attributes, [`${attribute}_verified`]: 'false' }
    const user = { ...holder, attributes, modifiedAt: context.now }
    return { user, names: signInNames(pool, user) }
  }
}

/**
 * Refuses with InvalidParameterException a name that has the form of an alias of the pool: it would be in the way of
 * whoever the address or number belongs to.
 */
export function checkAliasForm(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  kind: 'Username' | 'preferred_username',
  name: string,
): void {
  const alias = aliasLike(pool, name)?.replace('_', ' ')
  if (alias)
    context.fail(
      'InvalidParameterException',
      `${kind} cannot be of ${alias} format, since user pool is configured for ${alias} alias.`,
    )
}
