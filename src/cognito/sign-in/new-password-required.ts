import type { CallContext, Fails } from '../../wire/operation.ts'
import { type AuthParameters, requireParameter } from './auth-parameters.ts'
import {
  type ChallengeSession,
  createSession,
  openSession,
  refuseSession,
  resumeOn,
  useSession,
} from './challenge-sessions.ts'
import type { Cognito } from '../cognito.ts'
import { checkPasswordPolicy, checkPasswordShape, keepPassword, withOwnPassword } from '../users/password-changes.ts'
import { checkPasswordHistory } from '../users/password-history.ts'
import type { Output } from '../service.ts'
import { finishSignIn } from './finish-sign-in.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import {
  type Attributes,
  canRead,
  checkChallengeAttributes,
  mergeAttributes,
  missingRequired,
} from '../users/user-attributes.ts'
import { changeUser, findUser } from '../users/users.ts'

/*
 * A user with a temporary password chooses another before there are tokens (developer guide, "Creating user accounts
 * as administrator"; AWS API reference, RespondToAuthChallenge, NEW_PASSWORD_REQUIRED).
 */

const challenge = 'NEW_PASSWORD_REQUIRED'

/** The challenge. Refuses with NotAuthorizedException when the temporary password is too old. */
export function challengeForNewPassword(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'> & Fails<'NotAuthorizedException'>,
  appClient: SigningIn,
  user: UserRecord,
): Output<'AdminInitiateAuth'> {
  const { pool, client } = appClient
  if (hasExpired(pool, user, context.now))
    context.fail('NotAuthorizedException', 'Temporary password has expired and must be reset by an administrator.')
  const readable = Object.entries(user.attributes).filter(([name]) => canRead(client, name))
  return {
    ChallengeName: challenge,
    Session: createSession(context, appClient, user, challenge),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: JSON.stringify(
        missingRequired(pool, user.attributes).map((name) => `userAttributes.${name}`),
      ),
      userAttributes: JSON.stringify(Object.fromEntries(readable)),
    },
  }
}

function hasExpired(pool: PoolRecord, user: UserRecord, now: Date): boolean {
  const days = pool.settings.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ?? 7
  return (
    user.temporaryPasswordAt !== undefined && now.getTime() >= user.temporaryPasswordAt.getTime() + days * 86_400_000
  )
}

type Answers = Pick<CallContext, 'now'> &
  Cognito &
  Fails<
    | 'InvalidParameterException'
    | 'InvalidPasswordException'
    | 'NotAuthorizedException'
    | 'PasswordHistoryPolicyViolationException'
    | 'TooManyRequestsException'
    | 'AliasExistsException'
    | StepFailure
  >

/** Takes the answer: checks session and password, stores it together with the missing attributes, and goes on. */
export async function answerNewPassword(
  context: Answers,
  appClient: SigningIn,
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<Output<'RespondToAuthChallenge'>> {
  const { pool, client } = appClient
  const name = requireParameter(context, responses, 'USERNAME')
  const password = requireParameter(context, responses, 'NEW_PASSWORD')
  const session = openSession(
    context,
    appClient,
    challenge,
    sessionText ?? context.fail('InvalidParameterException', 'Missing required parameter Session'),
  )
  const user = await findUser(context, pool, name)
  if (user?.sub !== session.sub) return refuseSession(context, 'the session was made for another user')
  if (!isCurrent(session, user)) {
    await useSession(context, appClient, session)
    return refuseSession(context, 'the user was changed since')
  }
  const given = attributesOf(responses)
  checkChallengeAttributes(context, pool, client, user, given)
  checkPasswordShape(context, password)
  checkPasswordPolicy(context, pool, password)
  await checkPasswordHistory(context, pool, user, password)
  const kept = await keepPassword(context, pool, user, password)
  await useSession(context, appClient, session)
  const changed = await changeUser(context, pool, user.sub, (current) =>
    isCurrent(session, current) && current.enabled
      ? withOwnPassword(pool, { ...current, attributes: mergeAttributes(current.attributes, given) }, kept)
      : undefined,
  )
  if (!changed) return refuseSession(context, 'the user was changed meanwhile')
  return finishSignIn(context, resumeOn(appClient, session), changed, 'NewPasswordChallenge')
}

/** Any change of the user since the challenge voids its session, above all a new temporary password. */
function isCurrent(session: ChallengeSession, user: UserRecord): boolean {
  return user.status === 'FORCE_CHANGE_PASSWORD' && user.modifiedAt.getTime() === session.userModifiedAt
}

const attributePrefix = 'userAttributes.'

function attributesOf(responses: AuthParameters): Attributes {
  return Object.fromEntries(
    Object.entries(responses)
      .filter(([name]) => name.startsWith(attributePrefix))
      .map(([name, value]) => [name.slice(attributePrefix.length), value ?? '']),
  )
}
