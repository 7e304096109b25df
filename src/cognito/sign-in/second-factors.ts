import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { FactorChoice } from '../mfa/factor-choice.ts'
import type { Output } from '../service.ts'
import type { MfaFactor, UserRecord } from '../store.ts'
import { createSession, refuseSession } from './challenge-sessions.ts'
import {
  type CodeMedium,
  createSignInCode,
  describeDelivery,
  destinationOf,
  hashCode,
  writeCode,
} from './sent-codes.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'

type Challenges = Pick<CallContext, 'now'> & Cognito & Fails<StepFailure>

/** The challenges that a session of which kind answers. */
export const selectSession = 'SELECT_MFA_TYPE'
export const setupSession = 'MFA_SETUP/begun'
export const messageSession = (factor: MessageFactor): string => `${factor}/second-factor`

export type MessageFactor = Exclude<MfaFactor, 'SOFTWARE_TOKEN_MFA'>

export const mediumOf: Readonly<Record<MessageFactor, CodeMedium>> = { EMAIL_OTP: 'EMAIL', SMS_MFA: 'SMS' }

/**
 * The challenge that asks for a user's second factor, for which of several, or for one to be set up. Refuses with
 * NotAuthorizedException where the user can have none.
 */
export async function challengeForFactor(
  context: Challenges,
  signingIn: SigningIn,
  user: UserRecord,
  { ask, setUp }: FactorChoice,
): Promise<Output<'AdminInitiateAuth'>> {
  const [factor, ...others] = ask
  if (factor !== undefined)
    return others.length > 0
      ? challengeForChoice(context, signingIn, user, ask)
      : askFor(context, signingIn, user, factor)
  if (setUp.length === 0)
    context.fail('NotAuthorizedException', 'MFA is required, and no MFA factor is available to the user.')
  return {
    ChallengeName: 'MFA_SETUP',
    Session: createSession(context, signingIn, user, setupSession),
    ChallengeParameters: { MFAS_CAN_SETUP: JSON.stringify(setUp), USER_ID_FOR_SRP: user.username },
  }
}

function challengeForChoice(
  context: Challenges,
  signingIn: SigningIn,
  user: UserRecord,
  factors: readonly MfaFactor[],
): Output<'AdminInitiateAuth'> {
  return {
    ChallengeName: 'SELECT_MFA_TYPE',
    Session: createSession(context, signingIn, user, selectSession),
    ChallengeParameters: { MFAS_CAN_CHOOSE: JSON.stringify(factors), USER_ID_FOR_SRP: user.username },
  }
}

/** The challenge of one factor; for two of them a code is sent. */
export async function askFor(
  context: Challenges,
  signingIn: SigningIn,
  user: UserRecord,
  factor: MfaFactor,
): Promise<Output<'AdminInitiateAuth'>> {
  if (factor !== 'SOFTWARE_TOKEN_MFA') {
    const destination =
      destinationOf(user, mediumOf[factor]) ?? refuseSession(context, 'the user has no such destination any more')
    return challengeForMessage(context, signingIn, user, factor, destination)
  }
  const name = user.mfa?.softwareToken?.name
  return {
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    Session: createSession(context, signingIn, user, 'SOFTWARE_TOKEN_MFA'),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      ...(name !== undefined && { FRIENDLY_DEVICE_NAME: name }),
    },
  }
}

/** Sends a code and asks for it. */
export async function challengeForMessage(
  context: Challenges,
  signingIn: SigningIn,
  user: UserRecord,
  factor: MessageFactor,
  destination: string,
): Promise<Output<'AdminInitiateAuth'>> {
  const medium = mediumOf[factor]
  const code = await createSignInCode(context, user.poolId, user.sub, 6)
  const send = await writeCode(context, signingIn, user, medium, destination, code)
  await send()
  const sentCode = { hash: hashCode(context, user.poolId, user.sub, code), destination }
  return {
    ChallengeName: factor,
    Session: createSession(context, signingIn, user, messageSession(factor), sentCode),
    ChallengeParameters: { ...describeDelivery(medium, destination), USER_ID_FOR_SRP: user.username },
  }
}
