import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'

/** Tries per user and hour (developer guide, "Quotas in Amazon Cognito": operations with a per-user limit). */
const perHour = {
  ConfirmSignUp: 15,
  ResendConfirmationCode: 5,
  ChangePassword: 5,
  // The guide says 5 to 20, by risk; both operations count together.
  ForgotPassword: 20,
} as const

type Limits = Fails<'LimitExceededException'> & Pick<CallContext, 'now'> & Pick<Cognito, 'store'>

/** Counts a try of a user, or of a name that no user has, and refuses it with LimitExceededException when it is one too many. */
export async function limitAttempts(
  context: Limits,
  poolId: string,
  subject: string,
  action: keyof typeof perHour,
): Promise<void> {
  const { store, now } = context
  const tries = await store.countAttempt({ poolId, subject, action, now, windowMilliseconds: 3_600_000 })
  if (tries > perHour[action])
    context.fail('LimitExceededException', 'Attempt limit exceeded, please try after some time.', {
      detail: `try ${tries} of ${perHour[action]} ${action} an hour`,
    })
}
