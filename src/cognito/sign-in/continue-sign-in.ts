import type { CallContext, Fails } from '../../wire/operation.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'
import { challengeForNewPassword } from './new-password-required.ts'
import type { Cognito } from '../cognito.ts'
import { finishSignIn, type SignInStep } from './finish-sign-in.ts'
import type { UserRecord } from '../store.ts'
import { demandReset } from '../threat-protection/sign-in-attempt.ts'

/**
 * What follows the right password, however it was shown: the user's state, then the challenges, then tokens. That a
 * user is disabled is said only to whoever knows the password.
 */
export async function continueSignIn(
  context: Pick<CallContext, 'now'> &
    Cognito &
    Fails<'NotAuthorizedException' | 'UserNotConfirmedException' | 'PasswordResetRequiredException' | StepFailure>,
  appClient: SigningIn,
  user: UserRecord,
): Promise<SignInStep> {
  if (!user.enabled) return context.fail('NotAuthorizedException', 'User is disabled.')
  if (user.status === 'UNCONFIRMED') return context.fail('UserNotConfirmedException', 'User is not confirmed.')
  if (user.status === 'RESET_REQUIRED') return refuseResetRequired(context)
  if (user.status === 'FORCE_CHANGE_PASSWORD') return challengeForNewPassword(context, appClient, user)
  if (user.status !== 'CONFIRMED')
    return context.fail('NotAuthorizedException', 'Incorrect username or password.', {
      detail: `users of status ${user.status} do not sign in by password`,
    })
  if (appClient.attempt?.demandsReset) return demandReset(context, user)
  return finishSignIn(context, appClient, user)
}

export function refuseResetRequired(context: Fails<'PasswordResetRequiredException'>): never {
  return context.fail('PasswordResetRequiredException', 'Password reset required for the user')
}
