import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { trySecret } from '../sign-in/password-attempts.ts'
import type { UserMfa, UserRecord } from '../store.ts'
import { encodeBase32, endOfStep, findStep } from './totp.ts'
import { withFactor } from './user-mfa.ts'

/*
 * A user's authenticator app (developer guide, "TOTP software token MFA"): AssociateSoftwareToken hands out a secret,
 * VerifySoftwareToken takes its first code. The secret is sealed by the vault.
 */

/** 52 characters in base 32. */
const secretBytes = 32

type SoftwareToken = NonNullable<UserMfa['softwareToken']>

function purposeOf({ poolId, sub }: UserRecord): string {
  return `software-token/${poolId}/${sub}`
}

/** A user whose earlier software token is gone and whose new one has still to show its first code. */
export interface Association {
  readonly user: UserRecord
  /** In base 32: for the user's eyes only. */
  readonly secretCode: string
}

/** Gives the user a new secret; undefined when the user was deleted meanwhile. */
export async function associateToken(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'random' | 'vault'>,
  user: UserRecord,
): Promise<Association | undefined> {
  const secret = context.random.bytes(secretBytes)
  const softwareToken: SoftwareToken = {
    id: context.random.uuid(),
    sealedSecret: context.vault.seal(secret, purposeOf(user)).toString('base64'),
    verified: false,
  }
  const off = { enabled: false, preferred: false }
  const update = await context.store.updateUser(user.poolId, user.sub, (current) => ({
    user: {
      ...current,
      modifiedAt: context.now,
      mfa: { ...withFactor(current.mfa, 'SOFTWARE_TOKEN_MFA', off), softwareToken },
    },
  }))
  return update.outcome === 'updated' ? { user: update.user, secretCode: encodeBase32(secret) } : undefined
}

type Tries = Pick<CallContext, 'now'> &
  Pick<Cognito, 'store' | 'passwords' | 'log' | 'vault'> &
  Fails<'NotAuthorizedException' | 'TooManyRequestsException'>

/**
 * Tries a code of the user's software token. Each is good once; a wrong one counts to the lockout. Refuses with
 * NotAuthorizedException while locked.
 */
export async function useTokenCode(
  context: Tries,
  user: UserRecord,
  code: string,
): Promise<'right' | 'wrong' | 'used before'> {
  const token = user.mfa?.softwareToken
  if (!token) return 'wrong'
  const secret = context.vault.open(Buffer.from(token.sealedSecret, 'base64'), purposeOf(user))
  const step = findStep(secret, code, context.now)
  const right = await trySecret(context, user.poolId, user.sub, async () => step !== undefined)
  if (!right || step === undefined) return 'wrong'
  const first = await context.store.useSession(user.poolId, `totp/${token.id}/${step}`, endOfStep(step), context.now)
  return first ? 'right' : 'used before'
}

/**
 * Marks the token, whose first code was right, as the user's; undefined when it was replaced or the user deleted
 * meanwhile.
 * @param activate also asks for it from the next sign-in on, rather than only once the user prefers it
 */
export async function confirmToken(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store'>,
  user: UserRecord,
  name: string | undefined,
  activate: boolean,
): Promise<UserRecord | undefined> {
  const update = await context.store.updateUser(user.poolId, user.sub, (current) => {
    const token = current.mfa?.softwareToken
    if (!current.mfa || !token || token.id !== user.mfa?.softwareToken?.id) return undefined
    const { name: _, ...unnamed } = token
    const softwareToken: SoftwareToken = { ...unnamed, verified: true, ...(name && { name }) }
    const mfa = { ...current.mfa, softwareToken }
    const on = { enabled: true, preferred: true }
    return {
      user: {
        ...current,
        modifiedAt: context.now,
        mfa: activate ? withFactor(mfa, 'SOFTWARE_TOKEN_MFA', on) : mfa,
      },
    }
  })
  return update.outcome === 'updated' ? update.user : undefined
}
