import { openJson } from '../../ports/vault.ts'
import type { CallContext } from '../../wire/operation.ts'
import type { AppClient } from '../clients/app-client.ts'
import type { Cognito } from '../cognito.ts'

/*
 * SECRET_BLOCK: everything that the server has to know again when the answer to PASSWORD_VERIFIER or
 * DEVICE_PASSWORD_VERIFIER comes back, as clients send it without a Session. Sealed by the vault like a session, it names pool, client and user, ends with the client's
 * AuthSessionValidity and works once (promise P14).
 */

export interface SecretBlock {
  readonly id: string
  /** The user's sub, or what stands for a name that no user has. */
  readonly subject: string
  /** Whether `subject` is a user. */
  readonly known: boolean
  /** Who the claim is about: USER_ID_FOR_SRP, or the device's key. */
  readonly userId: string
  /** The USERNAME that was sent. */
  readonly name: string
  /** SRP's A, b and u in hex. */
  readonly clientPublic: string
  readonly serverSecret: string
  readonly scrambler: string
  /** Whether the pool's functions decide what follows (CUSTOM_AUTH): a claim alone is no sign-in then. */
  readonly isCustomAuth?: boolean
  /** The user's `modifiedAt`, where any change of the user voids the block. */
  readonly userModifiedAt?: number
  readonly expiresAt: number
}

interface SealedBlock extends SecretBlock {
  readonly poolId: string
  readonly clientId: string
}

/** What the block is a part of; no block is good for another challenge. */
type BlockChallenge = 'PASSWORD_VERIFIER' | 'DEVICE_PASSWORD_VERIFIER'

function purposeOf(challenge: BlockChallenge): string {
  return `srp-secret-block/${challenge}`
}

export function createSecretBlock(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'random' | 'vault'>,
  { pool, client }: AppClient,
  challenge: BlockChallenge,
  exchange: Omit<SecretBlock, 'id' | 'expiresAt'>,
): Buffer {
  const minutes = client.settings.AuthSessionValidity ?? 3
  const block: SealedBlock = {
    ...exchange,
    id: context.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    expiresAt: context.now.getTime() + minutes * 60_000,
  }
  return context.vault.seal(JSON.stringify({ ...block, padding: paddingOf(block) }), purposeOf(challenge))
}

/** What makes all blocks for one name equally long: a user's sub and what stands for a name without a user are not. */
function paddingOf({ subject, known, serverSecret, scrambler }: SecretBlock): string {
  const longest = 64 + 'false'.length + 64 + 64
  return ' '.repeat(longest - `${subject}${known}${serverSecret}${scrambler}`.length)
}

/** Opens a block that was made for this client; otherwise says why not. */
export function openSecretBlock(
  context: Pick<CallContext, 'now'> & Pick<Cognito, 'vault'>,
  { pool, client }: AppClient,
  challenge: BlockChallenge,
  bytes: Buffer,
): SecretBlock | { readonly refused: string } {
  const block = unseal(context, challenge, bytes)
  if (!block) return { refused: 'the secret block was not made by this server' }
  if (block.poolId !== pool.id || block.clientId !== client.id)
    return { refused: 'the secret block was made for another app client' }
  return block.expiresAt > context.now.getTime() ? block : { refused: 'the secret block has expired' }
}

function unseal(context: Pick<Cognito, 'vault'>, challenge: BlockChallenge, bytes: Buffer): SealedBlock | undefined {
  const block = openJson(context.vault, bytes, purposeOf(challenge))
  return isSealedBlock(block) ? block : undefined
}

/** Sealed by us for this purpose, it can only be of another version. */
function isSealedBlock(value: unknown): value is SealedBlock {
  return typeof value === 'object' && value !== null && 'scrambler' in value && 'known' in value
}
