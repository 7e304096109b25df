import type { CallContext, Fails } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { readRegistration, type RegistrationJson } from './credential-json.ts'
import { creationOptions, mostPasskeys, passkeysOf } from './passkeys.ts'
import {
  createRegistrationChallenge,
  openRegistrationChallenge,
  type RegistrationChallenge,
} from './registration-challenges.ts'
import { checkPasskeys, findRelyingParty, isOwnOrigin, requiresVerification } from './relying-party.ts'
import { type NewPasskey, verifyRegistration } from './verify-registration.ts'

/* How a user who has shown who they are, by an access token or on a page, gets a passkey. */

/** Who makes a passkey, and by which client. */
export interface PasskeyOwner extends AppClient {
  readonly user: UserRecord
}

type Knows = Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'random' | 'vault'>

/** What the owner's browser has to be asked for to make a passkey: PublicKeyCredentialCreationOptionsJSON. */
export async function startRegistration(
  context: Knows & Fails<'WebAuthnNotEnabledException' | 'WebAuthnConfigurationMissingException'>,
  owner: PasskeyOwner,
): Promise<ReturnType<typeof creationOptions>> {
  const { pool, user } = owner
  checkPasskeys(context, pool)
  const relyingPartyId =
    (await findRelyingParty(context, pool)) ??
    context.fail('WebAuthnConfigurationMissingException', 'The user pool has neither a relying party ID nor a domain.')
  const challenge = createRegistrationChallenge(context, owner, user)
  const passkeys = await passkeysOf(context, user)
  return creationOptions(pool, user, { relyingPartyId, challenge, passkeys })
}

type Refuses = Knows &
  Fails<
    | 'InvalidParameterException'
    | 'LimitExceededException'
    | 'NotAuthorizedException'
    | 'WebAuthnChallengeNotFoundException'
    | 'WebAuthnClientMismatchException'
    | 'WebAuthnCredentialNotSupportedException'
    | 'WebAuthnNotEnabledException'
    | 'WebAuthnOriginNotAllowedException'
    | 'WebAuthnRelyingPartyMismatchException'
  >

/** Keeps the passkey that the owner's browser has made for the challenge of `startRegistration`: a RegistrationResponseJSON. */
export async function completeRegistration(context: Refuses, owner: PasskeyOwner, credential: unknown): Promise<void> {
  const { pool, user } = owner
  checkPasskeys(context, pool)
  const registration = readRegistration(credential) ?? refuseMalformed(context, 'not a registration response')
  const challenge = requireChallenge(context, owner, registration)
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
}

/** The challenge that the browser was given: this user's, of this client, and not used yet. */
function requireChallenge(
  context: Refuses,
  { client, user }: PasskeyOwner,
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
