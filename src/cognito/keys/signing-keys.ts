import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { Clock } from '../../ports/clock.ts'
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
  /** The key of the pool that a token names, a replaced one as long as tokens of it may live; undefined when `kid` is not the pool's. */
  findKey(poolId: string, kid: string): Promise<VerificationKey | undefined>
  /** The members of the pool's JWKS; empty for a pool without keys. */
  published(poolId: string): Promise<readonly PublishedKey[]>
  /** Drops what is kept about a pool: after its deletion or when its keys have changed. */
  forget(poolId: string): void
  /** Drops what is kept about every pool. */
  forgetAll(): void
}

interface OpenKey extends VerificationKey {
  readonly createdAt: Date
  readonly kid: string
  readonly privateKey: KeyObject
}

const tokenUses: readonly SigningKeyUse[] = ['id', 'access']

interface MakesKeys {
  readonly keyPairs: KeyPairs
  readonly random: Random
  readonly vault: Vault
  readonly now: Date
}

/** Makes keys for the tokens of a pool, one for each use, sealed and ready to be stored. */
export async function createSigningKeys(poolId: string, context: MakesKeys): Promise<SigningKeyRecord[]> {
  return Promise.all(tokenUses.map((use) => createSigningKey(poolId, use, context)))
}

export async function createSigningKey(
  poolId: string,
  use: SigningKeyUse,
  { keyPairs, random, vault, now }: MakesKeys,
): Promise<SigningKeyRecord> {
  const { privateKey } = await keyPairs.take()
  // 32 bytes in the standard alphabet, as AWS's key ids.
  const kid = random.bytes(32).toString('base64')
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  return { kid, poolId, use, sealedPrivateKey: vault.seal(der, purposeOf(kid)), createdAt: now }
}

/**
 * How long a key is published after another has taken its place: no ID or access token lives longer (24 hours), and
 * clocks may differ a little.
 */
const overlapMilliseconds = 24 * 3_600_000 + 5 * 60_000

/** The keys that tokens can still be signed with, of a list that is newest first within each use. */
export function livingKeys<Key extends Pick<SigningKeyRecord, 'use' | 'createdAt'>>(
  keys: readonly Key[],
  now: Date,
): Key[] {
  return keys.filter(({ use }, index) => {
    const successor = keys[index - 1]
    return successor?.use !== use || now.getTime() < successor.createdAt.getTime() + overlapMilliseconds
  })
}

/** How long keys are kept that may lack those which another node has made, in milliseconds. */
const certainMilliseconds = 1000

/** Opens signing keys as they are asked for. */
export function openSigningKeys(from: {
  readonly store: Pick<PoolStore, 'listSigningKeys'>
  readonly vault: Vault
  readonly clock: Clock
}): SigningKeys {
  const pools = new Map<string, { readonly keys: Promise<readonly OpenKey[]>; readonly readAt: Date }>()

  async function open(poolId: string): Promise<readonly OpenKey[]> {
    const records = await from.store.listSigningKeys(poolId)
    return records.filter(({ use }) => tokenUses.includes(use)).map((record) => openKey(record, from.vault))
  }

  async function keysOf(poolId: string): Promise<readonly OpenKey[]> {
    const kept = pools.get(poolId)
    if (kept) return kept.keys
    const opening = open(poolId)
    pools.set(poolId, { keys: opening, readAt: from.clock.now() })
    // Neither a failure nor a pool that does not exist is worth remembering: ids come from outside.
    const unkept = () => pools.get(poolId)?.keys === opening && pools.delete(poolId)
    opening.then((keys) => keys.length > 0 || unkept(), unkept)
    return opening
  }

  /** Other nodes hear of new keys a moment after they sign: whoever asks for all there are, or for an unknown one, has them read. */
  function forgetOld(poolId: string): void {
    const kept = pools.get(poolId)
    if (kept && from.clock.time() - kept.readAt.getTime() >= certainMilliseconds) pools.delete(poolId)
  }

  const livingKeysOf = async (poolId: string) => livingKeys(await keysOf(poolId), from.clock.now())

  return {
    signer: async (poolId, use) => {
      const key = (await keysOf(poolId)).find((candidate) => candidate.use === use)
      if (!key) throw new Error(`user pool ${poolId} has no ${use} signing key`)
      return { kid: key.kid, sign: (payload) => signToken(key, payload) }
    },
    findKey: async (poolId, kid) => {
      const find = async () => (await livingKeysOf(poolId)).find((key) => key.kid === kid)
      const found = await find()
      if (found) return found
      forgetOld(poolId)
      return find()
    },
    published: async (poolId) => {
      forgetOld(poolId)
      return (await livingKeysOf(poolId)).map(publishedForm)
    },
    forget: (poolId) => void pools.delete(poolId),
    forgetAll: () => pools.clear(),
  }
}

function purposeOf(kid: string): string {
  return `signing-key/${kid}`
}

function openKey(record: SigningKeyRecord, vault: Vault): OpenKey {
  const privateKey = openPrivateKey(record, vault)
  return {
    kid: record.kid,
    use: record.use,
    createdAt: record.createdAt,
    privateKey,
    publicKey: createPublicKey(privateKey),
  }
}

export function openPrivateKey({ kid, sealedPrivateKey }: SigningKeyRecord, vault: Pick<Vault, 'open'>): KeyObject {
  const der = vault.open(sealedPrivateKey, purposeOf(kid))
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
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
