import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createSigningKey, encode, signToken } from '../../../test/support/token-forge.ts'
import { manualClock } from '../../ports/clock.ts'
import { createKeySet } from './key-set.ts'
import { decodeSegment, parseToken } from './token.ts'
import { createVerifiedSignatures } from './verified-signatures.ts'
import { verifyToken } from './verify-token.ts'

const members = fc.dictionary(fc.string(), fc.jsonValue())

/** A JSON text of these members, however it is written. */
function writeJson(names: readonly string[], values: readonly unknown[]): string {
  return `{${names.map((name, index) => `${escapeAll(name)}:${JSON.stringify(values[index])}`).join(',')}}`
}

/** The same text with every character escaped. */
function escapeAll(text: string): string {
  const escaped = Array.from({ length: text.length }, (_, index) => {
    return `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`
  })
  return `"${escaped.join('')}"`
}

describe('of any text', () => {
  it('only a canonical token is read, and nothing is thrown', () => {
    const segment = fc.oneof(
      members.map((value) => encode(JSON.stringify(value))),
      fc.base64String().map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'e30', 'e30=', 'e31', 'bnVsbA', 'W10'),
    )
    const text = fc.array(segment, { maxLength: 5 }).map((segments) => segments.join('.'))
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary', maxLength: 200 })), (token) => {
        const parsed = parseToken(token)
        if ('granted' in parsed) return
        const [header = '', payload = '', signature, ...others] = token.split('.')
        assert.deepEqual(others, [])
        assert.equal(parsed.signature, signature)
        assert.equal(parsed.signed, `${header}.${payload}`)
        for (const part of [header, payload]) {
          assert.match(part, /^[\w-]+$/)
          assert.equal(decodeSegment(part)?.toString('base64url'), part)
        }
        assert.deepEqual(Object.fromEntries(parsed.claims), JSON.parse(String(decodeSegment(payload))))
      }),
      { numRuns: 2000 },
    )
  })

  it('one that is what it should be is read', () => {
    fc.assert(
      fc.property(members, members, fc.base64String(), (header, payload, signature) => {
        const parsed = parseToken(`${encode(header)}.${encode(payload)}.${signature}`)
        if ('granted' in parsed) return assert.equal(parsed.description, 'token is too long')
        assert.deepEqual(parsed.header, new Map(Object.entries(JSON.parse(JSON.stringify(header)))))
        assert.deepEqual(parsed.claims, new Map(Object.entries(JSON.parse(JSON.stringify(payload)))))
      }),
    )
  })

  it('one that says a name twice, in whatever escapes, is not', () => {
    const names = fc.uniqueArray(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(names, fc.nat(), fc.jsonValue(), (known, choice, value) => {
        const twice = known[choice % known.length] ?? ''
        const values = known.map(() => value)
        const good = writeJson(known, values)
        const bad = writeJson([...known, twice], [...values, value])
        assert.ok(!('granted' in parseToken(`e30.${encode(good)}.x`)) || good.length > 5000)
        assert.ok('granted' in parseToken(`e30.${encode(bad)}.x`))
        assert.ok('granted' in parseToken(`${encode(bad)}.e30.x`))
      }),
    )
  })

  it('base64url has one way to write each bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string({ unit: 'binary', maxLength: 2 }), fc.nat(), (bytes, noise, where) => {
        const text = Buffer.from(bytes).toString('base64url')
        assert.deepEqual(decodeSegment(text), Buffer.from(bytes))
        const at = where % (text.length + 1)
        const other = text.slice(0, at) + noise + text.slice(at)
        if (other !== text) assert.notDeepEqual(decodeSegment(other), Buffer.from(bytes))
      }),
    )
  })
})

describe('a genuine token', () => {
  const key = createSigningKey('k1')
  const claims = { iss: 'https://idp.example', client_id: 'app', exp: 2_000_000_000 }
  const genuine = signToken(key, claims)
  const clock = manualClock('2026-11-22T12:00:00Z')
  const load = async () => ({ ok: true as const, issuers: ['https://idp.example'], keys: [key.jwk] })
  const rules = () => ({
    keys: createKeySet(load, { refreshAfter: 1e9, expireAfter: 1e9, minInterval: 0 }, clock),
    audience: ['app'],
    requiredScopes: [],
    now: clock.now(),
    leeway: 0,
    signatures: createVerifiedSignatures(1e6),
  })

  it('is granted, and with any change of its text refused', async () => {
    assert.ok((await verifyToken(genuine, rules())).granted)
    const place = fc.nat(genuine.length)
    const edit = fc.record({ place, remove: fc.nat(3), insert: fc.string({ unit: 'binary', maxLength: 3 }) })
    const character = fc.constantFrom('A', 'B', 'a', 'b', '0', '9', '-', '_', '.', '=', '+', '/', ' ')
    const exchange = fc.record({ place, remove: fc.constant(1), insert: character })
    await fc.assert(
      fc.asyncProperty(fc.oneof(edit, exchange), async ({ place: at, remove, insert }) => {
        const changed = genuine.slice(0, at) + insert + genuine.slice(at + remove)
        fc.pre(changed !== genuine)
        assert.ok(!(await verifyToken(changed, rules())).granted, changed)
      }),
      { numRuns: 500 },
    )
  })

  it('lends its signature to no other claims', async () => {
    const signature = genuine.split('.')[2]
    await fc.assert(
      fc.asyncProperty(members, async (more) => {
        const other = { ...claims, ...more }
        fc.pre(JSON.stringify(other) !== JSON.stringify(claims))
        const [header] = genuine.split('.')
        assert.ok(!(await verifyToken(`${header}.${encode(other)}.${signature}`, rules())).granted)
      }),
    )
  })
})
