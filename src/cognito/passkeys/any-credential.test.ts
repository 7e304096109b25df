import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { newAuthenticator } from '../../../test/support/authenticator.ts'
import type { PasskeyRecord } from '../passkey-store.ts'
import { readAssertion, readRegistration } from './credential-json.ts'
import { verifyAssertion } from './verify-assertion.ts'
import { verifyRegistration } from './verify-registration.ts'

const origin = 'https://shop.example'
const options = { challenge: 'AAAA', rp: { id: 'shop.example' }, rpId: 'shop.example' }
const expected = { relyingPartyId: 'shop.example', requireVerification: false }

/** Bytes with some of them changed, cut off or added; never by chance what they were. */
const damaged = (base64url: string) => {
  const bytes = Buffer.from(base64url, 'base64url')
  return fc
    .record({
      at: fc.nat(bytes.length - 1),
      by: fc.integer({ min: 1, max: 255 }),
      keep: fc.nat(bytes.length),
      more: fc.uint8Array({ maxLength: 8 }),
    })
    .map(({ at, by, keep, more }) => {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ by
      const cut = keep % 3 === 0 ? changed.subarray(0, keep) : changed
      return Buffer.concat([cut, more]).toString('base64url')
    })
    .filter((changed) => changed !== base64url)
}

describe('whatever a client sends for a passkey', () => {
  it('is read or is none, without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        assert.equal(readRegistration(value), undefined)
        assert.equal(readAssertion({ id: 'AAAA', type: 'public-key', response: value }), undefined)
      }),
    )
  })

  it('never registers a key for another relying party or under another id, and never throws', async () => {
    const made = newAuthenticator(origin).create(options)
    await fc.assert(
      fc.asyncProperty(damaged(made.response.attestationObject), async (attestationObject) => {
        const registration = readRegistration({ ...made, response: { ...made.response, attestationObject } })
        assert.ok(registration)
        const { outcome } = await verifyRegistration(registration, expected)
        assert.ok(['verified', 'malformed', 'other relying party', 'unsupported'].includes(outcome))
      }),
    )
  })

  it('is no signature once any of it was changed, and never throws', async () => {
    const authenticator = newAuthenticator(origin)
    const registration = readRegistration(authenticator.create(options)) ?? assert.fail()
    const registered = await verifyRegistration(registration, expected)
    assert.equal(registered.outcome, 'verified')
    const passkey: PasskeyRecord = {
      ...registered.passkey,
      poolId: 'p',
      sub: 's',
      id: authenticator.id,
      relyingPartyId: 'shop.example',
      transports: [],
      name: 'Passkey',
      createdAt: new Date(0),
    }
    const signed = authenticator.get(options)
    const verify = async (change: object) => {
      const assertion = readAssertion({ ...signed, response: { ...signed.response, ...change } })
      return assertion && verifyAssertion(assertion, passkey, { ...expected, challenge: options.challenge })
    }
    assert.deepEqual(await verify({}), { counter: 2 })
    const lengthened = (bytes: number) =>
      Buffer.concat([Buffer.from(signed.response.signature, 'base64url'), Buffer.alloc(bytes)]).toString('base64url')
    for (const bytes of [1, 2, 3, 256])
      assert.deepEqual(await verify({ signature: lengthened(bytes) }), { refused: 'the signature is not DER' })
    const changes = fc.oneof(
      damaged(signed.response.signature).map((signature) => ({ signature })),
      damaged(signed.response.authenticatorData).map((authenticatorData) => ({ authenticatorData })),
      damaged(signed.response.clientDataJSON).map((clientDataJSON) => ({ clientDataJSON })),
    )
    await fc.assert(
      fc.asyncProperty(changes, async (change) => {
        const outcome = await verify(change)
        assert.ok(outcome === undefined || 'refused' in outcome)
      }),
    )
  })
})
