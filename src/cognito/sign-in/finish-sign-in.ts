import type { CallContext, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import { createSession } from './challenge-sessions.ts'
import type { Cognito } from '../cognito.ts'
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

/** What follows once the user has a password of their own and has shown it: the second factor, if any, then tokens. */
export async function finishSignIn(
  context: Finishes,
  appClient: SigningIn,
  user: UserRecord,
  source?: TokenOccasion['source'],
): Promise<SignInStep> {
  const challenge = challengeForFactor(context, appClient, user)
  refuseRisky(context, appClient.attempt, challenge !== undefined)
  return challenge ?? giveTokens(context, appClient, user, source)
}

/** Tokens for a user who has passed every challenge. */
export async function giveTokens(
  context: Finishes,
  appClient: SigningIn,
  user: UserRecord,
  source: TokenOccasion['source'] = 'Authentication',
): Promise<SignInStep> {
  await announceSuccess(context, appClient, user)
  return { ChallengeParameters: {}, AuthenticationResult: await signIn(context, appClient, user, source) }
}

/** Developer guide, "Adding MFA to a user pool": where MFA is optional, a user without a factor is not asked for one. */
function challengeForFactor(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'>,
  appClient: AppClient,
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
  appClient: AppClient,
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
