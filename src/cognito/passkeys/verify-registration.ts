import { createPublicKey } from 'node:crypto'
import type { RegistrationJson } from './credential-json.ts'

/** What is kept of a new passkey. */
export interface NewPasskey {
  readonly publicKey: Uint8Array
  readonly counter: number
}

interface Failure {
  readonly outcome: 'malformed' | 'other relying party' | 'unsupported'
  readonly detail: string
}

interface Expected {
  readonly relyingPartyId: string
  readonly requireVerification: boolean
}

/** ES256 and RS256, the algorithms that AWS asks for (COSE Algorithms registry). */
export const passkeyAlgorithms = [-7, -257]

type Helpers = typeof import('@simplewebauthn/server/helpers')

/**
 * Verifies what an authenticator answered to a challenge (Web Authentication Level 3, section 7.1), once the client data
 * was found to be ours.
 */
export async function verifyRegistration(
  registration: RegistrationJson,
  expected: Expected,
): Promise<{ readonly outcome: 'verified'; readonly passkey: NewPasskey } | Failure> {
  // Late, as it takes 30 MB and a third of a second, and most servers never see a passkey.
  const [{ verifyRegistrationResponse }, helpers] = await Promise.all([
    import('@simplewebauthn/server'),
    import('@simplewebauthn/server/helpers'),
  ])
  const attestationObject = await withoutAttestation(helpers, registration, expected)
  if (typeof attestationObject !== 'string') return attestationObject
  const { id, clientDataJSON, clientData } = registration
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: clientData.challenge,
      expectedOrigin: clientData.origin,
      expectedRPID: expected.relyingPartyId,
      requireUserVerification: expected.requireVerification,
      supportedAlgorithmIDs: passkeyAlgorithms,
    })
    if (!verified) return { outcome: 'unsupported', detail: 'the credential could not be verified' }
    const { publicKey, counter } = registrationInfo.credential
    checkKey(helpers, publicKey)
    return { outcome: 'verified', passkey: { publicKey, counter } }
  } catch (error) {
    return { outcome: 'unsupported', detail: String(error) }
  }
}

/**
 * The attestation object, in base64url, with nothing in it that the authenticator attests about itself. That was not asked
 * for; and to follow the certificates of a statement would mean to call addresses that a stranger has written into them.
 */
async function withoutAttestation(
  { decodeAttestationObject, parseAuthenticatorData, isoCBOR, toHash }: Helpers,
  { id, attestationObject }: RegistrationJson,
  { relyingPartyId }: Expected,
): Promise<string | Failure> {
  try {
    const authData = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url'))).get(
      'authData',
    )
    const { rpIdHash, credentialID } = parseAuthenticatorData(authData)
    if (!Buffer.from(await toHash(relyingPartyId)).equals(rpIdHash))
      return { outcome: 'other relying party', detail: 'the hash of the relying party id is another' }
    if (!credentialID || Buffer.from(credentialID).toString('base64url') !== id)
      return { outcome: 'malformed', detail: 'the id is not that of the new credential' }
    const unattested = new Map<string, Parameters<typeof isoCBOR.encode>[0]>()
    unattested.set('fmt', 'none').set('attStmt', new Map()).set('authData', authData)
    return Buffer.from(isoCBOR.encode(unattested)).toString('base64url')
  } catch (error) {
    return { outcome: 'malformed', detail: String(error) }
  }
}

/** Throws where no signature of the key could be verified later, or somebody else could make one. */
function checkKey(
  { cose, decodeCredentialPublicKey }: Helpers,
  publicKey: Parameters<Helpers['decodeCredentialPublicKey']>[0],
): void {
  const key = decodeCredentialPublicKey(publicKey)
  const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('base64url')
  if (cose.isCOSEPublicKeyEC2(key)) {
    if (key.get(cose.COSEKEYS.crv) !== cose.COSECRV.P256) throw new Error('the curve is not P-256')
    const [x, y] = [text(key.get(cose.COSEKEYS.x)), text(key.get(cose.COSEKEYS.y))]
    createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } })
    return
  }
  if (!cose.isCOSEPublicKeyRSA(key)) throw new Error('neither an EC nor an RSA key')
  const [n, e] = [text(key.get(cose.COSEKEYS.n)), text(key.get(cose.COSEKEYS.e))]
  const { asymmetricKeyDetails } = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e } })
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {}
  if (modulusLength < 2048 || publicExponent < 3n) throw new Error('the RSA key is too weak')
}
