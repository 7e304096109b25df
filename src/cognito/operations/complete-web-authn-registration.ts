import { readRegistration, type RegistrationJson } from '../passkeys/credential-json.ts'
import { authenticatePasskeyOwner, mostPasskeys } from '../passkeys/passkeys.ts'
import { openRegistrationChallenge, type RegistrationChallenge } from '../passkeys/registration-challenges.ts'
import { checkPasskeys, findRelyingParty, isOwnOrigin, requiresVerification } from '../passkeys/relying-party.ts'
import { type NewPasskey, verifyRegistration } from '../passkeys/verify-registration.ts'
import type { Context, Input, Output } from '../service.ts'
import type { PoolRecord } from '../store.ts'
import type { AuthenticatedUser } from '../tokens/access-tokens.ts'

type Refuses = Context<'CompleteWebAuthnRegistration'>

/** Keeps the passkey that the caller's browser has made for the challenge of StartWebAuthnRegistration. */
export async function completeWebAuthnRegistration(
  input: Input<'CompleteWebAuthnRegistration'>,
  context: Refuses,
): Promise<Output<'CompleteWebAuthnRegistration'>> {
  const caller = await authenticatePasskeyOwner(context, input.AccessToken)
  const { pool, user } = caller
  checkPasskeys(context, pool)
  const registration = readRegistration(input.Credential) ?? refuseMalformed(context, 'not a registration response')
  const challenge = requireChallenge(context, caller, registration)
  const relyingPartyId = (await findRelyingParty(context, pool)) ?? refuseRelyingParty(context, 'there is none')
  const { origin, isCrossOrigin } = registration.clientData
  if (isCrossOrigin || !isOwnOrigin(relyingPartyId, origin))
    context.fail('WebAuthnOriginNotAllowedException', 'The origin is not allowed for the relying party.', {
      detail: `${origin} is not an origin of ${relyingPartyId}`,
    })
  const passkey = await requirePasskey(context, pool, relyingPartyId, registration)
  await useChallenge(context, challenge)
  const outcome = await context.store.insertPasskey(
    {
      ...passkey,
      poolId: pool.id,
      sub: user.sub,
      id: registration.id,
      relyingPartyId,
      transports: registration.transports,
      ...(registration.attachment !== undefined && { attachment: registration.attachment }),
      name: registration.attachment === 'cross-platform' ? 'Roaming passkey' : 'Passkey',
      createdAt: context.now,
    },
    mostPasskeys,
  )
  if (outcome === 'full')
    context.fail('LimitExceededException', `A user can have no more than ${mostPasskeys} passkeys.`)
  if (outcome === 'exists') refuseMalformed(context, 'the credential is registered already')
  if (outcome === 'user-gone') context.fail('NotAuthorizedException', 'User does not exist.')
  return {}
}

/** The challenge that the browser was given: this user's, of this client, and not used yet. */
function requireChallenge(
  context: Refuses,
  { client, user }: AuthenticatedUser,
  { clientData }: RegistrationJson,
): RegistrationChallenge {
  const challenge = openRegistrationChallenge(context, user, clientData.challenge) ?? refuseChallenge(context)
  if (challenge.clientId !== client.id)
    context.fail('WebAuthnClientMismatchException', 'The registration was started by another app client.')
  return challenge
}

async function useChallenge(context: Refuses, { poolId, id, expiresAt }: RegistrationChallenge): Promise<void> {
  if (!(await context.store.useSession(poolId, id, new Date(expiresAt), context.now))) refuseChallenge(context)
}

function refuseChallenge(context: Refuses): never {
  return context.fail('WebAuthnChallengeNotFoundException', 'The challenge was not found or has expired.')
}

function refuseRelyingParty(context: Refuses, detail: string): never {
  return context.fail(
    'WebAuthnRelyingPartyMismatchException',
    "The credential was made for another relying party than the user pool's.",
    { detail },
  )
}

async function requirePasskey(
  context: Refuses,
  pool: PoolRecord,
  relyingPartyId: string,
  registration: RegistrationJson,
): Promise<NewPasskey> {
  const requireVerification = requiresVerification(pool)
  const verified = await verifyRegistration(registration, { relyingPartyId, requireVerification })
  if (verified.outcome === 'verified') return verified.passkey
  const { outcome, detail } = verified
  if (outcome === 'malformed') return refuseMalformed(context, detail)
  if (outcome === 'other relying party') return refuseRelyingParty(context, detail)
  return context.fail('WebAuthnCredentialNotSupportedException', 'The credential is not supported.', { detail })
}

function refuseMalformed(context: Refuses, detail: string): never {
  return context.fail('InvalidParameterException', 'The credential is not valid.', { detail })
}
