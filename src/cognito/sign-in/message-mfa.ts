import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { chooseFactor } from '../mfa/factor-choice.ts'
import { withFactor } from '../mfa/user-mfa.ts'
import type { MfaFactor, UserRecord } from '../store.ts'
import { checkSignUpAttributes } from '../users/user-attributes.ts'
import { type AuthParameters, requireParameter } from './auth-parameters.ts'
import { refuseSession, requireSessionUser, resumeOn, useSession } from './challenge-sessions.ts'
import { giveTokens, type SignInStep } from './finish-sign-in.ts'
import {
  askFor,
  challengeForMessage,
  mediumOf,
  type MessageFactor,
  messageSession,
  selectSession,
  setupSession,
} from './second-factors.ts'
import { checkSignInCode, withProvenDestination } from './sent-codes.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'

/*
 * Answers to EMAIL_OTP and SMS_MFA after a password, to SELECT_MFA_TYPE, and to MFA_SETUP by those who give an e-mail
 * address (developer guide, "Adding MFA to a user pool").
 */

type Answers = Pick<CallContext, 'now'> &
  Cognito &
  Fails<StepFailure | 'InvalidParameterException' | 'CodeMismatchException' | 'AliasExistsException'>

const codeParameter: Readonly<Record<MessageFactor, string>> = {
  EMAIL_OTP: 'EMAIL_OTP_CODE',
  SMS_MFA: 'SMS_MFA_CODE',
}

/** Takes the code that was sent. A wrong one leaves the session as it is: the lockout limits guesses. */
export async function answerMessageFactor(
  context: Answers,
  signingIn: SigningIn,
  factor: MessageFactor,
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<SignInStep> {
  const name = requireParameter(context, responses, 'USERNAME')
  const code = requireParameter(context, responses, codeParameter[factor])
  const kind = messageSession(factor)
  const { session, user } = await requireSessionUser(context, signingIn, kind, sessionText, name)
  const sentCode = session.sentCode ?? refuseSession(context, 'the session is of another version')
  await checkSignInCode(context, user.poolId, user.sub, sentCode.hash, code)
  await useSession(context, signingIn, session)
  const isSetUp = user.attributes['email'] === undefined && factor === 'EMAIL_OTP'
  const proven = await withProvenDestination(context, signingIn, user, mediumOf[factor], sentCode.destination, (now) =>
    isSetUp ? withPreferred(now, factor) : now,
  )
  return giveTokens(
    context,
    resumeOn(signingIn, session),
    proven ?? refuseSession(context, 'the user was changed meanwhile'),
  )
}

function withPreferred(user: UserRecord, factor: MfaFactor): UserRecord {
  return { ...user, mfa: withFactor(user.mfa, factor, { enabled: true, preferred: true }) }
}

/** Takes the answer to SELECT_MFA_TYPE: the challenge of the factor that was chosen. */
export async function answerSelectMfaType(
  context: Answers,
  signingIn: SigningIn,
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<SignInStep> {
  const name = requireParameter(context, responses, 'USERNAME')
  const answer = requireParameter(context, responses, 'ANSWER')
  const { session, user } = await requireSessionUser(context, signingIn, selectSession, sessionText, name)
  // The API reference calls it EMAIL_MFA where the challenge and its clients say EMAIL_OTP.
  const wanted = answer === 'EMAIL_MFA' ? 'EMAIL_OTP' : answer
  const factor =
    chooseFactor(signingIn.pool, user).ask.find((one) => one === wanted) ??
    context.fail('InvalidParameterException', 'ANSWER is none of the MFA factors that can be chosen.')
  await useSession(context, signingIn, session)
  return askFor(context, resumeOn(signingIn, session), user, factor)
}

/** Takes an e-mail address in answer to MFA_SETUP; the code that goes there sets address and factor up. */
export async function answerEmailSetup(
  context: Answers,
  signingIn: SigningIn,
  sessionText: string | undefined,
  responses: AuthParameters,
  email: string,
): Promise<SignInStep> {
  const name = requireParameter(context, responses, 'USERNAME')
  const { session, user } = await requireSessionUser(context, signingIn, setupSession, sessionText, name)
  if (!chooseFactor(signingIn.pool, user).setUp.includes('EMAIL_OTP'))
    context.fail('InvalidParameterException', 'EMAIL_OTP is none of the MFA factors that can be set up.')
  checkSignUpAttributes(context, signingIn.pool, signingIn.client, { email })
  await useSession(context, signingIn, session)
  return challengeForMessage(context, resumeOn(signingIn, session), user, 'EMAIL_OTP', email)
}
