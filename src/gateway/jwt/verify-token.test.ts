import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { manualClock } from '../../ports/clock.ts'
import { createSigningKey, encode, signToken } from '../../../test/support/token-forge.ts'
import { createKeySet } from './key-set.ts'
import { wwwAuthenticate } from './refusal.ts'
import { parseToken, readToken } from './token.ts'
import { createVerifiedSignatures } from './verified-signatures.ts'
import { verifyToken } from './verify-token.ts'

const start = '2026-11-22T12:00:00Z'
const now = new Date(start).getTime() / 1000
const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123xyz'
const key = createSigningKey('k1')
const claims = { sub: 'u1', iss: issuer, client_id: 'app', iat: now - 10, exp: now + 3600, scope: 'a/read a/write' }

interface Change {
  readonly audience?: readonly string[]
  readonly requiredScopes?: readonly string[]
  readonly leeway?: number
}

function decide(token: string, change: Change = {}) {
  const clock = manualClock(start)
  const load = async () => ({ ok: true as const, issuers: [issuer, 'https://pool.example/'], keys: [key.jwk] })
  return verifyToken(token, {
    keys: createKeySet(load, { refreshAfter: 1e6, expireAfter: 1e6, minInterval: 1e4 }, clock),
    audience: ['app'],
    requiredScopes: [],
    now: clock.now(),
    leeway: 0,
    signatures: createVerifiedSignatures(1e6),
    ...change,
  })
}

describe('a token passes', () => {
  for (const [why, change] of [
    ['with client_id and no aud, as Cognito access tokens are', {}],
    ['with aud, as Cognito ID tokens are', { aud: 'app', client_id: undefined }],
    ['with aud listed and client_id not: aud decides', { aud: 'app', client_id: 'other' }],
    ['with an aud list that names the client', { aud: ['x', 'app'] }],
    ['with any name of its issuer', { iss: 'https://pool.example/' }],
    ['without iat and nbf', { iat: undefined }],
    ['with nbf and iat at this very second', { iat: now, nbf: now }],
    ['with exp a fraction of a second ahead', { exp: now + 0.5 }],
    ['without scopes on a route that asks for none', { scope: undefined }],
  ] as const)
    it(why, async () => assert.ok((await decide(signToken(key, { ...claims, ...change }))).granted))

  it('and brings all of its claims and scopes along', async () => {
    const decision = await decide(signToken(key, claims), { requiredScopes: ['a/write'] })
    assert.ok(decision.granted)
    assert.deepEqual(Object.fromEntries(decision.claims), claims)
    assert.deepEqual(decision.scopes, ['a/read', 'a/write'])
  })

  it('with RS384 and RS512 when its key names no algorithm', async () => {
    const { alg: _, ...jwk } = { alg: '', ...key.jwk }
    const load = async () => ({ ok: true as const, issuers: [issuer], keys: [jwk] })
    const keys = createKeySet(load, { refreshAfter: 1e6, expireAfter: 1e6, minInterval: 0 }, manualClock(start))
    for (const [alg, digest] of [
      ['RS384', 'sha384'],
      ['RS512', 'sha512'],
    ]) {
      const rules = { keys, audience: ['app'], requiredScopes: [], now: new Date(start), leeway: 0 }
      const token = signToken(key, claims, { alg }, digest)
      assert.ok((await verifyToken(token, { ...rules, signatures: createVerifiedSignatures(1e6) })).granted)
    }
  })

  it('by a scope in scp, as a list or as text, before scope', async () => {
    for (const scp of [['b'], 'b c'])
      assert.ok((await decide(signToken(key, { ...claims, scp }), { requiredScopes: ['b'] })).granted)
    assert.ok(!(await decide(signToken(key, { ...claims, scp: 'c' }), { requiredScopes: ['a/read'] })).granted)
  })

  it('up to the configured leeway late', async () => {
    const token = signToken(key, { ...claims, exp: now - 5, nbf: now + 5, iat: now + 5 })
    assert.ok((await decide(token, { leeway: 6 })).granted)
    assert.ok(!(await decide(token, { leeway: 5 })).granted)
  })
})

describe('a refusal', () => {
  for (const [token, description, explanation] of [
    ['not-a-token', 'token contains an invalid number of segments', /has 1$/],
    [`${encode({ alg: 'RS256' })}.`, 'token contains an invalid number of segments', /has 2$/],
    ['a.b.c.d.e', 'token contains an invalid number of segments', /has 5$/],
    ['ab*c.e30.x', 'illegal base64 data at input byte 2', /token's header is not canonical base64url: "\*" at 2/],
    [`${encode({ alg: 'RS256' })}.e30=.x`, 'illegal base64 data at input byte 3', /token's payload/],
    [`${encode('nonsense')}.e30.x`, 'token contains invalid JSON', /header is not a JSON object/],
    [`${encode({ alg: 'RS256' })}.${encode('[]')}.x`, 'token contains invalid JSON', /payload is not a JSON object/],
    [signToken(key, claims, { alg: 'ES256' }), 'signing method ES256 is invalid', /alg is "ES256"/],
    [signToken(key, claims, { alg: 'none' }), 'signing method none is invalid', /alg is "none"/],
    [signToken(key, claims, { alg: 'x"y' }), 'signing method (alg) is unavailable.', /alg is "x\\"y"/],
    [signToken(key, claims, { alg: 5 }), 'signing method (alg) is unspecified.', /alg is 5/],
    [
      signToken(key, claims, { kid: 'k2' }),
      'the token does not have a valid kid',
      /kid is "k2"; the issuer's keys are k1/,
    ],
    [signToken(key, claims, { kid: undefined }), 'the token does not have a valid kid', /kid is nothing/],
    [signToken(key, claims, { crit: ['b64'] }), 'the token has an unknown critical header', /crit is \["b64"\]/],
    [signToken(key, claims, { alg: 'RS512' }, 'sha512'), 'crypto/rsa: verification error', /key "k1" is for RS256/],
    [
      `${signToken(key, claims).slice(0, -6)}AAAAAA`,
      'crypto/rsa: verification error',
      /signature is not by the key "k1"/,
    ],
    [
      signToken(key, { ...claims, iss: 'https://evil.example' }),
      'issuer does not match',
      /iss is "https:\/\/evil.example"/,
    ],
    [signToken(key, { ...claims, iss: `${issuer}/` }), 'issuer does not match', /differs by a trailing slash/],
    [
      signToken(key, { ...claims, client_id: 'other' }),
      'the token does not have a valid audience',
      /^client_id "other" not in \["app"\]$/,
    ],
    [
      signToken(key, { ...claims, aud: 'other' }),
      'the token does not have a valid audience',
      /^aud "other" not in \["app"\]$/,
    ],
    [signToken(key, { ...claims, exp: now - 192 }), 'the token has expired', /^expired 3 min 12 s ago$/],
    [signToken(key, { ...claims, exp: now }), 'the token has expired', /^expired 0 s ago$/],
    [signToken(key, { ...claims, exp: now - 90_061 }), 'the token has expired', /^expired 1 d 1 h ago$/],
    [signToken(key, { ...claims, exp: undefined }), 'the token has expired', /^exp is nothing, not a time$/],
    [signToken(key, { ...claims, nbf: now + 60 }), 'Token is not valid yet', /^nbf is 1 min ahead$/],
    [signToken(key, { ...claims, iat: now + 60 }), 'Token used before issued', /^iat is 1 min ahead$/],
  ] as const)
    it(`says "${description}" and explains ${explanation.source}`, async () => {
      const decision = await decide(token)
      assert.ok(!decision.granted)
      assert.equal(decision.status, 401)
      assert.equal(decision.description, description)
      assert.match(decision.explanation, explanation)
      assert.equal(decision.authorizerError, `invalid_token: ${description}`)
      assert.equal(
        wwwAuthenticate(decision, ['a', 'b']),
        `Bearer scope="a b" error="invalid_token" error_description="${description}"`,
      )
    })

  it('is 403 for missing scopes alone', async () => {
    const decision = await decide(signToken(key, claims), { requiredScopes: ['openid'] })
    assert.ok(!decision.granted)
    assert.equal(decision.status, 403)
    assert.equal(
      decision.explanation,
      `the token's scopes are ["a/read","a/write"]; the route asks for one of ["openid"]`,
    )
  })

  it('names the earlier check when several fail', async () => {
    const wrong = { iss: 'x', client_id: 'y', exp: 1, nbf: now + 9, iat: now + 9 }
    for (const [fixed, reason] of [
      [{}, 'issuer-mismatch'],
      [{ iss: issuer }, 'audience-mismatch'],
      [{ iss: issuer, aud: 'app' }, 'expired'],
      [{ iss: issuer, aud: 'app', exp: now + 9 }, 'not-yet-valid'],
      [{ iss: issuer, aud: 'app', exp: now + 9, nbf: 0 }, 'issued-in-future'],
      [{ iss: issuer, aud: 'app', exp: now + 9, nbf: 0, iat: 0 }, 'scope-missing'],
    ] as const) {
      const decision = await decide(signToken(key, { ...wrong, ...fixed }), { requiredScopes: ['z'] })
      assert.equal(!decision.granted && decision.reason, reason)
    }
  })

  it('never repeats what a header could not hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), async (alg) => {
        const decision = await decide(`${encode({ alg })}.e30.e30`)
        assert.ok(!decision.granted)
        assert.match(wwwAuthenticate(decision, []), /^[\x20-\x7e]+$/)
        assert.equal(wwwAuthenticate(decision, []).split('"').length, 7)
      }),
    )
  })
})

describe('whatever comes as a token', () => {
  it('is decided, never an exception', async () => {
    const segment = fc.oneof(fc.string(), fc.jsonValue().map(encode), fc.constant(encode({ alg: 'RS256', kid: 'k1' })))
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 4 }), async (segments) => {
        assert.ok(!(await decide(segments.join('.'))).granted)
      }),
    )
  })

  it('is decided when a signed payload holds any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('iss', 'aud', 'exp', 'nbf', 'iat', 'scp'), fc.jsonValue()),
        async (odd) => {
          await decide(signToken(key, { ...claims, ...odd }), { requiredScopes: ['x'] })
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is refused unread when it is longer than a request can be', () => {
    const refusal = parseToken('a'.repeat(10_241))
    assert.ok('granted' in refusal && refusal.explanation === 'the token has 10241 characters')
  })
})

describe('the value of an identity source', () => {
  for (const [value, token] of [
    ['abc', 'abc'],
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['Bearer', 'Bearer'],
    ['Basic abc', 'Basic abc'],
  ])
    it(`"${value}" is the token "${token}"`, () => assert.equal(readToken(value!), token))
})

describe('a remembered signature', () => {
  it('spares the verification, not the checks of the claims', async () => {
    const signatures = createVerifiedSignatures(1e6)
    const clock = manualClock(start)
    const load = async () => ({ ok: true as const, issuers: [issuer], keys: [key.jwk] })
    const keys = createKeySet(load, { refreshAfter: 1e9, expireAfter: 1e9, minInterval: 0 }, clock)
    const rules = () => ({ keys, audience: ['app'], requiredScopes: [], now: clock.now(), leeway: 0, signatures })
    const token = signToken(key, claims)
    assert.ok((await verifyToken(token, rules())).granted)
    assert.equal(signatures.find(token), undefined)
    assert.ok((await verifyToken(token, rules())).granted)
    assert.ok(signatures.find(token))
    assert.ok((await verifyToken(token, rules())).granted)
    assert.ok(!(await verifyToken(token, { ...rules(), audience: ['other'] })).granted)
    clock.advance(3_600_000)
    assert.ok(!(await verifyToken(token, rules())).granted)
  })

  it('counts for its key only: a rotated key with the same kid ends it', async () => {
    const signatures = createVerifiedSignatures(1e6)
    const clock = manualClock(start)
    let jwk = key.jwk
    const load = async () => ({ ok: true as const, issuers: [issuer], keys: [jwk] })
    const keys = createKeySet(load, { refreshAfter: 1000, expireAfter: 2000, minInterval: 0 }, clock)
    const rules = () => ({ keys, audience: ['app'], requiredScopes: [], now: clock.now(), leeway: 0, signatures })
    const token = signToken(key, claims)
    assert.ok((await verifyToken(token, rules())).granted)
    assert.ok((await verifyToken(token, rules())).granted)
    assert.ok(signatures.find(token))
    jwk = createSigningKey('k1').jwk
    clock.advance(2000)
    const decision = await verifyToken(token, rules())
    assert.equal(!decision.granted && decision.reason, 'signature-invalid')
  })

  it('is forgotten when newer ones need the room', () => {
    // Room for two of 30 bytes in either half.
    const signatures = createVerifiedSignatures(120)
    const token = { header: new Map(), claims: new Map(), signed: '', signature: '' }
    const texts = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(10))
    for (const text of texts) signatures.remember(text, token, 'm')
    for (const text of texts) {
      signatures.remember(text, token, 'm')
      signatures.find('aaaaaaaaaa')
    }
    assert.deepEqual(
      texts.map((text) => signatures.find(text) !== undefined),
      [true, false, false, true, true],
    )
  })

  it('is there for each of ten thousand tokens in turn, from the second on', () => {
    const signatures = createVerifiedSignatures(1e6)
    const token = { header: new Map(), claims: new Map(), signed: '', signature: '' }
    const texts = Array.from({ length: 10_000 }, (_, number) => `token ${number}`)
    for (let turn = 0; turn < 2; turn++) for (const text of texts) signatures.remember(text, token, 'm')
    assert.deepEqual(
      texts.filter((text) => signatures.find(text) === undefined),
      [],
    )
  })

  it('is found by the whole token, not by its end alone', () => {
    const signatures = createVerifiedSignatures(1e6)
    const end = 's'.repeat(100)
    const token = { header: new Map(), claims: new Map(), signed: '', signature: '' }
    for (let time = 0; time < 2; time++) signatures.remember(`a.${end}`, token, 'm')
    assert.ok(signatures.find(`a.${end}`))
    assert.equal(signatures.find(`b.${end}`), undefined)
    assert.equal(signatures.find(end), undefined)
  })

  it('is let through again only by the same rules, while it lasts', async () => {
    const signatures = createVerifiedSignatures(1e6)
    const clock = manualClock(start)
    const load = async () => ({ ok: true as const, issuers: [issuer], keys: [key.jwk] })
    const keys = createKeySet(load, { refreshAfter: 1e9, expireAfter: 1e9, minInterval: 0 }, clock)
    const rules = { keys, audience: ['app'], requiredScopes: [], leeway: 0, signatures }
    const token = signToken(key, { ...claims, iat: now })
    const reasonOf = async (change: object) => {
      const decision = await verifyToken(token, { ...rules, now: clock.now(), ...change })
      return decision.granted || decision.reason
    }
    assert.equal(await reasonOf({}), true)
    assert.equal(await reasonOf({}), true)
    assert.ok(signatures.find(token)?.approval)
    assert.equal(await reasonOf({ audience: ['other'] }), 'audience-mismatch')
    assert.equal(await reasonOf({ requiredScopes: ['never'] }), 'scope-missing')
    assert.equal(await reasonOf({ now: new Date((now - 1) * 1000) }), 'issued-in-future')
    const other = createKeySet(
      async () => ({ ok: true, issuers: ['https://other'], keys: [key.jwk] }),
      { refreshAfter: 1e9, expireAfter: 1e9, minInterval: 0 },
      clock,
    )
    assert.equal(await reasonOf({ keys: other }), 'issuer-mismatch')
    assert.equal(await reasonOf({}), true)
    clock.advance((claims.exp - now) * 1000)
    assert.equal(await reasonOf({}), 'expired')
  })
})
