import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { AuthParameters } from './auth-parameters.ts'
import { continueSignIn } from './continue-sign-in.ts'
import { continueCustomAuth } from './custom-auth.ts'
import type { SignInStep } from './finish-sign-in.ts'
import { refusePassword } from './password-sign-in.ts'
import { checkPasswordClaim } from './password-verifier.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'

/** Takes the answer to PASSWORD_VERIFIER, and goes on as the flow does that it is a part of. */
export async function answerPasswordVerifier(
  context: Pick<CallContext, 'now'> &
    Cognito &
    Fails<
      | StepFailure
      | 'InvalidParameterException'
      | 'UserNotFoundException'
      | 'UserNotConfirmedException'
      | 'PasswordResetRequiredException'
    >,
  signingIn: SigningIn,
  responses: AuthParameters,
): Promise<SignInStep> {
  const { name, user, right, isCustomAuth } = await checkPasswordClaim(context, signingIn, responses)
  if (isCustomAuth) return continueCustomAuth(context, signingIn, name, user, right)
  if (!user || !right) return refusePassword(context, user ? 'wrong password' : 'no such user')
  return continueSignIn(context, signingIn, user)
}
