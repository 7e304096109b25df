import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { createSamlKey, createSamlProvider, encrypt, type Said } from '../../../test/support/saml-identity-provider.ts'
import { type ExpectedResponse, readResponse } from './read-response.ts'
import { ResponseProblem } from './response-problem.ts'

const now = new Date('2026-11-22T10:00:00Z')
const fixture = (name: string) => readFileSync(new URL(`../../../test/fixtures/${name}`, import.meta.url), 'utf8')
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const to = {
  audience: 'urn:amazon:cognito:sp:us-east-1_example',
  recipient: 'https://shop.example.com/saml2/idpresponse',
}

const read = (response: string, certificates: readonly string[], more: Partial<ExpectedResponse> = {}) =>
  readResponse(Buffer.from(response).toString('base64'), {
    issuer: 'https://idp.example.com/saml',
    ...to,
    requestId: '_1',
    now,
    certificates,
    privateKey,
    mustBeEncrypted: false,
    ...more,
  })

describe('readResponse', () => {
  it('believes what Apache Santuario, as the JDK has it, has signed in a document with other prefixes and line ends', () => {
    const certificate = fixture('saml-certificate.txt').replaceAll(/\s/g, '')
    assert.deepEqual(read(fixture('saml-response.xml'), [certificate]), {
      id: '_assertion',
      usableUntil: new Date('2026-11-22T10:06:00Z'),
      session: {
        nameId: 'jäne & co',
        format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
        sessionIndex: '_session',
      },
      attributes: { mail: 'jane@corp.example' },
    })
    const changed = fixture('saml-response.xml').replace('jane@corp', 'eve@corp')
    assert.throws(() => read(changed, [certificate]), { message: 'what is signed was changed' })
  })

  it('takes the clocks of both sides for a minute apart', async () => {
    const provider = await createSamlProvider(() => now)
    const at = (seconds: number, said: Partial<Said> = {}) =>
      read(provider.write(to, { inResponseTo: '_1', ...said }), [provider.certificate], {
        now: new Date(now.getTime() + seconds * 1000),
      })
    assert.equal(at(-60).session.nameId, 'jane')
    assert.throws(() => at(-60.001), ResponseProblem)
    assert.equal(at(359.999).session.nameId, 'jane')
    assert.throws(() => at(360), ResponseProblem)
  })

  it('reads an assertion that was encrypted without the namespaces around it, whose key is beside it', async () => {
    const provider = await createSamlProvider(() => now)
    const { privateKey: key, certificate } = await createSamlKey(now)
    const response = provider.write(to, { inResponseTo: '_1' })
    const [assertion = ''] = /<saml:Assertion[^]*<\/saml:Assertion>/.exec(response) ?? []
    const bare = assertion.replace(' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"', '')
    const [encryptedKey = ''] =
      /<xenc:EncryptedKey>[^]*<\/xenc:EncryptedKey>/.exec(encrypt(bare, certificate, 'aes256-gcm')) ?? []
    const encrypted = encrypt(bare, certificate, 'aes256-gcm')
    assert.equal(
      read(response.replace(assertion, encrypted), [provider.certificate], { privateKey: key }).session.nameId,
      'jane',
    )
    const [own = ''] = /<xenc:EncryptedKey>[^]*<\/xenc:EncryptedKey>/.exec(encrypted) ?? []
    const beside = own.replace(
      '<xenc:EncryptedKey>',
      '<xenc:EncryptedKey xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">',
    )
    const moved = encrypted
      .replace(own, '<ds:RetrievalMethod URI="#key"/>')
      .replace('</saml:Enc', `${beside}</saml:Enc`)
    assert.equal(
      read(response.replace(assertion, moved), [provider.certificate], { privateKey: key }).session.nameId,
      'jane',
    )
    const foreign = encrypted.replace(own, encryptedKey)
    assert.throws(() => read(response.replace(assertion, foreign), [provider.certificate], { privateKey: key }), {
      message: 'the assertion cannot be decrypted with the key of ActiveEncryptionCertificate',
    })
    const mixed = encrypted.replace(
      '#rsa-oaep-mgf1p"/>',
      '#rsa-oaep-mgf1p"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/></xenc:EncryptionMethod>',
    )
    assert.throws(() => read(response.replace(assertion, mixed), [provider.certificate], { privateKey: key }), {
      message: 'the key is transported with two different hashes',
    })
  })
})
