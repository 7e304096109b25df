import type { CallContext, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import { challengeForNewPassword } from './new-password-required.ts'
import { checkPassword } from './password-attempts.ts'
import type { Cognito } from '../cognito.ts'
import { signIn } from './sign-ins.ts'
import type { UserRecord } from '../store.ts'
import { countedSubject, findUser, hidesUsers, refuseUnknownUser } from '../users/users.ts'
import type { Output } from '../service.ts'

type SignsIn = Pick<CallContext, 'now'> &
  Cognito &
  Fails<
    | 'NotAuthorizedException'
    | 'UserNotFoundException'
    | 'UserNotConfirmedException'
    | 'PasswordResetRequiredException'
    | 'TooManyRequestsException'
  >

/** Tokens, or the challenge that comes next. */
export type SignInStep = Output<'AdminInitiateAuth'>

/**
 * Signs in by name and password. Towards a client with PreventUserExistenceErrors an unknown name is answered as a
 * wrong password is, after the same work; any other is told so at once.
 */
export async function signInWithPassword(
  context: SignsIn,
  appClient: AppClient,
  name: string,
  password: string,
): Promise<SignInStep> {
  const { pool, client } = appClient
  const user = await findUser(context, pool, name)
  if (!user && !hidesUsers(client)) return refuseUnknownUser(context)
  // An imported user has no password yet (developer guide, "Managing user existence error responses").
  if (user?.status === 'RESET_REQUIRED' && user.passwordHash === undefined && !hidesUsers(client))
    return refuseResetRequired(context)
  const subject = countedSubject(context, pool, name, user)
  const right = await checkPassword(context, pool.id, subject, password, user?.passwordHash)
  if (!user || !right)
    return context.fail('NotAuthorizedException', 'Incorrect username or password.', {
      detail: user ? 'wrong password' : 'no such user',
    })
  return continueSignIn(context, appClient, user)
}

/**
 * What follows the right password: the user's state, then the challenges, then tokens. That a user is disabled is
 * said only to whoever knows the password.
 */
async function continueSignIn(context: SignsIn, appClient: AppClient, user: UserRecord): Promise<SignInStep> {
  if (!user.enabled) return context.fail('NotAuthorizedException', 'User is disabled.')
  if (user.status === 'UNCONFIRMED') return context.fail('UserNotConfirmedException', 'User is not confirmed.')
  if (user.status === 'RESET_REQUIRED') return refuseResetRequired(context)
  if (user.status === 'FORCE_CHANGE_PASSWORD') return challengeForNewPassword(context, appClient, user)
  if (user.status !== 'CONFIRMED')
    return context.fail('NotAuthorizedException', 'Incorrect username or password.', {
      detail: `users of status ${user.status} do not sign in by password`,
    })
  return { ChallengeParameters: {}, AuthenticationResult: await signIn(context, appClient, user) }
}

function refuseResetRequired(context: Fails<'PasswordResetRequiredException'>): never {
  return context.fail('PasswordResetRequiredException', 'Password reset required for the user')
}
