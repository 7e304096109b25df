import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { simulatedAddress, simulatedNumber } from '../messages/code-delivery.ts'
import { sendUnseen } from '../messages/messages.ts'
import { announceConfirmation } from '../triggers/sign-up-triggers.ts'
import { comparedName } from '../users/sign-in-names.ts'
import { hidesUsers } from '../users/users.ts'
import { type AuthParameters, requireParameter } from './auth-parameters.ts'
import { refuseSession, resumeOn, useSession } from './challenge-sessions.ts'
import { type Chooser, createChoiceSession, requireChoiceSession } from './choice-sessions.ts'
import { finishSignIn, type SignInStep } from './finish-sign-in.ts'
import { mediumOf, type OneTimePassword, passwordsAndCodes } from './first-factors.ts'
import {
  checkSignInCode,
  createSignInCode,
  describeDelivery,
  destinationOf,
  hashCode,
  refuseSignInCode,
  withProvenDestination,
  writeCode,
} from './sent-codes.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'

/*
 * EMAIL_OTP and SMS_OTP as the first and only factor (developer guide, "Passwordless sign-in with one-time passwords").
 * Towards clients that hide users a name without a user gets the same challenge, after the same work, and no code is right.
 */

type Challenges = Pick<CallContext, 'now'> & Cognito & Fails<StepFailure>
type Answers = Pick<CallContext, 'now'> &
  Cognito &
  Fails<StepFailure | 'InvalidParameterException' | 'CodeMismatchException' | 'AliasExistsException'>

/** Sends a code, if there is someone to get it, and asks for it. */
export async function challengeForOneTimePassword(
  context: Challenges,
  signingIn: SigningIn,
  chooser: Chooser,
  factor: OneTimePassword,
): Promise<SignInStep> {
  const { pool, client } = signingIn
  const { name, user, subject } = chooser
  const medium = mediumOf[factor]
  const hidden = hidesUsers(client)
  if (user?.enabled === false && !hidden) context.fail('NotAuthorizedException', 'User is disabled.')
  const code = await createSignInCode(context, pool.id, subject, 8)
  const destination = user && destinationOf(user, medium)
  if (user && destination !== undefined && isReceiver(signingIn, chooser, factor)) {
    const send = await writeCode(context, signingIn, user, medium, destination, code)
    // Whether a message leaves must not tell by the time of the answer.
    if (hidden) sendUnseen(send)
    else await send()
  }
  return {
    ChallengeName: factor,
    Session: createChoiceSession(context, signingIn, chooser, factor, hashCode(context, pool.id, subject, code)),
    ChallengeParameters: describeDelivery(medium, shownDestination(context, signingIn, name, factor, destination)),
  }
}

function isReceiver({ pool }: SigningIn, { user }: Chooser, factor: OneTimePassword): boolean {
  return user?.enabled === true && passwordsAndCodes(pool, user).includes(factor)
}

/** Where users are hidden, one's own name is shown as it was typed, since how it is stored would tell that it is. */
function shownDestination(
  context: Pick<Cognito, 'vault'>,
  { pool, client }: SigningIn,
  name: string,
  factor: OneTimePassword,
  destination: string | undefined,
): string {
  if (destination !== undefined)
    return hidesUsers(client) && comparedName(pool, name) === comparedName(pool, destination) ? name : destination
  return factor === 'EMAIL_OTP' ? simulatedAddress(context, pool, name) : simulatedNumber(context, pool, name)
}

const codeParameter: Readonly<Record<OneTimePassword, string>> = {
  EMAIL_OTP: 'EMAIL_OTP_CODE',
  SMS_OTP: 'SMS_OTP_CODE',
}

/** Takes the code. It verifies where it was sent, and confirms whoever signed up and had no other code yet. */
export async function answerOneTimePassword(
  context: Answers,
  signingIn: SigningIn,
  factor: OneTimePassword,
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<SignInStep> {
  const { pool, client, clientMetadata } = signingIn
  const name = requireParameter(context, responses, 'USERNAME')
  const code = requireParameter(context, responses, codeParameter[factor])
  const { session, chooser } = await requireChoiceSession(context, signingIn, factor, sessionText, name)
  await checkSignInCode(context, pool.id, chooser.subject, session.codeHash, code)
  const { user } = chooser
  const destination = user && destinationOf(user, mediumOf[factor])
  // Nobody was sent a code that is right here; it was guessed, or the factor is no longer the user's.
  if (!user || destination === undefined || !isReceiver(signingIn, chooser, factor)) return refuseSignInCode(context)
  await useSession(context, signingIn, session)
  const proven =
    (await withProvenDestination(context, signingIn, user, mediumOf[factor], destination)) ??
    refuseSession(context, 'the user was changed meanwhile')
  if (user.status === 'UNCONFIRMED')
    await announceConfirmation(context, pool, client.id, proven, 'ConfirmSignUp', clientMetadata)
  return finishSignIn(context, resumeOn(signingIn, session), proven)
}
