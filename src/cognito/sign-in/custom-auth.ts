import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { simulatedUserId } from '../srp/verifiers.ts'
import type { UserRecord } from '../store.ts'
import {
  type AnsweredChallenge,
  createChallenge,
  defineChallenge,
  verifyAnswer,
} from '../triggers/custom-auth-triggers.ts'
import { findTrigger } from '../triggers/lambda-config.ts'
import { announceAttempt } from '../triggers/sign-in-triggers.ts'
import { comparedName } from '../users/sign-in-names.ts'
import { countedSubject, findUser } from '../users/users.ts'
import { type AuthParameters, requireParameter } from './auth-parameters.ts'
import { refuseSession, useSession } from './challenge-sessions.ts'
import { continueSignIn } from './continue-sign-in.ts'
import { createCustomSession, openCustomSession } from './custom-sessions.ts'
import type { SignInStep } from './finish-sign-in.ts'
import { trySecret } from './password-attempts.ts'
import { findSigningIn, refusePassword } from './password-sign-in.ts'
import { askForVerifier } from './password-verifier.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'

/*
 * CUSTOM_AUTH (developer guide, "Custom authentication challenge Lambda triggers"): one function of the pool decides after
 * every answer what comes next, one makes a challenge, one judges the answer. A user's state and second factor count as
 * they do after a password.
 */

type Answers = Pick<CallContext, 'now'> &
  Cognito &
  Fails<
    | 'InvalidParameterException'
    | 'NotAuthorizedException'
    | 'UserNotFoundException'
    | 'UserNotConfirmedException'
    | 'PasswordResetRequiredException'
    | 'TooManyRequestsException'
    | StepFailure
  >

/**
 * Begins: the first challenge, or whatever else the pool's function decides.
 * @param srpA of a client that shows the password first, if the function wants it (PASSWORD_VERIFIER)
 */
export async function beginCustomAuth(
  context: Answers,
  signingIn: SigningIn,
  name: string,
  srpA?: string,
): Promise<SignInStep> {
  const { pool, client } = signingIn
  const triggers = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const
  if (triggers.some((trigger) => findTrigger(pool, trigger) === undefined))
    context.fail('InvalidParameterException', 'Custom auth lambda trigger is not configured for the user pool.')
  const user = await findSigningIn(context, pool, client, name)
  await announceAttempt(context, signingIn, name, user)
  return goOn(context, signingIn, name, user, srpA === undefined ? [] : [answeredSrpA], srpA)
}

const answeredSrpA: AnsweredChallenge = { challengeName: 'SRP_A', challengeResult: true, challengeMetadata: null }

/** Goes on after the password, right or wrong: the pool's function hears which and decides. */
export function continueCustomAuth(
  context: Answers,
  signingIn: SigningIn,
  name: string,
  user: UserRecord | undefined,
  challengeResult: boolean,
): Promise<SignInStep> {
  const last: AnsweredChallenge = { challengeName: 'PASSWORD_VERIFIER', challengeResult, challengeMetadata: null }
  return goOn(context, signingIn, name, user, [answeredSrpA, last])
}

/** Takes the answer to CUSTOM_CHALLENGE. A session is good for one answer, and wrong ones count as wrong passwords do. */
export async function answerCustomChallenge(
  context: Answers,
  signingIn: SigningIn,
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<SignInStep> {
  const { pool } = signingIn
  const name = requireParameter(context, responses, 'USERNAME')
  const answer = requireParameter(context, responses, 'ANSWER')
  if (sessionText === undefined) return context.fail('InvalidParameterException', 'Missing required parameter Session')
  const session = openCustomSession(context, signingIn, sessionText)
  const user = await findUser(context, pool, session.name)
  if (user?.sub !== session.sub || user?.modifiedAt.getTime() !== session.userModifiedAt)
    return refuseSession(context, 'the user was changed since')
  if (!(await isNamed(context, signingIn, session.name, user, name)))
    return refuseSession(context, 'the session was made for another user')
  await useSession(context, signingIn, session)
  const who = { userName: user?.username ?? session.name, user }
  const challengeResult = await trySecret(context, pool.id, countedSubject(context, pool, session.name, user), () =>
    verifyAnswer(context, signingIn, who, session.privateParameters, answer),
  )
  const { metadata } = session
  const last: AnsweredChallenge = { challengeName: 'CUSTOM_CHALLENGE', challengeResult, challengeMetadata: metadata }
  return goOn(context, signingIn, session.name, user, [...session.answered, last])
}

/** Clients answer with the name they began with, or with the USERNAME of the challenge. */
async function isNamed(
  context: Answers,
  { pool }: SigningIn,
  begun: string,
  user: UserRecord | undefined,
  sent: string,
): Promise<boolean> {
  if (user) return (await findUser(context, pool, sent))?.sub === user.sub
  return comparedName(pool, sent) === comparedName(pool, begun) || sent === simulatedUserId(context, pool, begun)
}

async function goOn(
  context: Answers,
  signingIn: SigningIn,
  name: string,
  user: UserRecord | undefined,
  answered: readonly AnsweredChallenge[],
  srpA?: string,
): Promise<SignInStep> {
  const who = { userName: user?.username ?? name, user }
  const next = await defineChallenge(context, signingIn, who, answered)
  if (next === 'fail') return refusePassword(context, 'DefineAuthChallenge failed the authentication')
  if (next === 'tokens')
    return user ? continueSignIn(context, signingIn, user) : refusePassword(context, 'no such user')
  if (next === 'PASSWORD_VERIFIER' && srpA !== undefined)
    return askForVerifier(context, signingIn, name, user, srpA, { isCustomAuth: true })
  const { publicParameters, privateParameters, metadata } = await createChallenge(context, signingIn, who, answered)
  const known = user && { sub: user.sub, userModifiedAt: user.modifiedAt.getTime() }
  return {
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session: createCustomSession(context, signingIn, { name, ...known, answered, privateParameters, metadata }),
    ChallengeParameters: {
      ...publicParameters,
      USERNAME: user?.username ?? simulatedUserId(context, signingIn.pool, name),
    },
  }
}
