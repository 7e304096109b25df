import type { DomainContext } from '../domains/domain-exchange.ts'
import { completeSignIn, type SignedInUser } from '../oauth/complete-sign-in.ts'
import type { SignInStep } from '../sign-in/finish-sign-in.ts'
import { challengePage } from './challenge-pages.ts'
import { challengeOf, type ChallengeStep } from './form-steps.ts'
import { type Outcome, secretHashFor, type Visit } from './visit.ts'

type SignInClient = ReturnType<DomainContext['signInClient']>

/** Signs in by password, by a choice of factors where there is none, or by the session of a sign-up that was just confirmed. */
export function beginSignIn(
  visit: Visit,
  context: DomainContext,
  { username, password, session }: { readonly username: string; readonly password?: string; readonly session?: string },
): Promise<Outcome> {
  return goOn(visit, context, username, (client) =>
    client.InitiateAuth({
      ClientId: visit.client.id,
      AuthFlow: password === undefined ? 'USER_AUTH' : 'USER_PASSWORD_AUTH',
      AuthParameters: {
        USERNAME: username,
        ...(password !== undefined && { PASSWORD: password }),
        ...hashFor(visit, context, username),
      },
      ...(session !== undefined && { Session: session }),
    }),
  )
}

/** Answers a challenge. */
export function answerChallenge(
  visit: Visit,
  context: DomainContext,
  { name, session, username }: Pick<ChallengeStep, 'name' | 'session' | 'username'>,
  responses: Readonly<Record<string, string>>,
): Promise<Outcome> {
  return goOn(visit, context, username, (client) =>
    client.RespondToAuthChallenge({
      ClientId: visit.client.id,
      ChallengeName: name,
      Session: session,
      ChallengeResponses: { USERNAME: username, ...responses, ...hashFor(visit, context, username) },
    }),
  )
}

function hashFor(visit: Visit, context: DomainContext, username: string): { SECRET_HASH?: string } {
  const hash = secretHashFor(context, visit, username)
  return hash === undefined ? {} : { SECRET_HASH: hash }
}

/** The next challenge, or the way back to the app. */
async function goOn(
  visit: Visit,
  context: DomainContext,
  username: string,
  run: (client: SignInClient) => Promise<SignInStep>,
): Promise<Outcome> {
  const passed: SignedInUser[] = []
  const answer = await run(
    context.signInClient((user, eventId) => passed.push({ user, ...(eventId !== undefined && { eventId }) })),
  )
  const [signedIn] = passed
  if (signedIn) return completeSignIn(context, visit.request, visit.authorization, signedIn)
  const step = challengeOf(username, answer)
  if (!step) throw new Error('a sign-in ended in neither a user nor a challenge')
  return challengePage(visit, context, step)
}
