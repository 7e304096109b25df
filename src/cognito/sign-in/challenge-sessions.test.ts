import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '../../ports/random.ts'
import { createVault } from '../../ports/vault.ts'
import { createSession, openSession } from './challenge-sessions.ts'

const now = new Date('2026-11-22T10:00:00Z')
const record = { createdAt: now, modifiedAt: now, revision: 0 }
const pool = { id: 'us-east-1_pool', region: 'us-east-1', name: 'p', settings: {}, tags: {}, ...record }
const client = { id: 'client', poolId: pool.id, name: 'c', settings: {}, ...record }
const user = {
  poolId: pool.id,
  sub: 'jane',
  username: 'jane',
  status: 'FORCE_CHANGE_PASSWORD',
  enabled: true,
  attributes: {},
  createdAt: now,
  modifiedAt: now,
} as const
const random = seededRandom('sessions')
const context = {
  now,
  random,
  vault: createVault(random.bytes(32), random),
  fail: (code: string, message: string): never => {
    throw Object.assign(new Error(message), { code })
  },
}

describe('a challenge session', () => {
  const session = createSession(context, { pool, client }, user, 'NEW_PASSWORD_REQUIRED')

  it('says whose it is and until when, to whoever holds the key', () => {
    const opened = openSession(context, { pool, client }, 'NEW_PASSWORD_REQUIRED', session)
    assert.equal(opened.sub, 'jane')
    assert.equal(opened.expiresAt, now.getTime() + 180_000)
    assert.doesNotMatch(Buffer.from(session, 'base64url').toString('latin1'), /jane|client/)
  })

  it('is good for its own challenge only', () => {
    assert.throws(() => openSession(context, { pool, client }, 'SOFTWARE_TOKEN_MFA', session), {
      code: 'NotAuthorizedException',
      message: 'Invalid session for the user.',
    })
  })

  it('is not mistaken for anything else the vault sealed', () => {
    const other = context.vault.seal(JSON.stringify({ challenge: 'x', userModifiedAt: 0 }), 'client-secret/client')
    assert.throws(() => openSession(context, { pool, client }, 'x', other.toString('base64url')), {
      message: 'Invalid session for the user.',
    })
  })
})
