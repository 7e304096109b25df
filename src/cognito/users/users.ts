import type { UserType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { comparedName, signInNames } from './sign-in-names.ts'
import type { ClientRecord, PoolRecord, UserRecord } from '../store.ts'
import { listAttributes } from './user-attributes.ts'
import type { TakeOver, UserUpdate } from '../user-store.ts'

/** The user whom a name stands for, whichever of the user's names it is. */
export async function findUser(
  context: Pick<Cognito, 'store'>,
  pool: PoolRecord,
  name: string,
): Promise<UserRecord | undefined> {
  // No name holds a NUL, which PostgreSQL would choke on.
  return name.includes('\0') ? undefined : context.store.findUserByName(pool.id, comparedName(pool, name))
}

/** The user an administrator names. Refuses with UserNotFoundException. */
export async function requireUser(
  context: Pick<Cognito, 'store'> & Fails<'UserNotFoundException'>,
  pool: PoolRecord,
  name: string,
): Promise<UserRecord> {
  return (await findUser(context, pool, name)) ?? refuseUnknownUser(context)
}

export function refuseUnknownUser(context: Fails<'UserNotFoundException'>): never {
  return context.fail('UserNotFoundException', 'User does not exist.')
}

/** Whether the client's answers must not tell which users exist (developer guide, "Managing user existence error responses"). */
export function hidesUsers(client: ClientRecord): boolean {
  return client.settings.PreventUserExistenceErrors === 'ENABLED'
}

/** What failed tries are counted under: the user's sub, or for a name without a user a fingerprint of that name. */
export function countedSubject(
  context: Pick<Cognito, 'vault'>,
  pool: PoolRecord,
  name: string,
  user: UserRecord | undefined,
): string {
  return user?.sub ?? context.vault.fingerprint(`${pool.id}/${comparedName(pool, name)}`, 'unknown-name')
}

/**
 * Changes a user's current record, names and time of modification included; undefined when it is gone or `change`
 * wants no change. `change` may run again, so it must be pure. Refuses with AliasExistsException when a new name is
 * another user's.
 */
export async function changeUser(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store'> & Fails<'AliasExistsException'>,
  pool: PoolRecord,
  sub: string,
  change: (current: UserRecord) => UserRecord | undefined,
): Promise<UserRecord | undefined> {
  const update = await changeUserAndNames(context, pool, sub, change)
  if (update.outcome === 'taken')
    context.fail('AliasExistsException', `An account with the given ${update.attribute} already exists.`)
  return update.outcome === 'updated' ? update.user : undefined
}

/** As `changeUser`, but says what came of it; names of other users are taken from them as `takeOver` says. */
export function changeUserAndNames(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store'>,
  pool: PoolRecord,
  sub: string,
  change: (current: UserRecord) => UserRecord | undefined,
  takeOver?: TakeOver,
): Promise<UserUpdate> {
  return context.store.updateUser(pool.id, sub, (current) => {
    const changed = change(current)
    const user = changed && { ...changed, modifiedAt: context.now }
    return user && { user, names: signInNames(pool, user), ...(takeOver && { takeOver }) }
  })
}

/** Refuses a name that no user has, where codes are asked for. */
export function refuseUnknownName(context: Fails<'UserNotFoundException'>): never {
  return context.fail('UserNotFoundException', 'Username/client id combination not found.')
}

/** A user as AdminCreateUser and ListUsers answer it. */
export function describeUser(user: UserRecord): Defined<UserType> {
  return {
    Username: user.username,
    Attributes: listAttributes(user),
    UserCreateDate: user.createdAt,
    UserLastModifiedDate: user.modifiedAt,
    Enabled: user.enabled,
    UserStatus: user.status,
  }
}
