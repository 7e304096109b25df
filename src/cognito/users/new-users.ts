import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { checkAliasForm } from './aliases.ts'
import { comparedName, looksLikeEmail, looksLikePhoneNumber, signInNames, usernameAttributes } from './sign-in-names.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import type { Attributes } from './user-attributes.ts'
import type { SignInName } from '../user-store.ts'

/**
 * The attributes of a user to be, from the name and the attributes given with it. In a pool with
 * UsernameAttributes the name is an e-mail address or phone number and is copied to its attribute (developer guide,
 * "Customizing sign-in attributes"). Refuses with InvalidParameterException a name of another form, one in the form of
 * an alias, and an attribute that contradicts the name.
 */
export function readNewUser(
  context: Fails<'InvalidParameterException'>,
  pool: PoolRecord,
  name: string,
  given: Attributes,
): Attributes {
  const attributes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const accepted = usernameAttributes(pool)
  if (accepted.length === 0) {
    checkAliasForm(context, pool, 'Username', name)
    return attributes
  }
  const attribute =
    accepted.find((candidate) => (candidate === 'email' ? looksLikeEmail(name) : looksLikePhoneNumber(name))) ??
    context.fail('InvalidParameterException', wrongForm(accepted))
  const value = attributes[attribute]
  if (value !== undefined && comparedName(pool, value) !== comparedName(pool, name))
    context.fail('InvalidParameterException', `The username and the attribute ${attribute} do not match.`)
  return { ...attributes, [attribute]: name }
}

function wrongForm(accepted: readonly string[]): string {
  if (accepted.length > 1) return 'Username should be either an email or a phone number.'
  return accepted[0] === 'email' ? 'Username should be an email.' : 'Username should be a phone number.'
}

/** A new user's record: in a pool with UsernameAttributes the username is the sub. */
export function newUser(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random'>,
  pool: PoolRecord,
  name: string,
  more: Pick<UserRecord, 'status' | 'attributes' | 'passwordHash' | 'temporaryPasswordAt'>,
): UserRecord {
  const sub = context.random.uuid()
  return {
    poolId: pool.id,
    sub,
    username: usernameAttributes(pool).length > 0 ? sub : name,
    enabled: true,
    createdAt: context.now,
    modifiedAt: context.now,
    ...more,
  }
}

/** The attribute by which a user would clash with another one; undefined when all names are free. */
export async function findTakenName(
  context: Pick<Cognito, 'store'>,
  pool: PoolRecord,
  user: UserRecord,
): Promise<SignInName['attribute'] | undefined> {
  for (const { attribute, name } of signInNames(pool, user)) {
    const holder = await context.store.findUserByName(pool.id, name)
    if (holder && holder.sub !== user.sub) return attribute
  }
  return undefined
}
