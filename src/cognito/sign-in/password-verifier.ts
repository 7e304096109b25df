import type { CallContext, Fails } from '../../wire/operation.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'
import { announceAttempt } from '../triggers/sign-in-triggers.ts'
import { type AuthParameters, requireParameter } from './auth-parameters.ts'
import type { SignInStep } from './finish-sign-in.ts'
import { trySecret } from './password-attempts.ts'
import { findSigningIn, refusePassword } from './password-sign-in.ts'
import type { Cognito } from '../cognito.ts'
import { createSecretBlock, openSecretBlock, type SecretBlock } from './secret-blocks.ts'
import { isProven, readClaim, readPublicNumber, startExchange } from './srp-exchange.ts'
import type { SrpVerifier } from '../srp/srp.ts'
import { openVerifier, simulatedUserId, simulateVerifier, srpIdentity } from '../srp/verifiers.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { comparedName } from '../users/sign-in-names.ts'
import { countedSubject, findUser } from '../users/users.ts'

/*
 * USER_SRP_AUTH (developer guide, "Sign-in with persistent passwords and secure payload"): the client shows that it
 * knows the password without sending it. Whether the user exists, and has a verifier, makes no difference to the
 * challenge where users are hidden.
 */

type Challenges = Pick<CallContext, 'now'> &
  Cognito &
  Fails<'InvalidParameterException' | 'UserNotFoundException' | 'PasswordResetRequiredException' | StepFailure>

/** PASSWORD_VERIFIER, the answer to SRP_A. Refuses an SRP_A that no client sends with InvalidParameterException. */
export async function challengeForPassword(
  context: Challenges,
  appClient: SigningIn,
  name: string,
  srpA: string,
): Promise<SignInStep> {
  const { pool, client } = appClient
  readPublicNumber(context, srpA)
  const user = await findSigningIn(context, pool, client, name)
  await announceAttempt(context, appClient, name, user)
  return askForVerifier(context, appClient, name, user, srpA)
}

/** The same for a user who is known already, or a name that no user has. */
export function askForVerifier(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'vault' | 'random' | 'log'> & Fails<'InvalidParameterException'>,
  appClient: SigningIn,
  name: string,
  user: UserRecord | undefined,
  srpA: string,
  more: Pick<SecretBlock, 'isCustomAuth'> = {},
): SignInStep {
  const { pool } = appClient
  const clientPublic = readPublicNumber(context, srpA)
  const subject = countedSubject(context, pool, name, user)
  if (user && !user.sealedSrpVerifier) explainMissingVerifier(context, pool, user)
  const { salt, verifier } = verifierOf(context, pool, user, subject)
  const { srpB, exchange } = startExchange(context, verifier, clientPublic)
  const userId = user?.username ?? simulatedUserId(context, pool, name)
  const known = user !== undefined
  const asked = { ...exchange, ...more, subject, known, userId, name }
  const block = createSecretBlock(context, appClient, 'PASSWORD_VERIFIER', asked)
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: salt.toString('hex'),
      SRP_B: srpB,
      SECRET_BLOCK: block.toString('base64'),
      USERNAME: userId,
      USER_ID_FOR_SRP: userId,
    },
  }
}

/** The user's verifier, or one that no password fits. */
function verifierOf(
  context: Pick<Cognito, 'vault'>,
  pool: PoolRecord,
  user: UserRecord | undefined,
  subject: string,
): SrpVerifier {
  return (user && openVerifier(context, pool, user)) ?? simulateVerifier(context, pool, subject)
}

/** Such a user cannot sign in by SRP and is not told why; the operator is. */
function explainMissingVerifier(context: Pick<Cognito, 'log'>, pool: PoolRecord, user: UserRecord): void {
  context.log.warn({
    event: 'srp-verifier-missing',
    pool: pool.id,
    sub: user.sub,
    advice: 'The password was set before a client of the pool signed in by SRP: sign in once by password, or set it.',
  })
}

/** Whose password is shown, or not, in answer to PASSWORD_VERIFIER, and in which flow. */
interface PasswordClaim {
  /** The USERNAME that the sign-in began with. */
  readonly name: string
  readonly user: UserRecord | undefined
  readonly right: boolean
  readonly isCustomAuth: boolean
}

/**
 * Checks the answer to PASSWORD_VERIFIER. A block is good for one try; whatever is wrong with it is told to be a wrong
 * password.
 */
export async function checkPasswordClaim(
  context: Pick<CallContext, 'now'> &
    Cognito &
    Fails<'InvalidParameterException' | 'NotAuthorizedException' | 'TooManyRequestsException'>,
  appClient: SigningIn,
  responses: AuthParameters,
): Promise<PasswordClaim> {
  const { pool } = appClient
  const name = requireParameter(context, responses, 'USERNAME')
  const claim = readClaim(context, responses)
  const block = openSecretBlock(context, appClient, 'PASSWORD_VERIFIER', claim.blockBytes)
  if ('refused' in block) return refusePassword(context, block.refused)
  const user = await findUser(context, pool, name)
  if (!isFor(block, pool, name, user)) return refusePassword(context, 'the secret block was made for another user')
  const right = await trySecret(context, pool.id, block.subject, async () => {
    const first = await context.store.useSession(pool.id, block.id, new Date(block.expiresAt), context.now)
    if (!first) return refusePassword(context, 'the secret block was used before')
    return isProven(block, verifierOf(context, pool, user, block.subject), srpIdentity(pool, block.userId), claim)
  })
  const isCustomAuth = block.isCustomAuth === true
  return { name: block.name, user, right: right && user !== undefined, isCustomAuth }
}

/** Clients answer with USER_ID_FOR_SRP, or with the name they began with. */
function isFor(block: SecretBlock, pool: PoolRecord, name: string, user: UserRecord | undefined): boolean {
  if (block.known) return user?.sub === block.subject
  const sent = comparedName(pool, name)
  return user === undefined && (sent === comparedName(pool, block.name) || sent === block.userId)
}
