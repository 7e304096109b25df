import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manualClock } from '../../ports/clock.ts'
import type { FetchJsonResult, Outbound } from '../../ports/outbound.ts'
import { createSigningKey } from '../../../test/support/token-forge.ts'
import { createKeySources } from './key-sources.ts'
import { readVerificationKey } from './verification-key.ts'

const issuer = 'https://idp.example/tenant/'
const discoveryUrl = 'https://idp.example/tenant/.well-known/openid-configuration'
const jwksUri = 'https://idp.example/keys'
const key = createSigningKey('k1')
const nextKey = createSigningKey('k2')
const noIssuers = { findLocal: async () => undefined, isLocalForm: () => false }

/** An issuer elsewhere, whose documents a test changes. */
function remoteIssuer() {
  const documents = new Map<string, unknown>([
    [discoveryUrl, { issuer, jwks_uri: jwksUri }],
    [jwksUri, { keys: [key.jwk] }],
  ])
  const fetched: string[] = []
  const limits: object[] = []
  const outbound: Outbound = {
    fetchJson: async (url, limit): Promise<FetchJsonResult> => {
      fetched.push(url)
      limits.push(limit)
      const document = documents.get(url)
      return document ? { ok: true, document } : { ok: false, failure: 'timeout', detail: 'no complete answer in time' }
    },
  }
  const clock = manualClock('2026-11-22T12:00:00Z')
  return {
    documents,
    fetched,
    limits,
    clock,
    keys: createKeySources({ issuers: noIssuers, outbound, clock }).of(issuer),
  }
}

describe('the keys of an issuer elsewhere', () => {
  it('come from its JWKS, found by discovery, within the limits of AWS', async () => {
    const { keys, fetched, limits } = remoteIssuer()
    const found = await keys.find('k1')
    assert.ok(found.ok)
    assert.deepEqual(found.issuers, [issuer])
    assert.deepEqual(fetched, [discoveryUrl, jwksUri])
    for (const limit of limits) assert.deepEqual(limit, { timeoutMs: 1500, maxBytes: 150_000 })
  })

  it('are kept: known keys cost no further fetch', async () => {
    const { keys, fetched, clock } = remoteIssuer()
    await keys.find('k1')
    clock.advance(299_999)
    await keys.find('k1')
    assert.equal(fetched.length, 2)
  })

  it('are fetched once for requests that come together', async () => {
    const { keys, fetched } = remoteIssuer()
    for (const found of Array.from({ length: 50 }, () => keys.find('k1'))) await found
    assert.equal(fetched.length, 2)
  })

  it('are fetched at most once in 10 s, whatever kids arrive', async () => {
    const { keys, fetched, clock } = remoteIssuer()
    await keys.find('k1')
    for (let n = 0; n < 100; n++) {
      const found = await keys.find(`unknown-${n}`)
      assert.equal(!found.ok && found.reason, 'kid-unknown')
      clock.advance(99)
    }
    assert.equal(fetched.length, 2)
    clock.advance(100)
    await keys.find('unknown')
    assert.equal(fetched.length, 4)
  })

  it('are honoured within 10 s when a new one appears', async () => {
    const { keys, documents, clock } = remoteIssuer()
    await keys.find('k1')
    documents.set(jwksUri, { keys: [key.jwk, nextKey.jwk] })
    clock.advance(10_000)
    assert.ok((await keys.find('k2')).ok)
  })

  it('serve on through an outage until they are two hours old, and no longer', async () => {
    const { keys, documents, clock } = remoteIssuer()
    await keys.find('k1')
    documents.clear()
    clock.advance(2 * 3_600_000 - 1)
    assert.ok((await keys.find('k1')).ok)
    clock.advance(10_001)
    const found = await keys.find('k1')
    assert.equal(!found.ok && found.reason, 'discovery-failed')
  })

  it('are refreshed in the background, so that a withdrawn key ends soon', async () => {
    const { keys, documents, clock } = remoteIssuer()
    await keys.find('k1')
    documents.set(jwksUri, { keys: [nextKey.jwk] })
    clock.advance(300_000)
    assert.ok((await keys.find('k1')).ok, 'nobody waits for the refresh')
    await keys.find('k2')
    assert.ok(!(await keys.find('k1')).ok)
  })

  it('come back after an outage', async () => {
    const { keys, documents, clock } = remoteIssuer()
    const discovery = documents.get(discoveryUrl)
    documents.delete(discoveryUrl)
    assert.ok(!(await keys.find('k1')).ok)
    documents.set(discoveryUrl, discovery)
    assert.ok(!(await keys.find('k1')).ok, 'not before the 10 s are over')
    clock.advance(10_000)
    assert.ok((await keys.find('k1')).ok)
  })

  for (const [why, url, document, reason, explanation] of [
    ['discovery does not answer', discoveryUrl, undefined, 'discovery-failed', /no complete answer in time/],
    [
      'discovery names another issuer',
      discoveryUrl,
      { issuer: 'https://idp.example/tenant', jwks_uri: jwksUri },
      'discovery-failed',
      /names the issuer "https:\/\/idp.example\/tenant", not/,
    ],
    ['discovery is no object', discoveryUrl, 'text', 'discovery-failed', /names the issuer undefined/],
    ['discovery has no jwks_uri', discoveryUrl, { issuer }, 'discovery-failed', /has no jwks_uri/],
    [
      'jwks_uri is no http URL',
      discoveryUrl,
      { issuer, jwks_uri: 'file:///etc/passwd' },
      'discovery-failed',
      /has no jwks_uri/,
    ],
    ['the JWKS does not answer', jwksUri, undefined, 'jwks-failed', /no complete answer in time/],
    ['the JWKS is none', jwksUri, { keys: 'none' }, 'jwks-failed', /is no JWK set/],
  ] as const)
    it(`fail with ${reason} when ${why}`, async () => {
      const { keys, documents } = remoteIssuer()
      documents.set(url, document)
      const found = await keys.find('k1')
      assert.ok(!found.ok)
      assert.equal(found.reason, reason)
      assert.match(found.explanation, explanation)
    })
})

describe('the keys of a local user pool', () => {
  const name = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123xyz'
  const issuers = [name, 'http://localhost:4566/us-east-1_Abc123xyz']

  function localPool() {
    const state = { keys: [key.jwk], exists: true, reads: 0, fails: false }
    const directory = {
      isLocalForm: (issuer: string) => issuers.includes(issuer),
      findLocal: async () => {
        state.reads++
        if (state.fails) throw new Error('disk on fire')
        return state.exists
          ? {
              issuers,
              keys: async () => state.keys.map((jwk) => ({ ...jwk, kid: 'kid' in jwk ? String(jwk.kid) : '' })),
            }
          : undefined
      },
    }
    const outbound: Outbound = { fetchJson: () => assert.fail('a local issuer is never fetched') }
    const clock = manualClock('2026-11-22T12:00:00Z')
    return { state, clock, sources: createKeySources({ issuers: directory, outbound, clock }) }
  }

  it('come in process, with every name of the pool', async () => {
    const { sources } = localPool()
    for (const issuerName of issuers) {
      const found = await sources.of(issuerName).find('k1')
      assert.ok(found.ok)
      assert.deepEqual(found.issuers, issuers)
    }
  })

  it('are read once, not for every request', async () => {
    const { sources, state } = localPool()
    for (let n = 0; n < 10; n++) await sources.of(name).find('k1')
    assert.equal(state.reads, 1)
  })

  it('end a minute after the pool is deleted', async () => {
    const { sources, state, clock } = localPool()
    await sources.of(name).find('k1')
    state.exists = false
    clock.advance(60_000)
    const found = await sources.of(name).find('k1')
    assert.equal(!found.ok && found.reason, 'discovery-failed')
  })

  it('last through an outage of the store of less than two hours, and the pool`s deletion meanwhile does not', async () => {
    const { sources, state, clock } = localPool()
    await sources.of(name).find('k1')
    state.fails = true
    for (const minutes of [1, 1, 117]) {
      clock.advance(minutes * 60_000)
      assert.ok((await sources.of(name).find('k1')).ok, `after ${minutes} more minutes`)
    }
    clock.advance(60_000)
    assert.equal((await sources.of(name).find('k1')).ok, false)
    state.fails = false
    clock.advance(1000)
    assert.ok((await sources.of(name).find('k1')).ok)
    state.fails = true
    clock.advance(60_000)
    assert.ok((await sources.of(name).find('k1')).ok)
    Object.assign(state, { fails: false, exists: false })
    clock.advance(1000)
    await sources.of(name).find('k1')
    await new Promise(setImmediate)
    assert.equal((await sources.of(name).find('k1')).ok, false)
  })

  it('fail closed when the store does', async () => {
    const { sources, state } = localPool()
    state.fails = true
    const found = await sources.of(name).find('k1')
    assert.equal(!found.ok && found.reason, 'jwks-failed')
  })
})

describe('a published key', () => {
  it('is fit when it is RSA for signatures', () => assert.ok(readVerificationKey(key.jwk)))

  for (const [why, change] of [
    ['is for encryption', { use: 'enc' }],
    ['is for another algorithm', { alg: 'PS256' }],
    ['is for HMAC', { kty: 'oct', k: 'AAAA' }],
    ['is an elliptic curve', { kty: 'EC' }],
    ['has no kid', { kid: undefined }],
    ['has a number as kid', { kid: 1 }],
    ['may not verify', { key_ops: ['encrypt'] }],
    ['has the exponent 1', { e: 'AQ' }],
    ['has an even exponent', { e: 'BA' }],
    ['has no modulus', { n: '' }],
    ['has nonsense for a modulus', { n: '!!!' }],
  ] as const)
    it(`is not used when it ${why}`, () => assert.equal(readVerificationKey({ ...key.jwk, ...change }), undefined))

  it('is not used when it has 1024 bit', () => {
    assert.equal(readVerificationKey(createSigningKey('k1', 1024).jwk), undefined)
  })
})
