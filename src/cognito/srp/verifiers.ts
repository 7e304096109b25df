import { createHash } from 'node:crypto'
import { allowsFlow } from '../sign-in/auth-flows.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord, UserRecord } from '../store.ts'
import { findTrigger } from '../triggers/lambda-config.ts'
import { comparedName, usernameAttributes } from '../users/sign-in-names.ts'
import { numberOf, padded, prime, primeBytes } from './group.ts'
import { createVerifier, type SrpIdentity, type SrpVerifier } from './srp.ts'

/*
 * Verifiers at rest. One exists only if the pool had a client with SRP when the password was set or last used, and it
 * is sealed by the vault together with the password's hash: it ends with its password (promise P5).
 */

const saltBytes = 16

type Keeper = Pick<Cognito, 'vault' | 'random'>

/** The identity that a user signs in as by SRP. */
export function srpIdentity(pool: Pick<PoolRecord, 'id'>, userId: string): SrpIdentity {
  return { poolName: pool.id.slice(pool.id.indexOf('_') + 1), userId }
}

/** Makes and seals the verifier of a password whose hash is known already. */
export function sealVerifier(
  context: Keeper,
  pool: PoolRecord,
  user: Pick<UserRecord, 'sub' | 'username'>,
  password: string,
  passwordHash: string,
): Buffer {
  const made = createVerifier(srpIdentity(pool, user.username), context.random.bytes(saltBytes), password)
  return context.vault.seal(Buffer.concat([made.salt, padded(made.verifier)]), purposeOf(pool, user, passwordHash))
}

/** The verifier of the user's current password; undefined when there is none. */
export function openVerifier(
  context: Pick<Cognito, 'vault'>,
  pool: PoolRecord,
  user: UserRecord,
): SrpVerifier | undefined {
  if (!user.sealedSrpVerifier || user.passwordHash === undefined) return undefined
  const opened = context.vault.open(user.sealedSrpVerifier, purposeOf(pool, user, user.passwordHash))
  return { salt: opened.subarray(0, saltBytes), verifier: numberOf(opened.subarray(saltBytes)) }
}

function purposeOf(pool: PoolRecord, user: Pick<UserRecord, 'sub'>, passwordHash: string): string {
  return `srp-verifier/${pool.id}/${user.sub}/${passwordHash}`
}

/**
 * What stands for the verifier of a subject that has none: always the same, so that asking twice does not tell, and
 * of a password that nobody knows (developer guide, "Managing user existence error responses"; RFC 5054 section 2.5.1.3).
 */
export function simulateVerifier(context: Pick<Cognito, 'vault'>, pool: PoolRecord, subject: string): SrpVerifier {
  const seed = context.vault.fingerprint(`${pool.id}/${subject}`, 'simulated-srp-verifier')
  const bytes = createHash('shake256', { outputLength: saltBytes + primeBytes })
    .update(seed)
    .digest()
  return { salt: bytes.subarray(0, saltBytes), verifier: numberOf(bytes.subarray(saltBytes)) % prime }
}

/** The flows in which a client can sign in by SRP; in the last a function has to want it. */
function srpFlows(pool: PoolRecord): readonly ('USER_SRP_AUTH' | 'USER_AUTH' | 'CUSTOM_AUTH')[] {
  const isCustom = findTrigger(pool, 'DefineAuthChallenge') !== undefined
  return ['USER_SRP_AUTH', 'USER_AUTH', ...(isCustom ? (['CUSTOM_AUTH'] as const) : [])]
}

/** Whether any client of the pool signs in by SRP. */
export async function usesSrp(context: Pick<Cognito, 'store'>, pool: PoolRecord): Promise<boolean> {
  let after: string | undefined
  do {
    const page = await context.store.listClients(pool.id, { limit: 60, ...(after !== undefined && { after }) })
    if (page.items.some((client) => srpFlows(pool).some((flow) => allowsFlow(client, flow)))) return true
    after = page.next
  } while (after !== undefined)
  return false
}

/** USER_ID_FOR_SRP of a name that no user has: as its username would be, which in some pools is a UUID. */
export function simulatedUserId(context: Pick<Cognito, 'vault'>, pool: PoolRecord, name: string): string {
  const compared = comparedName(pool, name)
  if (usernameAttributes(pool).length === 0) return compared
  const hex = context.vault.fingerprint(`${pool.id}/${compared}`, 'simulated-sub')
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
