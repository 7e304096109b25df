import { verify } from 'node:crypto'
import { digests, type VerificationKey } from './verification-key.ts'

/**
 * Whether a key made this signature (RSASSA-PKCS1-v1_5, RFC 8017 section 8.2.2: an encoding in any other form, BER or
 * without its NULL, is none). An algorithm that is not accepted signs nothing. Never throws.
 * @param alg the token's `alg`
 * @param signed header and payload as they came
 */
export function isSignedBy({ key }: VerificationKey, alg: unknown, signed: Uint8Array, signature: Uint8Array): boolean {
  const digest = digests.get(alg)
  return digest !== undefined && verify(digest, signed, key, signature)
}
