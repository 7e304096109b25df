import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { UserRecord } from '../store.ts'
import type { TriggerFailure } from '../triggers/invoke-trigger.ts'
import { migrateUser } from '../users/migrated-users.ts'
import { countedSubject, findUser } from '../users/users.ts'
import { trySecret } from './password-attempts.ts'
import type { SigningIn } from './signing-in.ts'

type Migrates = Pick<CallContext, 'now'> &
  Cognito &
  Fails<'InvalidParameterException' | 'NotAuthorizedException' | 'TooManyRequestsException' | TriggerFailure>

/**
 * The user whom the pool's user migration function makes of a name that no user has, and a password. Tries are limited as
 * those of users are, whether the function refuses them or fails.
 */
export async function migrateByPassword(
  context: Migrates,
  signingIn: SigningIn,
  name: string,
  password: string,
): Promise<UserRecord | 'there already' | undefined> {
  const { pool, validationData } = signingIn
  const attempt: { migration?: Promise<UserRecord | undefined> } = {}
  let isThere = false
  await trySecret(context, pool.id, countedSubject(context, pool, name, undefined), async () => {
    // Another sign-in may have migrated the user while this one waited for its turn.
    isThere = (await findUser(context, pool, name)) !== undefined
    if (isThere) return true
    attempt.migration = migrateUser(context, signingIn, name, { occasion: 'Authentication', password, validationData })
    return attempt.migration.then(
      (user) => user !== undefined,
      () => false,
    )
  })
  return isThere ? 'there already' : attempt.migration
}
