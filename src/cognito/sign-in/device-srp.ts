import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { deviceIdentity, openDeviceVerifier } from '../devices/device-passwords.ts'
import { requireDevice } from '../devices/devices.ts'
import { chooseFactor } from '../mfa/factor-choice.ts'
import type { UserRecord } from '../store.ts'
import { findUser } from '../users/users.ts'
import { type AuthParameters, requireParameter } from './auth-parameters.ts'
import { requireSessionUser, useSession } from './challenge-sessions.ts'
import { giveTokens, needsFactor, type SignInStep } from './finish-sign-in.ts'
import { trySecret } from './password-attempts.ts'
import { refusePassword } from './password-sign-in.ts'
import { createSecretBlock, openSecretBlock, type SecretBlock } from './secret-blocks.ts'
import type { SigningIn, StepFailure } from './signing-in.ts'
import { isProven, readClaim, readPublicNumber, startExchange } from './srp-exchange.ts'

/*
 * DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER (developer guide, "Working with user devices in your user pool"): after
 * the user's password the device shows that it knows its own, by SRP as well.
 */

type Answers = Pick<CallContext, 'now' | 'sourceIp'> &
  Cognito &
  Fails<
    | 'InvalidParameterException'
    | 'NotAuthorizedException'
    | 'ResourceNotFoundException'
    | 'TooManyRequestsException'
    | StepFailure
  >

/** Takes the answer to DEVICE_SRP_AUTH, which is SRP_A of the device. */
export async function answerDeviceSrp(
  context: Answers,
  signingIn: SigningIn,
  sessionText: string | undefined,
  responses: AuthParameters,
): Promise<SignInStep> {
  const name = requireParameter(context, responses, 'USERNAME')
  const key = requireParameter(context, responses, 'DEVICE_KEY')
  const clientPublic = readPublicNumber(context, requireParameter(context, responses, 'SRP_A'))
  // The session of the challenge is good for one device.
  const { session, user } = await requireSessionUser(context, signingIn, `DEVICE_SRP_AUTH/${key}`, sessionText, name)
  const device = await requireDevice(context, user, key)
  await useSession(context, signingIn, session)
  const { salt, verifier } = openDeviceVerifier(context, device)
  const { srpB, exchange } = startExchange(context, verifier, clientPublic)
  const [subject, userModifiedAt] = [user.sub, user.modifiedAt.getTime()]
  const asked = { ...exchange, subject, known: true, userId: key, name, userModifiedAt }
  const block = createSecretBlock(context, signingIn, 'DEVICE_PASSWORD_VERIFIER', asked)
  return {
    ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: salt.toString('hex'),
      SRP_B: srpB,
      SECRET_BLOCK: block.toString('base64'),
      USERNAME: user.username,
      DEVICE_KEY: key,
    },
  }
}

/** Takes the answer to DEVICE_PASSWORD_VERIFIER. A wrong one counts as a wrong password does; a block is good for one try. */
export async function answerDevicePasswordVerifier(
  context: Answers,
  signingIn: SigningIn,
  responses: AuthParameters,
): Promise<SignInStep> {
  const { pool } = signingIn
  const name = requireParameter(context, responses, 'USERNAME')
  const key = requireParameter(context, responses, 'DEVICE_KEY')
  const claim = readClaim(context, responses)
  const block = openSecretBlock(context, signingIn, 'DEVICE_PASSWORD_VERIFIER', claim.blockBytes)
  if ('refused' in block) return refusePassword(context, block.refused)
  const user = await findUser(context, pool, name)
  if (!user || !isFor(block, user, key))
    return refusePassword(
      context,
      'the secret block was made for another user or device, or the user was changed since',
    )
  const device = await requireDevice(context, user, key)
  const right = await trySecret(context, pool.id, user.sub, async () => {
    const first = await context.store.useSession(pool.id, block.id, new Date(block.expiresAt), context.now)
    if (!first) return refusePassword(context, 'the secret block was used before')
    return isProven(block, openDeviceVerifier(context, device), deviceIdentity(device), claim)
  })
  if (!right) return refusePassword(context, 'wrong password of the device')
  if (needsFactor(pool, chooseFactor(pool, user), device))
    return refusePassword(context, 'the device does not spare the second factor any more')
  const { now: authenticatedAt, sourceIp: lastIp } = context
  await context.store.touchDevice(pool.id, user.sub, key, { lastIp, authenticatedAt })
  return giveTokens(context, { ...signingIn, device: { key } }, user, 'AuthenticateDevice')
}

function isFor(block: SecretBlock, user: UserRecord, key: string): boolean {
  const isSame = user.sub === block.subject && user.modifiedAt.getTime() === block.userModifiedAt
  return isSame && user.enabled && block.userId === key
}
