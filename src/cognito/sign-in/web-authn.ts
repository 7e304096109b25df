import { createHash } from 'node:crypto'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { PasskeyRecord } from '../passkey-store.ts'
import { type AssertionJson, parseJson, readAssertion } from '../passkeys/credential-json.ts'
import { passkeysOf, requestOptions, simulatedPasskey, userHandle } from '../passkeys/passkeys.ts'
import { findRelyingParty, isOwnOrigin, requiresVerification } from '../passkeys/relying-party.ts'
import { verifyAssertion } from '../passkeys/verify-assertion.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { type AuthParameters, requireParameter } from './auth-parameters.ts'
import { resumeOn, useSession } from './challenge-sessions.ts'
import { type Chooser, createChoiceSession, requireChoiceSession } from './choice-sessions.ts'
import { finishSignIn, giveTokens, type SignInStep } from './finish-sign-in.ts'
import { firstFactors, isPasskeyEnough } from './first-factors.ts'
import { refusePassword } from './password-sign-in.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'

/*
 * WEB_AUTHN, the passkey as a first factor (developer guide, "Passkeys"). Towards clients that hide users a name without a
 * passkey can get the same challenge, and no answer is right.
 */

/** Asks for a signature of one of the user's passkeys. The challenge is the session's: it ends and is used up with it. */
export async function challengeForPasskey(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'random' | 'vault'> & Fails<'NotAuthorizedException'>,
  signingIn: SigningIn,
  chooser: Chooser,
): Promise<SignInStep> {
  const { pool } = signingIn
  const relyingPartyId = (await findRelyingParty(context, pool)) ?? refusePassword(context, 'there is no relying party')
  // What stands for a name that no user has has none, at the same cost.
  const own = await passkeysFor(context, { poolId: pool.id, sub: chooser.subject }, relyingPartyId)
  const passkeys = own.length > 0 ? own : [simulatedPasskey(context, pool, chooser.name)]
  const session = createChoiceSession(context, signingIn, chooser, 'WEB_AUTHN')
  const options = requestOptions({
    relyingPartyId,
    challenge: challengeOf(session),
    passkeys,
    requireVerification: requiresVerification(pool),
  })
  return {
    ChallengeName: 'WEB_AUTHN',
    Session: session,
    ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: JSON.stringify(options) },
  }
}

/** The user's passkeys that work for a relying party. */
async function passkeysFor(
  context: Pick<Cognito, 'store'>,
  owner: Pick<UserRecord, 'poolId' | 'sub'>,
  relyingPartyId: string,
): Promise<readonly PasskeyRecord[]> {
  return (await passkeysOf(context, owner)).filter((passkey) => passkey.relyingPartyId === relyingPartyId)
}

/** Nobody can make a session, so nobody can foresee its challenge. */
function challengeOf(session: string): string {
  return createHash('sha256').update(session).digest('base64url')
}

type Answers = Pick<CallContext, 'now'> & Cognito & Fails<StepFailure | 'InvalidParameterException'>

/** Takes the answer to WEB_AUTHN. A session is good for one, as its challenge is. */
export async function answerPasskey(
  context: Answers,
  signingIn: SigningIn,
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<SignInStep> {
  const name = requireParameter(context, responses, 'USERNAME')
  const assertion =
    readAssertion(parseJson(requireParameter(context, responses, 'CREDENTIAL'))) ??
    context.fail('InvalidParameterException', 'CREDENTIAL is not valid.')
  const { session, chooser } = await requireChoiceSession(context, signingIn, 'WEB_AUTHN', sessionText, name)
  await useSession(context, signingIn, session)
  const { user } = chooser
  if (!user) return refusePassword(context, 'no such user')
  const refused = await findFault(context, signingIn.pool, user, assertion, challengeOf(sessionText ?? ''))
  if (refused !== undefined) return refusePassword(context, refused)
  if (!user.enabled) return context.fail('NotAuthorizedException', 'User is disabled.')
  // Where users are hidden, a passkey is also asked for of those who cannot sign in by theirs.
  if (!(await firstFactors(context, signingIn.pool, user)).includes('WEB_AUTHN'))
    return refusePassword(context, `a passkey is no first factor of a user who is ${user.status}`)
  const resumed = resumeOn(signingIn, session)
  return isPasskeyEnough(signingIn.pool, user)
    ? giveTokens(context, resumed, user)
    : finishSignIn(context, resumed, user)
}

/** What is wrong with an answer, for the log; undefined when nothing is. */
async function findFault(
  context: Pick<Cognito, 'store'>,
  pool: PoolRecord,
  user: UserRecord,
  assertion: AssertionJson,
  challenge: string,
): Promise<string | undefined> {
  const { origin, isCrossOrigin } = assertion.clientData
  const relyingPartyId = await findRelyingParty(context, pool)
  if (relyingPartyId === undefined || isCrossOrigin || !isOwnOrigin(relyingPartyId, origin))
    return 'the answer comes from a page that is not of the relying party'
  const passkey = await context.store.findPasskey(pool.id, user.sub, assertion.id)
  if (passkey?.relyingPartyId !== relyingPartyId) return 'the user has no such passkey of the relying party'
  if (assertion.userHandle !== undefined && assertion.userHandle !== userHandle(user))
    return 'the passkey was made for another user'
  const requireVerification = requiresVerification(pool)
  const verified = await verifyAssertion(assertion, passkey, { challenge, relyingPartyId, requireVerification })
  if ('refused' in verified) return verified.refused
  const isNext = await context.store.countPasskeyUse(pool.id, user.sub, passkey.id, verified.counter)
  return isNext ? undefined : 'the counter of the passkey did not go up: there may be a copy of it'
}
