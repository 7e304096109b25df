import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'

/** Tries per user and hour (developer guide, "Quotas in Amazon Cognito": operations with a per-user limit). */
const perHour = {
  ConfirmSignUp: 15,
  ResendConfirmationCode: 5,
  ChangePassword: 5,
  // The guide says 5 to 20, by risk; both operations count together.
  ForgotPassword: 20,
  GetUserAttributeVerificationCode: 5,
  VerifyUserAttribute: 15,
  // No quota of AWS: without one, whoever has an account could have any address mailed without end.
  UpdateUserAttributes: 20,
  // Nor here: without one, whoever knows a name could have its address mailed without end. A right code starts over.
  SignInCode: 20,
} as const

type Counts = Pick<CallContext, 'now'> & Pick<Cognito, 'store'>

/** Counts a try of a user, or of a name that no user has, and refuses it with LimitExceededException when it is one too many. */
export async function limitAttempts(
  context: Counts & Fails<'LimitExceededException'>,
  poolId: string,
  subject: string,
  action: keyof typeof perHour,
): Promise<void> {
  const detail = await countOneTooMany(context, poolId, subject, action)
  if (detail) context.fail('LimitExceededException', 'Attempt limit exceeded, please try after some time.', { detail })
}

/** Counts a change that has a code mailed; the model of UpdateUserAttributes declares no LimitExceededException. */
export async function limitMailedUpdates(
  context: Counts & Fails<'TooManyRequestsException'>,
  poolId: string,
  sub: string,
): Promise<void> {
  const detail = await countOneTooMany(context, poolId, sub, 'UpdateUserAttributes')
  if (detail) context.fail('TooManyRequestsException', 'Too many requests', { detail })
}

/** Counts a code to sign in with that is sent, or that seems to be; the models of sign-in declare no LimitExceededException. */
export async function limitSignInCodes(
  context: Counts & Fails<'TooManyRequestsException'>,
  poolId: string,
  subject: string,
): Promise<void> {
  const detail = await countOneTooMany(context, poolId, subject, 'SignInCode')
  if (detail) context.fail('TooManyRequestsException', 'Too many requests', { detail })
}

export function forgetSignInCodes({ store }: Pick<Cognito, 'store'>, poolId: string, subject: string): Promise<void> {
  return store.clearAttempts(poolId, subject, 'SignInCode')
}

/**
 * Writes as much for a name that no user has as is written elsewhere for one: a code, an event. Where users are hidden the time
 * of an answer would tell, as nothing else in it costs as much.
 */
export async function writeForNobody({ store, now }: Counts, poolId: string, subject: string): Promise<void> {
  await store.countAttempt({ poolId, subject, action: 'nothing', now, windowMilliseconds: 3_600_000 })
}

/** Counts a try; says which one it was when it is one too many. */
async function countOneTooMany(
  { store, now }: Counts,
  poolId: string,
  subject: string,
  action: keyof typeof perHour,
): Promise<string | undefined> {
  const tries = await store.countAttempt({ poolId, subject, action, now, windowMilliseconds: 3_600_000 })
  return tries > perHour[action] ? `try ${tries} of ${perHour[action]} ${action} an hour` : undefined
}
