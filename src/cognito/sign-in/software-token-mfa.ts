import type { CallContext, Fails } from '../../wire/operation.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'
import { type AuthParameters, requireParameter } from './auth-parameters.ts'
import { requireSessionUser, resumeOn, useSession } from './challenge-sessions.ts'
import type { Cognito } from '../cognito.ts'
import { giveTokens, type SignInStep } from './finish-sign-in.ts'
import { useTokenCode } from '../mfa/software-tokens.ts'

type Answers = Pick<CallContext, 'now'> &
  Cognito &
  Fails<
    | 'InvalidParameterException'
    | 'NotAuthorizedException'
    | 'CodeMismatchException'
    | 'ExpiredCodeException'
    | 'TooManyRequestsException'
    | StepFailure
  >

/** Takes the answer to SOFTWARE_TOKEN_MFA. A wrong code leaves the session as it is: the lockout limits guesses. */
export async function answerSoftwareToken(
  context: Answers,
  appClient: SigningIn,
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<SignInStep> {
  const name = requireParameter(context, responses, 'USERNAME')
  const code = requireParameter(context, responses, 'SOFTWARE_TOKEN_MFA_CODE')
  const { session, user } = await requireSessionUser(context, appClient, 'SOFTWARE_TOKEN_MFA', sessionText, name)
  const outcome = await useTokenCode(context, user, code)
  if (outcome === 'wrong') context.fail('CodeMismatchException', 'Invalid code received for user')
  if (outcome === 'used before') context.fail('ExpiredCodeException', 'Your software token has already been used once.')
  await useSession(context, appClient, session)
  return giveTokens(context, resumeOn(appClient, session), user)
}
