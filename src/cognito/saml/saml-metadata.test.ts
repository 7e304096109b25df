import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSamlKey } from '../../../test/support/saml-identity-provider.ts'
import { certificate, entityId, samlMetadata, signingKey, weakCertificate } from '../../../test/support/saml.ts'
import { readSamlMetadata } from './saml-metadata.ts'

const now = new Date('2026-11-22T10:00:00Z')
const problemOf = (text: string): string => {
  const read = readSamlMetadata(text, now)
  return read.ok ? assert.fail('the metadata was taken') : read.problem
}

describe('readSamlMetadata', () => {
  it('gives who the provider is and where requests go', () => {
    assert.deepEqual(readSamlMetadata(samlMetadata(), now), {
      ok: true,
      metadata: {
        entityId,
        ssoRedirect: 'https://idp.example.com/sso?a=1&b=2',
        sloRedirect: 'https://idp.example.com/slo',
        trust: { certificates: [certificate] },
      },
    })
  })

  it('leaves out certificates that have expired, and refuses a provider that has no other', async () => {
    const [expired, current] = await Promise.all([createSamlKey(now, 'ec', -1), createSamlKey(now, 'ec')])
    const keys = [expired, current].map(({ certificate: each }) => signingKey(each)).join('')
    const read = readSamlMetadata(samlMetadata({ keys }), now)
    assert.ok(read.ok)
    assert.deepEqual(read.metadata.trust.certificates, [current.certificate])
    assert.match(
      problemOf(samlMetadata({ keys: signingKey(expired.certificate) })),
      /certificate for signing has expired/,
    )
  })

  it('takes the only entity of a group', () => {
    const group = (members: string) =>
      `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">${members}</EntitiesDescriptor>`
    const [entity = ''] = /<md:Entity[^]*/.exec(samlMetadata()) ?? []
    assert.equal(readSamlMetadata(group(entity), now).ok, true)
    assert.match(problemOf(group(entity + entity)), /exactly one entity/)
    assert.match(problemOf(group('')), /exactly one entity/)
  })

  const redirect = 'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"'
  for (const [what, text, problem] of [
    ['what is no XML', 'metadata', /^Unable to use the SAML metadata: no element at character 1$/],
    ['another document', '<html/>', /exactly one entity/],
    ['no entity id', samlMetadata({ attributes: '' }), /entityID/],
    ['an entity id that is too long', samlMetadata({ attributes: `entityID="${'x'.repeat(1025)}"` }), /entityID/],
    [
      'another protocol',
      samlMetadata().replace('urn:oasis:names:tc:SAML:2.0:protocol', 'urn:oasis:names:tc:SAML:1.1:protocol'),
      /no IDPSSODescriptor for SAML 2\.0/,
    ],
    [
      'no redirect binding',
      samlMetadata({ services: '' }),
      /^No SingleSignOn Http redirect binding location found in metadata\.$/,
    ],
    [
      'a location that a browser would run',
      samlMetadata({ services: `<md:SingleSignOnService ${redirect} Location="javascript:alert(1)"/>` }),
      /not an http or https URL/,
    ],
    ['no certificate', samlMetadata({ keys: '' }), /no certificate for signing/],
    ['a certificate for encryption alone', samlMetadata({ keys: signingKey('AAAA', 'encryption') }), /no certificate/],
    ['a certificate that cannot be read', samlMetadata({ keys: signingKey('AAAA') }), /cannot be read/],
    ['a weak key', samlMetadata({ keys: signingKey(weakCertificate) }), /RSA key of 2048 bits or more/],
    [
      'metadata that is no longer valid',
      samlMetadata({ attributes: `entityID="e" validUntil="2026-11-22T10:00:00Z"` }),
      /was valid until 2026-11-22T10:00:00Z/,
    ],
    ['a validity that is no time', samlMetadata({ attributes: `entityID="e" validUntil="soon"` }), /not a date/],
  ] as const)
    it(`refuses ${what}`, () => {
      assert.match(problemOf(text), problem)
    })

  it('takes metadata that is valid still', () => {
    const attributes = `entityID="e" validUntil="2026-11-22T10:00:00.001Z"`
    const read = readSamlMetadata(samlMetadata({ attributes }), now)
    assert.equal(read.ok && read.metadata.trust.validUntil, now.getTime() + 1)
  })
})
