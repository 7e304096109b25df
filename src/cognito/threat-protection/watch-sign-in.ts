import type { EventResponseType, RiskLevelType } from '@aws-sdk/client-cognito-identity-provider'
import { ApiError, type CallContext, type Fails } from '../../wire/operation.ts'
import type { AuthEventRecord } from '../auth-event-store.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import { attemptOfSession } from '../sign-in/challenge-sessions.ts'
import { attemptOfChoiceSession } from '../sign-in/choice-sessions.ts'
import { attemptOfCustomSession } from '../sign-in/custom-sessions.ts'
import type { UserRecord } from '../store.ts'
import { countedSubject, findUser, hidesUsers } from '../users/users.ts'
import { contextOf, keepEvent, recordNothing } from './auth-events.ts'
import { blocksCompromised, isCompromised } from './compromised-passwords.ts'
import { notifyOfRisk } from './notify-of-risk.ts'
import { actionFor, assessRisk, isBlockedAddress, isSkippedAddress } from './risk.ts'
import { riskConfigurationOf } from './risk-configuration.ts'
import type { SignInAttempt } from './sign-in-attempt.ts'
import type { SignInCall } from './sign-in-call.ts'
import { customAuthProtectionOf, threatProtectionOf } from './threat-protection.ts'

type Watches = Pick<CallContext, 'now'> &
  Pick<Cognito, 'store' | 'random' | 'vault' | 'log' | 'mail' | 'senders' | 'origin'> &
  Fails<'NotAuthorizedException'>

/** So many of the newest events say what is usual for a user. */
const eventsCompared = 60

/** Refusals that say that a factor was wrong or not enough; others are mistakes of the caller. */
const failures: readonly string[] = [
  'NotAuthorizedException',
  'CodeMismatchException',
  'PasswordResetRequiredException',
]

/**
 * Runs one call of a sign-in under the eyes of threat protection: assesses its risk, hands the answer to that on in
 * `attempt`, and records what came of it. No event is kept of names that no user has.
 */
export async function watchSignIn<Step extends { AuthenticationResult?: unknown }>(
  context: Watches,
  appClient: AppClient,
  call: SignInCall | undefined,
  run: (appClient: AppClient) => Promise<Step>,
): Promise<Step> {
  const { pool } = appClient
  const mode = call?.isCustomAuth ? customAuthProtectionOf(pool) : threatProtectionOf(pool)
  if (!call || mode === undefined) return run(appClient)
  const configuration = riskConfigurationOf(appClient)
  if (mode === 'ENFORCED' && isBlockedAddress(configuration, call.from.address))
    context.fail('NotAuthorizedException', 'Request not allowed due to security reasons.', {
      detail: `${call.from.address} is in BlockedIPRangeList`,
    })
  const user = call.username === undefined ? undefined : await findUser(context, pool, call.username)
  if (!user) return watchNobody(context, appClient, call, run)
  const watched = await assess(context, appClient, call, user)
  const { action, notify } = actionFor(configuration, watched.level)
  const attempt: SignInAttempt = {
    id: watched.id,
    action: mode === 'ENFORCED' ? action : 'NO_ACTION',
    demandsReset: watched.compromised && blocksCompromised(appClient, 'SIGN_IN'),
  }
  const conclude = async (response: EventResponseType, failure?: ApiError) => {
    const event = eventOf(context, call, user, watched, response, failure)
    await keepEvent(context, pool, event)
    // Of a wrong password the user hears nothing: anybody can send one.
    const isRight = response === 'Pass' || event.risk.RiskDecision === 'Block'
    if (mode === 'ENFORCED' && notify && isRight) await notifyOfRisk(context, appClient, user, event, action)
  }
  return concluding(() => run({ ...appClient, attempt }), conclude)
}

/** Has what came of a call known; mistakes of the caller are nothing that came of it. */
async function concluding<Step extends { AuthenticationResult?: unknown }>(
  run: () => Promise<Step>,
  conclude: (response: EventResponseType, failure?: ApiError) => Promise<void>,
): Promise<Step> {
  try {
    const step = await run()
    await conclude(step.AuthenticationResult ? 'Pass' : 'InProgress')
    return step
  } catch (error) {
    if (error instanceof ApiError && failures.includes(error.code)) await conclude('Fail', error)
    throw error
  }
}

/** Runs one call in a name that no user has: where that must not show, it takes as long as if it were watched. */
function watchNobody<Step extends { AuthenticationResult?: unknown }>(
  context: Watches,
  appClient: AppClient,
  { username }: SignInCall,
  run: (appClient: AppClient) => Promise<Step>,
): Promise<Step> {
  const { pool, client } = appClient
  if (username === undefined || !hidesUsers(client)) return run(appClient)
  const subject = countedSubject(context, pool, username, undefined)
  return concluding(
    () => run(appClient),
    () => recordNothing(context, pool, subject),
  )
}

interface Watched {
  readonly id: string
  readonly level: RiskLevelType | undefined
  readonly compromised: boolean
  /** The event of the calls before this one. */
  readonly begun: AuthEventRecord | undefined
}

async function assess(
  context: Watches,
  appClient: AppClient,
  call: SignInCall,
  { poolId, sub }: UserRecord,
): Promise<Watched> {
  const configuration = riskConfigurationOf(appClient)
  const { items } = await context.store.listAuthEvents(poolId, sub, { limit: eventsCompared })
  const begun = await findBegun(context, call, { poolId, sub })
  // A wrong answer has an event of its own, whatever the session is still good for: failures are counted.
  const goesOn = begun?.response === 'InProgress' && begun.feedback === undefined
  const id = goesOn ? begun.id : context.random.uuid()
  const others = items.filter((event) => event.id !== id)
  return {
    id,
    level: isSkippedAddress(configuration, call.from.address) ? undefined : assessRisk(others, call.from),
    compromised: call.password !== undefined && isCompromised(call.password),
    begun,
  }
}

/** The user's event of the calls before this one, unless these have led to tokens. */
async function findBegun(
  context: Watches,
  { session }: SignInCall,
  { poolId, sub }: Pick<UserRecord, 'poolId' | 'sub'>,
): Promise<AuthEventRecord | undefined> {
  if (session === undefined) return undefined
  const id =
    attemptOfSession(context, session) ??
    attemptOfCustomSession(context, session) ??
    attemptOfChoiceSession(context, session)
  const event = id === undefined ? undefined : await context.store.findAuthEvent(poolId, sub, id)
  return event?.response === 'Pass' ? undefined : event
}

function eventOf(
  context: Pick<CallContext, 'now'>,
  call: SignInCall,
  { poolId, sub }: UserRecord,
  { id, level, compromised, begun }: Watched,
  response: EventResponseType,
  failure: ApiError | undefined,
): AuthEventRecord {
  const isBlocked = failure !== undefined && /security reasons|reset required/.test(failure.message)
  const shown = response === 'Fail' && !isBlocked ? 'Failure' : 'Success'
  const before = (begun?.challenges ?? []).filter(({ ChallengeName }) => ChallengeName !== call.factor)
  return {
    poolId,
    sub,
    id,
    type: 'SignIn',
    response,
    risk: {
      RiskDecision: isBlocked ? 'Block' : level === undefined ? 'NoRisk' : 'AccountTakeover',
      ...(level !== undefined && { RiskLevel: level }),
      CompromisedCredentialsDetected: compromised || begun?.risk.CompromisedCredentialsDetected === true,
    },
    challenges: call.factor ? [...before, { ChallengeName: call.factor, ChallengeResponse: shown }] : before,
    context: contextOf(call.from),
    createdAt: begun?.id === id ? begun.createdAt : context.now,
  }
}
