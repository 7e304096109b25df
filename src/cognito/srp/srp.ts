import { createHash, createHmac } from 'node:crypto'
import { generator, numberOf, padded, power, prime } from './group.ts'

/*
 * SRP-6a as Amazon Cognito's clients speak it: RFC 2945 and RFC 5054 with SHA-256, the padding of `padded`, the pool's
 * name in the private key, and a key from HKDF (RFC 5869) that signs a claim instead of a proof over the transcript.
 */

/** Whom a verifier is for: the part of the pool's id after the `_`, and USER_ID_FOR_SRP. */
export interface SrpIdentity {
  readonly poolName: string
  readonly userId: string
}

/** What the server keeps of a password: salt and verifier. */
export interface SrpVerifier {
  readonly salt: Buffer
  readonly verifier: bigint
}

const multiplier = numberOf(sha256(padded(prime), padded(generator)))

/** The verifier v of a password: g^x, where x is a hash of salt, identity and password. */
export function createVerifier({ poolName, userId }: SrpIdentity, salt: Buffer, password: string): SrpVerifier {
  // Clients read the salt as a number, so that its leading zeros are gone.
  const x = sha256(padded(numberOf(salt)), sha256(`${poolName}${userId}:${password}`))
  return { salt, verifier: power(generator, numberOf(x)) }
}

/** B, the public number of a server whose secret number is b. */
export function serverPublic(verifier: bigint, b: bigint): bigint {
  return (multiplier * verifier + power(generator, b)) % prime
}

/** u, which scrambles both public numbers into the key. */
export function scrambler(clientPublic: bigint, serverPublicNumber: bigint): bigint {
  return numberOf(sha256(padded(clientPublic), padded(serverPublicNumber)))
}

/** One exchange as the server sees it. */
export interface ServerSide {
  readonly verifier: bigint
  /** A */
  readonly clientPublic: bigint
  /** b */
  readonly serverSecret: bigint
  /** u */
  readonly scrambler: bigint
}

/** The 16 bytes that only client and server can know, if the client knows the password. */
export function serverKey({ verifier, clientPublic, serverSecret, scrambler: u }: ServerSide): Buffer {
  return keyOf(power((clientPublic * power(verifier, u)) % prime, serverSecret), u)
}

/** K from S and u: HKDF-SHA256 with one block of output, cut to 16 bytes. */
function keyOf(secret: bigint, u: bigint): Buffer {
  const extracted = createHmac('sha256', padded(u)).update(padded(secret)).digest()
  return createHmac('sha256', extracted).update('Caldera Derived Key\x01').digest().subarray(0, 16)
}

/** PASSWORD_CLAIM_SIGNATURE as bytes. */
export function signClaim(
  key: Buffer,
  { poolName, userId }: SrpIdentity,
  secretBlock: Uint8Array,
  timestamp: string,
): Buffer {
  return createHmac('sha256', key).update(`${poolName}${userId}`).update(secretBlock).update(timestamp).digest()
}

function sha256(...parts: (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
