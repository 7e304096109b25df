import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '../../ports/random.ts'
import { createVault } from '../../ports/vault.ts'
import { ApiError } from '../../wire/operation.ts'
import { checkClientSecret, checkSecretHash, requireAppClient, secretHash } from './app-client.ts'
import { sealSecret } from './client-secrets.ts'
import type { ClientRecord, PoolRecord } from '../store.ts'

const random = seededRandom('app client')
const time = new Date('2026-11-22T10:00:00Z')
const context = {
  now: time,
  vault: createVault(random.bytes(32), random),
  fail: (code: string, message: string): never => {
    throw new ApiError(code, message)
  },
}
const dated = { createdAt: time, modifiedAt: time, revision: 0 }
const pool: PoolRecord = { id: 'us-east-1_pool', region: 'us-east-1', name: 'x', settings: {}, tags: {}, ...dated }
const open: ClientRecord = { id: 'open', poolId: pool.id, name: 'web', settings: {}, ...dated }
const secret = 'sixteen-characters-and-more'
const otherSecret = 'another-secret-of-the-same-client'
const confidential: ClientRecord = {
  ...open,
  id: 'confidential',
  secrets: [secret, otherSecret].map((value) => sealSecret(context, 'confidential', value)),
}

const missing = {
  code: 'NotAuthorizedException',
  message: 'Client confidential is configured with secret but SECRET_HASH was not received',
}
const mismatch = (id: string) => ({
  code: 'NotAuthorizedException',
  message: `SecretHash does not match for the client: ${id}`,
})

describe('requireAppClient', () => {
  const store = {
    findClient: async (id: string) => [open, confidential].find((client) => client.id === id),
    findPool: async (id: string) => (id === pool.id ? pool : undefined),
  }

  it('finds a client with its pool by the id of the client alone', async () => {
    assert.deepEqual(await requireAppClient({ ...context, store }, 'open'), { pool, client: open })
  })

  it('refuses an unknown client by its id', async () => {
    await assert.rejects(requireAppClient({ ...context, store }, 'nope'), {
      code: 'ResourceNotFoundException',
      message: 'User pool client nope does not exist.',
    })
  })
})

describe('checkSecretHash', () => {
  it('accepts Base64(HMAC-SHA256(secret, username + client id))', () => {
    // openssl: printf 'janeconfidential' | openssl dgst -sha256 -hmac 'sixteen-characters-and-more' -binary | base64
    const hash = 'E+kf1nb/FerS9Hch6DsRrQ15kNLJ6JUyAMPJB0HSxTI='
    assert.equal(secretHash(secret, 'jane', 'confidential'), hash)
    checkSecretHash(context, confidential, hash, ['jane'])
  })

  it('accepts a hash over any of the names that the user has', () => {
    checkSecretHash(context, confidential, secretHash(secret, 'sub', 'confidential'), ['jane', 'sub'])
  })

  it('accepts a hash with either secret of a client that has two', () => {
    checkSecretHash(context, confidential, secretHash(otherSecret, 'jane', 'confidential'), ['jane'])
  })

  it('asks nothing of a client without a secret', () => {
    checkSecretHash(context, open, undefined, ['jane'])
  })

  it('refuses a client with a secret that sends no hash', () => {
    assert.throws(() => checkSecretHash(context, confidential, undefined, ['jane']), missing)
  })

  for (const [what, hash] of [
    ['another user', secretHash(secret, 'joe', 'confidential')],
    ['another client', secretHash(secret, 'jane', 'open')],
    ['another secret', secretHash('another', 'jane', 'confidential')],
    ['nothing', ''],
    ['the secret itself', secret],
  ] as const)
    it(`refuses the hash of ${what}`, () => {
      assert.throws(() => checkSecretHash(context, confidential, hash, ['jane']), mismatch('confidential'))
    })

  it('refuses any hash when there is no name it could be over', () => {
    const hash = secretHash(secret, '', 'confidential')
    assert.throws(() => checkSecretHash(context, confidential, hash, []), mismatch('confidential'))
  })

  it('refuses a hash for a client that has no secret', () => {
    assert.throws(() => checkSecretHash(context, open, 'hash', ['jane']), mismatch('open'))
  })
})

describe('checkClientSecret', () => {
  it('accepts the secret itself, and nothing for a client without one', () => {
    checkClientSecret(context, confidential, secret)
    checkClientSecret(context, confidential, otherSecret)
    checkClientSecret(context, open, undefined)
  })

  it('refuses a missing, wrong or needless secret', () => {
    assert.throws(() => checkClientSecret(context, confidential, undefined), missing)
    assert.throws(() => checkClientSecret(context, confidential, `${secret}x`), mismatch('confidential'))
    assert.throws(() => checkClientSecret(context, open, secret), mismatch('open'))
  })
})
