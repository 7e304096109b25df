import type { CallContext, Fails } from '../../wire/operation.ts'
import { findClaimedDevice, sparesFactor, tracksDevices } from '../devices/devices.ts'
import { createSession } from './challenge-sessions.ts'
import type { Cognito } from '../cognito.ts'
import type { DeviceRecord } from '../device-store.ts'
import { chooseFactor, type FactorChoice } from '../mfa/factor-choice.ts'
import type { Output } from '../service.ts'
import { challengeForFactor } from './second-factors.ts'
import { signIn } from './sign-ins.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { refuseRisky } from '../threat-protection/sign-in-attempt.ts'
import { announceSuccess } from '../triggers/sign-in-triggers.ts'
import type { TokenOccasion } from '../triggers/pre-token-generation.ts'

/** Tokens, or the challenge that comes next. */
export type SignInStep = Output<'AdminInitiateAuth'>

type Finishes = Pick<CallContext, 'now'> & Cognito & Fails<StepFailure>

/**
 * What follows once the user has a password of their own and has shown it: the second factor, if any, or a device that
 * spares it, then tokens. A device is asked for its password wherever no second factor vouches for whoever claims it.
 */
export async function finishSignIn(
  context: Finishes,
  appClient: SigningIn,
  user: UserRecord,
  source?: TokenOccasion['source'],
): Promise<SignInStep> {
  const device = await findClaimedDevice(context, appClient, user)
  const choice = chooseFactor(appClient.pool, user)
  const isAsked = needsFactor(appClient.pool, choice, device)
  refuseRisky(context, appClient.attempt, isAsked || device !== undefined)
  if (isAsked) return challengeForFactor(context, appClient, user, choice)
  return device ? challengeForDevice(context, appClient, user, device) : giveTokens(context, appClient, user, source)
}

/** Whether a second factor comes before the tokens, for all that the user's device can stand for. */
export function needsFactor(
  pool: PoolRecord,
  { ask, required }: Pick<FactorChoice, 'ask' | 'required'>,
  device: DeviceRecord | undefined,
): boolean {
  return ask.length > 0 ? !device || !sparesFactor(pool, device) : required
}

/** Tokens for a user who has passed every challenge. */
export async function giveTokens(
  context: Finishes,
  appClient: SigningIn,
  user: UserRecord,
  source: TokenOccasion['source'] = 'Authentication',
): Promise<SignInStep> {
  // Some factors lead here without another; their users have shown two in one.
  refuseRisky(context, appClient.attempt, true)
  const device = await findClaimedDevice(context, appClient, user)
  await announceSuccess(context, appClient, user, { newDeviceUsed: !device && tracksDevices(appClient) })
  if (appClient.handOver) {
    appClient.handOver(user, appClient.attempt?.id)
    return { ChallengeParameters: {}, AuthenticationResult: {} }
  }
  return { ChallengeParameters: {}, AuthenticationResult: await signIn(context, appClient, user, { source, device }) }
}

/** The developer guide, "Working with user devices in your user pool", has no parameters for it. */
function challengeForDevice(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'>,
  appClient: SigningIn,
  user: UserRecord,
  { key }: DeviceRecord,
): SignInStep {
  return {
    ChallengeName: 'DEVICE_SRP_AUTH',
    Session: createSession(context, appClient, user, `DEVICE_SRP_AUTH/${key}`),
    ChallengeParameters: {},
  }
}
