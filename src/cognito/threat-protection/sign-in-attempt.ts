import type { AccountTakeoverEventActionType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { UserRecord } from '../store.ts'

/** What threat protection knows of a sign-in that goes on; absent where it does not watch. */
export interface SignInAttempt {
  /** Of the auth event, and of the tokens when there are any. */
  readonly id: string
  /** What is to be done about its risk, once the first factor was shown. */
  readonly action: AccountTakeoverEventActionType
  /** Whether the password that was sent has to be changed, should it be right. */
  readonly demandsReset: boolean
}

/**
 * Refuses a sign-in whose risk is to be answered by blocking it, or by a second factor that the user does not have. Asked
 * after the first factor, so that the answer tells nothing to whoever does not have that.
 */
export function refuseRisky(
  context: Fails<'NotAuthorizedException'>,
  attempt: SignInAttempt | undefined,
  hasSecondFactor: boolean,
): void {
  if (attempt?.action === 'BLOCK' || (attempt?.action === 'MFA_REQUIRED' && !hasSecondFactor))
    context.fail('NotAuthorizedException', 'Unable to login because of security reasons.', {
      detail: `threat protection answers the risk of this sign-in with ${attempt.action}`,
    })
}

/**
 * Has a user whose right password everybody knows choose another one (developer guide, "Working with
 * compromised-credentials detection").
 */
export async function demandReset(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store'> & Fails<'PasswordResetRequiredException'>,
  user: UserRecord,
): Promise<never> {
  await context.store.updateUser(user.poolId, user.sub, (current) =>
    current.passwordHash === user.passwordHash
      ? { user: { ...current, status: 'RESET_REQUIRED', modifiedAt: context.now } }
      : undefined,
  )
  return context.fail('PasswordResetRequiredException', 'Password reset required for the user', {
    detail: 'the password is a compromised one',
  })
}
