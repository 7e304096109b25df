import type { CallContext, Fails } from '../../wire/operation.ts'
import { findClaimedDevice, sparesFactor, tracksDevices } from '../devices/devices.ts'
import { createSession } from './challenge-sessions.ts'
import type { Cognito } from '../cognito.ts'
import type { DeviceRecord } from '../device-store.ts'
import { poolMfa } from '../mfa/pool-mfa.ts'
import { activeFactors } from '../mfa/user-mfa.ts'
import type { Output } from '../service.ts'
import { signIn } from './sign-ins.ts'
import type { SigningIn } from './signing-in.ts'
import type { UserRecord } from '../store.ts'
import { refuseRisky } from '../threat-protection/sign-in-attempt.ts'
import type { TriggerFailure } from '../triggers/invoke-trigger.ts'
import { announceSuccess } from '../triggers/sign-in-triggers.ts'
import type { TokenOccasion } from '../triggers/pre-token-generation.ts'

/** Tokens, or the challenge that comes next. */
export type SignInStep = Output<'AdminInitiateAuth'>

type Finishes = Pick<CallContext, 'now'> & Cognito & Fails<'NotAuthorizedException' | TriggerFailure>

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
  const isSpared = device && sparesFactor(appClient.pool, device) && activeFactors(user).length > 0
  const factor = isSpared ? undefined : challengeForFactor(context, appClient, user)
  refuseRisky(context, appClient.attempt, factor !== undefined || device !== undefined)
  if (factor) return factor
  return device ? challengeForDevice(context, appClient, user, device) : giveTokens(context, appClient, user, source)
}

/** Tokens for a user who has passed every challenge. */
export async function giveTokens(
  context: Finishes,
  appClient: SigningIn,
  user: UserRecord,
  source: TokenOccasion['source'] = 'Authentication',
): Promise<SignInStep> {
  const device = await findClaimedDevice(context, appClient, user)
  await announceSuccess(context, appClient, user, { newDeviceUsed: !device && tracksDevices(appClient) })
  return { ChallengeParameters: {}, AuthenticationResult: await signIn(context, appClient, user, { source, device }) }
}

/** Developer guide, "Adding MFA to a user pool": where MFA is optional, a user without a factor is not asked for one. */
function challengeForFactor(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'>,
  appClient: SigningIn,
  user: UserRecord,
): SignInStep | undefined {
  const { MfaConfiguration: mode } = poolMfa(appClient.pool)
  if (mode === 'OFF') return undefined
  if (activeFactors(user).includes('SOFTWARE_TOKEN_MFA')) return challengeForSoftwareToken(context, appClient, user)
  if (mode === 'OPTIONAL') return undefined
  return {
    ChallengeName: 'MFA_SETUP',
    Session: createSession(context, appClient, user, 'MFA_SETUP/begun'),
    ChallengeParameters: { MFAS_CAN_SETUP: JSON.stringify(['SOFTWARE_TOKEN_MFA']), USER_ID_FOR_SRP: user.username },
  }
}

function challengeForSoftwareToken(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'>,
  appClient: SigningIn,
  user: UserRecord,
): SignInStep {
  const name = user.mfa?.softwareToken?.name
  return {
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    Session: createSession(context, appClient, user, 'SOFTWARE_TOKEN_MFA'),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      ...(name !== undefined && { FRIENDLY_DEVICE_NAME: name }),
    },
  }
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
