import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Vault } from '../../ports/vault.ts'
import type { Fails } from '../../wire/operation.ts'
import { openSecrets } from './client-secrets.ts'
import type { SignInAttempt } from '../threat-protection/sign-in-attempt.ts'
import type { ClientRecord, ClientStore, PoolRecord, PoolStore, UserRecord } from '../store.ts'

/** An app client together with the pool it belongs to. */
export interface AppClient {
  readonly pool: PoolRecord
  readonly client: ClientRecord
  /** While somebody signs in through it where threat protection watches. */
  readonly attempt?: SignInAttempt
  /**
   * Takes a user who has passed every challenge, in place of giving them tokens: on the pages of a domain, whose app gets a
   * code first. `eventId` is the attempt's.
   */
  readonly handOver?: (user: UserRecord, eventId: string | undefined) => void
}

/**
 * The app client that a public operation names. Such calls are unsigned and carry no region: the client's id alone
 * finds the pool. Refuses with ResourceNotFoundException.
 */
export async function requireAppClient(
  context: Fails<'ResourceNotFoundException'> & {
    readonly store: Pick<PoolStore, 'findPool'> & Pick<ClientStore, 'findClient'>
  },
  clientId: string,
): Promise<AppClient> {
  const client = await context.store.findClient(clientId)
  const pool = client && (await context.store.findPool(client.poolId))
  return client && pool ? { pool, client } : refuseMissingClient(context, clientId)
}

export function refuseMissingClient(context: Fails<'ResourceNotFoundException'>, clientId: string): never {
  return context.fail('ResourceNotFoundException', `User pool client ${clientId} does not exist.`)
}

/** Base64(HMAC-SHA256(secret, username + clientId)) (developer guide, "Computing secret hash values"). */
export function secretHash(secret: string, username: string, clientId: string): string {
  return createHmac('sha256', secret)
    .update(username + clientId)
    .digest('base64')
}

type Authenticates = Fails<'NotAuthorizedException'> & { readonly vault: Vault }

/**
 * Checks SECRET_HASH against a client's secrets. Several usernames may be given when clients differ in which of a
 * user's names they hash; the hash must fit one. Refuses with NotAuthorizedException, also when a client without a
 * secret is sent a hash.
 */
export function checkSecretHash(
  context: Authenticates,
  client: ClientRecord,
  hash: string | undefined,
  usernames: readonly string[],
): void {
  const secrets = openSecrets(context.vault, client)
  if (secrets.length === 0 && hash === undefined) return
  if (hash === undefined) return refuseMissing(context, client)
  const hashes = secrets.flatMap((secret) => usernames.map((username) => secretHash(secret, username, client.id)))
  if (!hashes.some((expected) => equal(hash, expected))) refuseMismatch(context, client)
}

/** Checks a secret sent in clear (GetTokensFromRefreshToken). Refuses as `checkSecretHash` does. */
export function checkClientSecret(context: Authenticates, client: ClientRecord, sent: string | undefined): void {
  const secrets = openSecrets(context.vault, client)
  if (secrets.length === 0 && sent === undefined) return
  if (sent === undefined) return refuseMissing(context, client)
  if (!secrets.some((secret) => equal(sent, secret))) refuseMismatch(context, client)
}

function refuseMissing(context: Authenticates, client: ClientRecord): never {
  return context.fail(
    'NotAuthorizedException',
    `Client ${client.id} is configured with secret but SECRET_HASH was not received`,
  )
}

function refuseMismatch(context: Authenticates, client: ClientRecord): never {
  return context.fail('NotAuthorizedException', `SecretHash does not match for the client: ${client.id}`)
}

/** Compares without telling by its time where the two differ; their lengths are no secret. */
function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
