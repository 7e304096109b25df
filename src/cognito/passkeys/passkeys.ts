import type { WebAuthnCredentialDescription } from '@aws-sdk/client-cognito-identity-provider'
import type { CallContext, Defined, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import type { PasskeyRecord } from '../passkey-store.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { comparedName } from '../users/sign-in-names.ts'
import { type AuthenticatedUser, authenticateAccessToken } from '../tokens/access-tokens.ts'
import { requiresVerification } from './relying-party.ts'
import { passkeyAlgorithms } from './verify-registration.ts'

/* Passkeys of users (developer guide, "Passkeys"): registered with an access token, used as a first factor. */

/** AWS's quota of a user (developer guide, "Quotas in Amazon Cognito"). */
export const mostPasskeys = 20

/** Who calls an operation on passkeys; the model of these has no UserNotFoundException. */
export function authenticatePasskeyOwner(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'store' | 'signingKeys'> & Fails<'NotAuthorizedException'>,
  token: string,
): Promise<AuthenticatedUser> {
  const asUser = {
    ...context,
    fail: (_: string, message: string, more?: { detail?: string }) =>
      context.fail('NotAuthorizedException', message, more),
  }
  return authenticateAccessToken(asUser, token)
}

/** All passkeys of a user. */
export async function passkeysOf(
  context: Pick<Cognito, 'store'>,
  { poolId, sub }: Pick<UserRecord, 'poolId' | 'sub'>,
): Promise<readonly PasskeyRecord[]> {
  const { items } = await context.store.listPasskeys(poolId, sub, { limit: mostPasskeys })
  return items
}

type DescribedPasskey = Pick<PasskeyRecord, 'id' | 'transports'>

const descriptor = ({ id, transports }: DescribedPasskey) => ({ type: 'public-key', id, transports: [...transports] })

/** PublicKeyCredentialCreationOptionsJSON (Web Authentication Level 3, section 5.1.8). */
export function creationOptions(
  pool: PoolRecord,
  user: UserRecord,
  {
    relyingPartyId,
    challenge,
    passkeys,
  }: {
    readonly relyingPartyId: string
    readonly challenge: string
    readonly passkeys: readonly PasskeyRecord[]
  },
) {
  // In a pool of addresses the username is a number that nobody knows.
  const name = (user.username === user.sub && (user.attributes.email ?? user.attributes.phone_number)) || user.username
  return {
    rp: { id: relyingPartyId, name: relyingPartyId },
    user: { id: userHandle(user), name, displayName: name },
    challenge,
    pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: 60_000,
    excludeCredentials: passkeys.map(descriptor),
    authenticatorSelection: {
      requireResidentKey: true,
      residentKey: 'required',
      userVerification: requiresVerification(pool) ? 'required' : 'preferred',
    },
  }
}

/** PublicKeyCredentialRequestOptionsJSON (Web Authentication Level 3, section 5.1.10). */
export function requestOptions({
  relyingPartyId,
  challenge,
  passkeys,
  requireVerification,
}: {
  readonly relyingPartyId: string
  readonly challenge: string
  readonly passkeys: readonly DescribedPasskey[]
  readonly requireVerification: boolean
}) {
  return {
    challenge,
    timeout: 60_000,
    rpId: relyingPartyId,
    allowCredentials: passkeys.map(descriptor),
    userVerification: requireVerification ? 'required' : 'preferred',
  }
}

/** What stands for the passkey of a name that has none, where users are hidden: always the same. */
export function simulatedPasskey(context: Pick<Cognito, 'vault'>, pool: PoolRecord, name: string): DescribedPasskey {
  const hex = context.vault.fingerprint(`${pool.id}/${comparedName(pool, name)}`, 'simulated-passkey')
  return { id: Buffer.from(hex, 'hex').toString('base64url'), transports: ['hybrid', 'internal'] }
}

/** What an authenticator keeps of whom a passkey is for. */
export function userHandle({ sub }: UserRecord): string {
  return Buffer.from(sub).toString('base64url')
}

export function describePasskey(passkey: PasskeyRecord): Defined<WebAuthnCredentialDescription> {
  return {
    CredentialId: passkey.id,
    FriendlyCredentialName: passkey.name,
    RelyingPartyId: passkey.relyingPartyId,
    ...(passkey.attachment !== undefined && { AuthenticatorAttachment: passkey.attachment }),
    AuthenticatorTransports: [...passkey.transports],
    CreatedAt: passkey.createdAt,
  }
}
