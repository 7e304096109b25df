import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { KeyPairs } from '../../ports/key-pairs.ts'
import type { Random } from '../../ports/random.ts'
import type { Vault } from '../../ports/vault.ts'
import type { PoolStore, SigningKeyRecord } from '../store.ts'

/*
 * A pool signs ID tokens and access tokens with different RSA-2048 keys and publishes both (AWS developer guide,
 * "Understanding the JSON web key set"). Private keys leave the vault only into this cache.
 */

type SigningKeyUse = SigningKeyRecord['use']

/** Signs tokens of one kind for one pool. */
interface Signer {
  readonly kid: string
  /** A compact JWS with the header `{"kid", "alg": "RS256"}` over the payload (RFC 7515 section 7.1). */
  sign(payload: object): Promise<string>
}

/** One member of a pool's JWKS (RFC 7517). */
export interface PublishedKey {
  readonly alg: 'RS256'
  readonly e: string
  readonly kid: string
  readonly kty: 'RSA'
  readonly n: string
  readonly use: 'sig'
}

/** The public half of one key of a pool, for checking the pool's own tokens. */
interface VerificationKey {
  readonly use: SigningKeyUse
  readonly publicKey: KeyObject
}

/** The keys of all pools, opened once and kept in memory. */
export interface SigningKeys {
  /** Signs with the pool's newest key for this use. Rejects for a pool without keys: look the pool up first. */
  signer(poolId: string, use: SigningKeyUse): Promise<Signer>
  /** Every key of the pool that a token may name, old ones included; undefined when `kid` is not the pool's. */
  findKey(poolId: string, kid: string): Promise<VerificationKey | undefined>
  /** The members of the pool's JWKS; empty for a pool without keys. */
  published(poolId: string): Promise<readonly PublishedKey[]>
  /** Drops what is kept about a pool: after its deletion or when its keys have changed. */
  forget(poolId: string): void
}

interface OpenKey extends VerificationKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

const uses: readonly SigningKeyUse[] = ['id', 'access']

/** Makes the first keys of a new pool, one for each use, sealed and ready to be stored. */
export async function createSigningKeys(
  poolId: string,
  context: { readonly keyPairs: KeyPairs; readonly random: Random; readonly vault: Vault; readonly now: Date },
): Promise<SigningKeyRecord[]> {
  return Promise.all(
    uses.map(async (use) => {
      const { privateKey } = await context.keyPairs.take()
      // 32 bytes in the standard alphabet, as AWS's key ids.
      const kid = context.random.bytes(32).toString('base64')
      const der = privateKey.export({ type: 'pkcs8', format: 'der' })
      return { kid, poolId, use, sealedPrivateKey: context.vault.seal(der, purposeOf(kid)), createdAt: context.now }
    }),
  )
}

/** Opens signing keys as they are asked for. */
export function openSigningKeys(from: {
  readonly store: Pick<PoolStore, 'listSigningKeys'>
  readonly vault: Vault
}): SigningKeys {
  const pools = new Map<string, Promise<readonly OpenKey[]>>()

  async function open(poolId: string): Promise<readonly OpenKey[]> {
    const records = await from.store.listSigningKeys(poolId)
    return records.map((record) => openKey(record, from.vault))
  }

  async function keysOf(poolId: string): Promise<readonly OpenKey[]> {
    const kept = pools.get(poolId)
    if (kept) return kept
    const opening = open(poolId)
    pools.set(poolId, opening)
    // Neither a failure nor a pool that does not exist is worth remembering: ids come from outside.
    const unkept = () => pools.get(poolId) === opening && pools.delete(poolId)
    opening.then((keys) => keys.length > 0 || unkept(), unkept)
    return opening
  }

  return {
    signer: async (poolId, use) => {
      const key = (await keysOf(poolId)).find((candidate) => candidate.use === use)
      if (!key) throw new Error(`user pool ${poolId} has no ${use} signing key`)
      return { kid: key.kid, sign: (payload) => signToken(key, payload) }
    },
    findKey: async (poolId, kid) => (await keysOf(poolId)).find((key) => key.kid === kid),
    published: async (poolId) => (await keysOf(poolId)).map(publishedForm),
    forget: (poolId) => void pools.delete(poolId),
  }
}

function purposeOf(kid: string): string {
  return `signing-key/${kid}`
}

function openKey(record: SigningKeyRecord, vault: Vault): OpenKey {
  const der = vault.open(record.sealedPrivateKey, purposeOf(record.kid))
  const privateKey = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
  return { kid: record.kid, use: record.use, privateKey, publicKey: createPublicKey(privateKey) }
}

function publishedForm({ kid, publicKey }: OpenKey): PublishedKey {
  const { e, n } = publicKey.export({ format: 'jwk' })
  if (e === undefined || n === undefined) throw new Error(`signing key ${kid} is not an RSA key`)
  return { alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' }
}

const signOffThread = promisify(sign)

async function signToken({ kid, privateKey }: OpenKey, payload: object): Promise<string> {
  const input = `${encode({ kid, alg: 'RS256' })}.${encode(payload)}`
  // RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3).
  const signature = await signOffThread('sha256', Buffer.from(input), privateKey)
  return `${input}.${signature.toString('base64url')}`
}

/** JSON with `/` written as `\/`, as AWS's tokens have it. */
function encode(value: object): string {
  return Buffer.from(JSON.stringify(value).replaceAll('/', String.raw`\/`)).toString('base64url')
}
