import { timingSafeEqual } from 'node:crypto'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Cognito } from '../cognito.ts'
import { numberOf, prime, primeBytes } from '../srp/group.ts'
import { scrambler, serverKey, serverPublic, signClaim, type SrpIdentity, type SrpVerifier } from '../srp/srp.ts'
import { type AuthParameters, requireParameter } from './auth-parameters.ts'
import { checkClaimTime } from './claim-time.ts'
import type { SecretBlock } from './secret-blocks.ts'

/* The server's side of an SRP exchange, whether a user's password is to be shown or a device's. */

/** A in hex, perhaps with leading zeros. With 0 mod N in its place anybody could compute the key; 1 and N-1 are as bad. */
export function readPublicNumber(context: Fails<'InvalidParameterException'>, hex: string): bigint {
  const number = /^[0-9a-fA-F]+$/.test(hex) && hex.length <= 2 * primeBytes + 2 ? BigInt(`0x${hex}`) : 0n
  return number > 1n && number < prime - 1n
    ? number
    : refusePublicNumber(context, 'it is no hexadecimal number between 1 and N-1')
}

function refusePublicNumber(context: Fails<'InvalidParameterException'>, detail: string): never {
  return context.fail('InvalidParameterException', 'SRP_A is not valid.', { detail })
}

/** SRP_B for this client, and what the server has to know again when the answer comes. */
export function startExchange(
  context: Pick<Cognito, 'random'> & Fails<'InvalidParameterException'>,
  verifier: bigint,
  clientPublic: bigint,
): { readonly srpB: string; readonly exchange: Pick<SecretBlock, 'clientPublic' | 'serverSecret' | 'scrambler'> } {
  const serverSecret = numberOf(context.random.bytes(32))
  const srpB = serverPublic(verifier, serverSecret)
  const u = scrambler(clientPublic, srpB)
  // RFC 5054 section 2.5.4 has the client mind it; no input is known that hashes to 0.
  if (u === 0n) refusePublicNumber(context, 'u is 0')
  return {
    srpB: srpB.toString(16),
    exchange: {
      clientPublic: clientPublic.toString(16),
      serverSecret: serverSecret.toString(16),
      scrambler: u.toString(16),
    },
  }
}

/** The answer to PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER. */
export interface Claim {
  readonly blockBytes: Buffer
  readonly signature: Buffer
  readonly timestamp: string
}

/** Reads an answer and checks its time. */
export function readClaim(
  context: Fails<'InvalidParameterException' | 'NotAuthorizedException'> & Pick<CallContext, 'now'>,
  responses: AuthParameters,
): Claim {
  const blockBytes = Buffer.from(requireParameter(context, responses, 'PASSWORD_CLAIM_SECRET_BLOCK'), 'base64')
  const signature = Buffer.from(requireParameter(context, responses, 'PASSWORD_CLAIM_SIGNATURE'), 'base64')
  const timestamp = requireParameter(context, responses, 'TIMESTAMP')
  checkClaimTime(context, timestamp)
  return { blockBytes, signature, timestamp }
}

/** Whether the claim is signed by someone who knows the password of this verifier. */
export function isProven(
  block: SecretBlock,
  { verifier }: SrpVerifier,
  identity: SrpIdentity,
  { blockBytes, signature, timestamp }: Claim,
): boolean {
  const key = serverKey({
    verifier,
    clientPublic: BigInt(`0x${block.clientPublic}`),
    serverSecret: BigInt(`0x${block.serverSecret}`),
    scrambler: BigInt(`0x${block.scrambler}`),
  })
  const expected = signClaim(key, identity, blockBytes, timestamp)
  return signature.length === expected.length && timingSafeEqual(signature, expected)
}
