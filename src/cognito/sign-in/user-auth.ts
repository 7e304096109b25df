import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { announceAttempt } from '../triggers/sign-in-triggers.ts'
import { findUser, hidesUsers, refuseUnknownUser } from '../users/users.ts'
import { type AuthParameters, findParameter, requireParameter } from './auth-parameters.ts'
import { requireSessionUser, resumeOn, useSession } from './challenge-sessions.ts'
import {
  type Chooser,
  chooserOf,
  type ChoiceSession,
  createChoiceSession,
  requireChoiceSession,
} from './choice-sessions.ts'
import { continueSignIn, refuseResetRequired } from './continue-sign-in.ts'
import { finishSignIn, type SignInStep } from './finish-sign-in.ts'
import {
  type FirstFactor,
  firstFactors,
  offersPasskeys,
  type OneTimePassword,
  simulatedFactors,
} from './first-factors.ts'
import { challengeForOneTimePassword } from './one-time-passwords.ts'
import { provePassword, refusePassword } from './password-sign-in.ts'
import { askForVerifier } from './password-verifier.ts'
import { canUseSameCode, confirmedSession } from './passwordless-sign-up.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'
import { challengeForPasskey } from './web-authn.ts'

/*
 * USER_AUTH, choice-based sign-in (developer guide, "Manage authentication methods in AWS SDKs"): the client prefers a
 * factor, or is told which there are and selects one. A user's state and second factor count as they do elsewhere.
 */

type Begins = Pick<CallContext, 'now'> &
  Cognito &
  Fails<
    | StepFailure
    | 'InvalidParameterException'
    | 'UserNotFoundException'
    | 'UserNotConfirmedException'
    | 'PasswordResetRequiredException'
  >

/** Begins: with the preferred factor, the only one, or the choice. */
export async function beginUserAuth(
  context: Begins,
  signingIn: SigningIn,
  name: string,
  parameters: AuthParameters,
): Promise<SignInStep> {
  const { pool, client } = signingIn
  const preferred = findParameter(parameters, 'PREFERRED_CHALLENGE')
  if (preferred !== undefined && !preferences.includes(preferred))
    context.fail('InvalidParameterException', `PREFERRED_CHALLENGE has to be one of ${preferences.join(', ')}.`)
  const user = await findUser(context, pool, name)
  if (!user && !hidesUsers(client)) return refuseUnknownUser(context)
  await announceAttempt(context, signingIn, name, user)
  const chooser = chooserOf(context, signingIn, name, user)
  const available = await availableFactors(context, signingIn, chooser)
  const [only, ...others] = available
  if (only === undefined)
    return user?.status === 'RESET_REQUIRED'
      ? refuseResetRequired(context)
      : refusePassword(context, 'the user has none of the first factors that the pool allows')
  const wanted = preferred ?? (others.length === 0 ? only : undefined)
  const factor = available.find((one) => one === wanted)
  if (factor === undefined) return { ...ask('SELECT_CHALLENGE'), AvailableChallenges: [...available] }
  if (factor === 'PASSWORD') {
    const password = findParameter(parameters, 'PASSWORD')
    return password === undefined ? ask(factor) : tryPassword(context, signingIn, chooser, password)
  }
  if (factor === 'PASSWORD_SRP') {
    const srpA = findParameter(parameters, 'SRP_A')
    return srpA === undefined ? ask(factor) : askForVerifier(context, signingIn, name, user, srpA)
  }
  const asked = await challengeFor(context, signingIn, chooser, factor)
  return { ...asked, AvailableChallenges: [factor] }

  function ask(ChallengeName: ChallengeNameType): SignInStep {
    const Session = createChoiceSession(context, signingIn, chooser, 'choose')
    return { ChallengeName, Session, ChallengeParameters: {} }
  }
}

/** What PREFERRED_CHALLENGE can name; what is not available leads to the choice. */
const preferences: readonly string[] = ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN']

/** Where users are hidden, a user who can use no factor is offered what a name without a user is. */
async function availableFactors(
  context: Pick<Cognito, 'vault' | 'store'>,
  { pool, client }: SigningIn,
  { name, user }: Chooser,
): Promise<readonly FirstFactor[]> {
  const own = user ? await firstFactors(context, pool, user) : []
  if (own.length > 0 || !hidesUsers(client)) return own
  return simulatedFactors(context, pool, name, await offersPasskeys(context, pool))
}

/** The challenge of a factor that has one of its own. */
function challengeFor(
  context: Begins,
  signingIn: SigningIn,
  chooser: Chooser,
  factor: OneTimePassword | 'WEB_AUTHN',
): Promise<SignInStep> {
  return factor === 'WEB_AUTHN'
    ? challengeForPasskey(context, signingIn, chooser)
    : challengeForOneTimePassword(context, signingIn, chooser, factor)
}

async function tryPassword(
  context: Begins,
  signingIn: SigningIn,
  { name, user }: Chooser,
  password: string,
  session?: ChoiceSession,
): Promise<SignInStep> {
  const proven = await provePassword(context, signingIn.pool, name, user, password)
  if (session) await useSession(context, signingIn, session)
  return continueSignIn(context, signingIn, proven)
}

/** Takes the answer to SELECT_CHALLENGE, which brings the password or SRP_A along. */
export async function answerSelectChallenge(
  context: Begins,
  signingIn: SigningIn,
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<SignInStep> {
  const answer = requireParameter(context, responses, 'ANSWER')
  return goOn(context, signingIn, sessionText, responses, answer)
}

/** Takes the answer to PASSWORD or PASSWORD_SRP, which may also follow SELECT_CHALLENGE at once. */
export function answerPasswordChoice(
  context: Begins,
  signingIn: SigningIn,
  factor: 'PASSWORD' | 'PASSWORD_SRP',
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<SignInStep> {
  return goOn(context, signingIn, sessionText, responses, factor)
}

/** A wrong password leaves the session as it is: the lockout limits guesses. Whatever else is chosen uses it up. */
async function goOn(
  context: Begins,
  signingIn: SigningIn,
  sessionText: string | undefined,
  responses: AuthParameters,
  answer: string,
): Promise<SignInStep> {
  const name = requireParameter(context, responses, 'USERNAME')
  const { session, chooser } = await requireChoiceSession(context, signingIn, 'choose', sessionText, name)
  const resumed = resumeOn(signingIn, session)
  const factor =
    (await availableFactors(context, signingIn, chooser)).find((one) => one === answer) ??
    context.fail('InvalidParameterException', `The challenge ${answer} is not available.`)
  if (factor === 'PASSWORD')
    return tryPassword(context, resumed, chooser, requireParameter(context, responses, 'PASSWORD'), session)
  if (factor === 'PASSWORD_SRP') {
    const srpA = requireParameter(context, responses, 'SRP_A')
    await useSession(context, signingIn, session)
    return askForVerifier(context, resumed, chooser.name, chooser.user, srpA)
  }
  await useSession(context, signingIn, session)
  return challengeFor(context, resumed, chooser, factor)
}

/**
 * Signs a user in with the session of ConfirmSignUp, which stands for the code that they have just shown there (AWS API
 * reference, InitiateAuth, Session).
 */
export async function signInAfterSignUp(
  context: Begins,
  signingIn: SigningIn,
  name: string,
  sessionText: string,
): Promise<SignInStep> {
  const { session, user } = await requireSessionUser(context, signingIn, confirmedSession, sessionText, name)
  if (!(['email', 'phone_number'] as const).some((attribute) => canUseSameCode(signingIn.pool, user, { attribute })))
    return refusePassword(context, 'the user cannot sign in by a code like that of the sign-up')
  await announceAttempt(context, signingIn, name, user)
  await useSession(context, signingIn, session)
  return finishSignIn(context, signingIn, user)
}
