import type { Fails } from '../../wire/operation.ts'
import { activeFactors } from '../mfa/factor-choice.ts'
import type { PoolRecord, UserRecord } from '../store.ts'

type Refuses = Fails<'InvalidParameterException' | 'NotAuthorizedException'>

/** Refuses with NotAuthorizedException in a pool whose users only an administrator can help. */
export function checkSelfRecovery(context: Fails<'NotAuthorizedException'>, pool: PoolRecord): void {
  if (mechanismsOf(pool)?.includes('admin_only'))
    context.fail('NotAuthorizedException', 'Contact administrator to reset password.')
}

/**
 * The verified e-mail address to which a reset code goes (developer guide, "Recovering user accounts"). Without one,
 * or in a state that rules it out, it refuses; when `hidden` it answers undefined, so that the caller can pretend.
 */
export function recoveryEmail(
  context: Refuses,
  pool: PoolRecord,
  user: UserRecord,
  hidden: boolean,
): string | undefined {
  const mechanisms = mechanismsOf(pool)
  if (user.status === 'FORCE_CHANGE_PASSWORD' || user.status === 'EXTERNAL_PROVIDER')
    return hidden
      ? undefined
      : context.fail('NotAuthorizedException', 'User password cannot be reset in the current state.')
  const { email, email_verified: verified } = user.attributes
  const allows = !mechanisms || mechanisms.includes('verified_email')
  if (email !== undefined && verified === 'true' && allows && !isSecondFactor(pool, user)) return email
  return hidden
    ? undefined
    : context.fail(
        'InvalidParameterException',
        'Cannot reset password for the user as there is no registered/verified email or phone_number',
      )
}

/** Whoever is asked for codes from their mail at sign-in resets no password by it (developer guide, "MFA"). */
function isSecondFactor(pool: PoolRecord, user: UserRecord): boolean {
  const [factor, ...others] = activeFactors(pool, user)
  return others.length === 0 ? factor === 'EMAIL_OTP' : user.mfa?.preferred === 'EMAIL_OTP'
}

function mechanismsOf(pool: PoolRecord): readonly string[] | undefined {
  return pool.settings.AccountRecoverySetting?.RecoveryMechanisms?.map(({ Name }) => Name)
}
