import { authenticateAccessToken } from '../tokens/access-tokens.ts'
import { limitAttempts } from '../users/attempt-limits.ts'
import { checkPasswordPolicy, keepPassword, withOwnPassword } from '../users/password-changes.ts'
import { checkPasswordHistory } from '../users/password-history.ts'
import { refuseWhenBusy } from '../users/passwords.ts'
import type { Context, Input, Output } from '../service.ts'
import { recordEvent } from '../threat-protection/auth-events.ts'
import { refuseCompromised } from '../threat-protection/compromised-passwords.ts'
import { refuseResetRequired } from '../sign-in/continue-sign-in.ts'
import type { UserRecord } from '../store.ts'
import { refuseUnknownUser } from '../users/users.ts'

/** Changes the caller's password, or gives them one who has none yet. Their other sign-ins go on, as on AWS. */
export async function changePassword(
  input: Input<'ChangePassword'>,
  context: Context<'ChangePassword'>,
): Promise<Output<'ChangePassword'>> {
  const { pool, client, user } = await authenticateAccessToken(context, input.AccessToken)
  checkStatus(context, user)
  const { PreviousPassword: previous } = input
  if (!previous && user.passwordHash !== undefined)
    context.fail('InvalidParameterException', 'Missing required parameter PreviousPassword')
  checkPasswordPolicy(context, pool, input.ProposedPassword)
  refuseCompromised(context, { pool, client }, 'PASSWORD_CHANGE', input.ProposedPassword)
  await limitAttempts(context, pool.id, user.sub, 'ChangePassword')
  const right =
    !previous || (await refuseWhenBusy(context, () => context.passwords.verify(previous, user.passwordHash)))
  if (!right) context.fail('NotAuthorizedException', 'Incorrect username or password.')
  await checkPasswordHistory(context, pool, user, input.ProposedPassword)
  const kept = await keepPassword(context, pool, user, input.ProposedPassword)
  const update = await context.store.updateUser(pool.id, user.sub, (current) =>
    current.passwordHash === user.passwordHash && current.status === user.status
      ? { user: { ...withOwnPassword(pool, current, kept), modifiedAt: context.now } }
      : undefined,
  )
  if (update.outcome === 'gone') refuseUnknownUser(context)
  if (update.outcome === 'declined')
    context.fail('NotAuthorizedException', 'Incorrect username or password.', {
      detail: 'the password was changed meanwhile',
    })
  await recordEvent(context, pool, user, 'PasswordChange')
  return {}
}

/** An access token outlives what an administrator does to the password, and must not undo it. */
function checkStatus(context: Context<'ChangePassword'>, { status }: UserRecord): void {
  if (status === 'RESET_REQUIRED') refuseResetRequired(context)
  if (status === 'EXTERNAL_PROVIDER')
    context.fail('NotAuthorizedException', 'User password cannot be changed in the current state.')
}
