import type { PasskeyRecord } from '../passkey-store.ts'
import type { AssertionJson } from './credential-json.ts'
import { isDerSignature } from './ecdsa-signature.ts'

/**
 * Verifies that a passkey signed a challenge (Web Authentication Level 3, section 7.2), once the client data's origin was
 * found to be ours. Answers the authenticator's counter, which the caller has to hold against the last one, or why not.
 */
export async function verifyAssertion(
  assertion: AssertionJson,
  passkey: PasskeyRecord,
  expected: { readonly challenge: string; readonly relyingPartyId: string; readonly requireVerification: boolean },
): Promise<{ readonly counter: number } | { readonly refused: string }> {
  // Late, as it takes 30 MB and a third of a second, and most servers never see a passkey.
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  const { cose, decodeCredentialPublicKey } = await import('@simplewebauthn/server/helpers')
  const { id, clientDataJSON, authenticatorData, signature, clientData } = assertion
  const publicKey = new Uint8Array(passkey.publicKey)
  try {
    // The library reads lengths leniently, and a signature that was changed would still be one.
    if (
      cose.isCOSEPublicKeyEC2(decodeCredentialPublicKey(publicKey)) &&
      !isDerSignature(Buffer.from(signature, 'base64url'))
    )
      return { refused: 'the signature is not DER' }
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: expected.challenge,
      expectedOrigin: clientData.origin,
      expectedRPID: expected.relyingPartyId,
      requireUserVerification: expected.requireVerification,
      credential: { id, publicKey, counter: passkey.counter },
    })
    return verified ? { counter: authenticationInfo.newCounter } : { refused: 'the signature does not fit' }
  } catch (error) {
    return { refused: String(error) }
  }
}
