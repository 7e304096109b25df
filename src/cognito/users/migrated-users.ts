import { ApiError, type CallContext, type Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import type { UserRecord } from '../store.ts'
import { type ClientMetadata, refuseResponse, type TriggerFailure } from '../triggers/invoke-trigger.ts'
import { findTrigger } from '../triggers/lambda-config.ts'
import { askUserMigration, type ForeignUser, type Migration } from '../triggers/user-migration.ts'
import { takeAlias } from './aliases.ts'
import { limitAttempts } from './attempt-limits.ts'
import { newUser, readNewUser } from './new-users.ts'
import { keepPassword } from './password-changes.ts'
import { signInNames, usernameAttributes } from './sign-in-names.ts'
import { checkAdminAttributes, checkRequiredAttributes } from './user-attributes.ts'
import { countedSubject, hidesUsers } from './users.ts'

type Migrates = Pick<CallContext, 'now'> &
  Cognito &
  Fails<'InvalidParameterException' | 'TooManyRequestsException' | TriggerFailure>

/**
 * Makes a user of whom another directory knows, if the pool's user migration function does: with the password they gave
 * when it is theirs, otherwise with none, so that they have to set one. Undefined when nobody knows the name.
 */
export async function migrateUser(
  context: Migrates,
  appClient: AppClient,
  name: string,
  migration: Migration,
): Promise<UserRecord | undefined> {
  const foreign = await findForeignUser(context, appClient, name, migration)
  if (!foreign) return undefined
  const { pool } = appClient
  const blank = draftOf(context, appClient, name, foreign)
  const keeps = foreign.confirmed && migration.occasion === 'Authentication'
  const user: UserRecord = keeps
    ? { ...blank, status: 'CONFIRMED', ...(await keepPassword(context, pool, blank, migration.password)) }
    : blank
  const takeOver = foreign.forceAliasCreation ? takeAlias(context, pool) : undefined
  const taken = await context.store.insertUser(user, signInNames(pool, user), takeOver)
  return taken ? refuseResponse(context, `the ${taken} of the migrated user is another user's`) : user
}

/** Where users are hidden, a function's refusal tells no more than that there is no such user, or another password. */
async function findForeignUser(
  context: Migrates,
  appClient: AppClient,
  name: string,
  migration: Migration,
): Promise<ForeignUser | undefined> {
  try {
    return await askUserMigration(context, appClient, name, migration)
  } catch (error) {
    const isRefusal = error instanceof ApiError && error.code === 'UserLambdaValidationException'
    if (isRefusal && hidesUsers(appClient.client)) return undefined
    throw error
  }
}

/** Migrates someone unknown who has forgotten the password. Refuses with LimitExceededException too many tries of a name. */
export async function migrateForgetful(
  context: Migrates & Fails<'LimitExceededException'>,
  appClient: AppClient,
  name: string,
  clientMetadata: ClientMetadata,
): Promise<UserRecord | undefined> {
  const { pool } = appClient
  if (findTrigger(pool, 'UserMigration') === undefined) return undefined
  await limitAttempts(context, pool.id, countedSubject(context, pool, name, undefined), 'ForgotPassword')
  return migrateUser(context, appClient, name, { occasion: 'ForgotPassword', clientMetadata })
}

/** A function may name a username of its own where usernames are chosen. */
function draftOf(context: Migrates, { pool }: AppClient, name: string, { attributes }: ForeignUser): UserRecord {
  const { username = name, ...given } = attributes
  const chosen = usernameAttributes(pool).length > 0 ? name : username
  checkAdminAttributes(context, pool, given)
  const read = readNewUser(context, pool, chosen, given)
  checkRequiredAttributes(context, pool, read)
  return newUser(context, pool, chosen, { status: 'RESET_REQUIRED', attributes: read })
}
