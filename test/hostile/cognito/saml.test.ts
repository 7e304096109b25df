import assert from 'node:assert/strict'
import { createHmac, X509Certificate } from 'node:crypto'
import { describe, it, type TestContext } from 'node:test'
import {
  attribute,
  createSamlKey,
  createSamlProvider,
  encrypt,
  readRedirect,
  rsaSha256,
  type Said,
} from '../../support/saml-identity-provider.ts'
import { openSamlDomain } from '../../support/saml-domain.ts'
import { callback } from '../../support/user-pool-domain.ts'

async function openFederated(t: TestContext) {
  const opened = await openSamlDomain(t)
  const post = async (...came: Parameters<typeof opened.comeBack>) => (await opened.comeBack(...came)).location
  /** Where it ends when the provider's response is changed on its way. */
  const attack = (change: (response: string) => string, said: Partial<Said> = {}): Promise<string> =>
    opened.signInByProvider(said, new Map(), change)
  return { ...opened, post, attack }
}

const refused = (reason: string) =>
  `${callback}?error=server_error&error_description=${encodeURIComponent(`Invalid SAML response received: ${reason}. `)}&state=s`
const badSignature = refused('SAML Assertion signature is invalid')
const unreadable = refused('The response cannot be read')

const find = (pattern: RegExp, text: string) => pattern.exec(text)?.[0] ?? assert.fail(`no ${pattern}`)
const assertionIn = (text: string) => find(/<saml:Assertion[^]*<\/saml:Assertion>/, text)
const signatureIn = (text: string) => find(/<ds:Signature[ >][^]*?<\/ds:Signature>/, text)
const unsigned = (text: string) => text.replace(signatureIn(text), '')
/** The same for another user, under an ID of its own. */
const forged = (text: string) =>
  unsigned(text)
    .replace('>jane<', '>admin<')
    .replace(/ ID="[^"]*"/, ' ID="_evil"')

/** Puts content behind the first Issuer, where signatures are. */
const behindIssuer = (text: string, content: string) => text.replace('</saml:Issuer>', `</saml:Issuer>${content}`)

describe('a response in which what is signed is not what is read', () => {
  const wrappings: readonly [string, Partial<Said>, (response: string) => string][] = [
    [
      'the signed response inside the signature of another one',
      { signed: ['response'] },
      (response) => {
        const inside = signatureIn(response).replace('</ds:Signature>', `${unsigned(response)}</ds:Signature>`)
        return behindIssuer(forged(response), inside)
      },
    ],
    [
      'the signed response before a signature of another one',
      { signed: ['response'] },
      (response) => behindIssuer(forged(response), `${unsigned(response)}${signatureIn(response)}`),
    ],
    [
      'another assertion before the signed one',
      {},
      (response) => response.replace('<saml:Assertion', `${forged(assertionIn(response))}<saml:Assertion`),
    ],
    [
      'another assertion behind the signed one',
      {},
      (response) => response.replace('</samlp:Response>', `${forged(assertionIn(response))}</samlp:Response>`),
    ],
    [
      'the signed assertion inside another one',
      {},
      (response) => {
        const signed = assertionIn(response)
        return response.replace(signed, forged(signed).replace('</saml:Assertion>', `${signed}</saml:Assertion>`))
      },
    ],
    [
      'the signature in another assertion, what it is over at the end',
      {},
      (response) => {
        const signed = assertionIn(response)
        const evil = behindIssuer(forged(signed), signatureIn(signed))
        return response.replace(signed, `${evil}${unsigned(signed)}`)
      },
    ],
    [
      'the signed assertion inside the signature of another one',
      {},
      (response) => {
        const signed = assertionIn(response)
        const inside = signatureIn(signed).replace('</ds:Signature>', `${unsigned(signed)}</ds:Signature>`)
        return response.replace(signed, behindIssuer(forged(signed), inside))
      },
    ],
    [
      'another assertion in Extensions',
      {},
      (response) => {
        const evil = forged(assertionIn(response))
        return response.replace('<samlp:Status>', `<samlp:Extensions>${evil}</samlp:Extensions><samlp:Status>`)
      },
    ],
    [
      'the signed assertion in an Object of the signature',
      {},
      (response) => {
        const signed = assertionIn(response)
        const object = `<ds:Object>${unsigned(signed)}</ds:Object></ds:Signature>`
        return response.replace(
          signed,
          behindIssuer(forged(signed), signatureIn(signed).replace('</ds:Signature>', object)),
        )
      },
    ],
    [
      'another assertion with the ID of the signed one',
      {},
      (response) => {
        const signed = assertionIn(response)
        const evil = unsigned(signed).replace('>jane<', '>admin<')
        return response.replace(signed, `${evil}${signed}`)
      },
    ],
    [
      'another assertion in place of the one in a signed response',
      { signed: ['response'] },
      (response) => response.replace('>jane<', '>admin<'),
    ],
    [
      'another assertion where only that was signed, in a signed response',
      { signed: ['assertion', 'response'] },
      (response) => response.replace('>jane<', '>admin<'),
    ],
    ['no signature at all', { signed: [] }, (response) => response],
    ['a changed attribute', {}, (response) => response.replace('jane@corp', 'eve@corp')],
    ['no signature any more', {}, unsigned],
  ]
  for (const [what, said, change] of wrappings)
    it(`is refused: ${what}`, async (t) => {
      const { attack } = await openFederated(t)
      assert.equal(await attack(change, said), badSignature)
    })

  it('does not lose what is behind a comment in a name', async (t) => {
    const { attack, client, UserPoolId } = await openFederated(t)
    const location = await attack((response) => response.replace('>admin.evil<', '>admin<!-- -->.evil<'), {
      nameId: 'admin.evil',
    })
    assert.match(location, /\?code=/)
    const { Users } = await client.ListUsers({ UserPoolId, Filter: 'username ^= "Corp_"' })
    assert.deepEqual(
      Users?.map(({ Username }) => Username),
      ['Corp_admin.evil'],
    )
  })
})

describe('a signature', () => {
  it('of a key that the response brings along is refused', async (t) => {
    const { attack, clock } = await openFederated(t)
    const { privateKey: key, certificate } = await createSamlKey(clock.now())
    const brought = `</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`
    assert.equal(await attack((response) => response.replace('</ds:SignatureValue>', brought), { key }), badSignature)
  })

  it('by SHA-1 is refused', async (t) => {
    const { attack } = await openFederated(t)
    const same = (response: string) => response
    assert.equal(await attack(same, { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }), badSignature)
    assert.equal(await attack(same, { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' }), badSignature)
  })

  it('by a keyed hash, whose key is the public one, is refused', async (t) => {
    const { attack, provider } = await openFederated(t)
    const pem = new X509Certificate(Buffer.from(provider.certificate, 'base64')).publicKey.export({
      type: 'spki',
      format: 'pem',
    })
    for (const hash of ['sha1', 'sha256']) {
      const uri =
        hash === 'sha1'
          ? 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'
          : 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256'
      const forge = (response: string) => {
        const changed = response.replace(rsaSha256, uri)
        const signedInfo = find(/<ds:SignedInfo>[^]*<\/ds:SignedInfo>/, changed).replace(
          '<ds:SignedInfo>',
          '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">',
        )
        const value = createHmac(hash, pem).update(signedInfo).digest('base64')
        return changed.replace(/(<ds:SignatureValue>)[^<]*/, `$1${value}`)
      }
      assert.equal(await attack(forge), badSignature)
    }
  })

  const forms: readonly [string, (response: string) => string][] = [
    ['over the whole document', (response) => response.replace(/ URI="#[^"]*"/, ' URI=""')],
    ['over another element', (response) => response.replace(/ URI="#[^"]*"/, ' URI="#_response"')],
    [
      'over two elements',
      (response) => {
        const reference = find(/<ds:Reference[^]*<\/ds:Reference>/, response)
        return response.replace(reference, reference + reference)
      },
    ],
    [
      'with two SignedInfo',
      (response) => {
        const signedInfo = find(/<ds:SignedInfo>[^]*<\/ds:SignedInfo>/, response)
        return response.replace(signedInfo, signedInfo + signedInfo)
      },
    ],
    [
      'with two digests',
      (response) => response.replace(/<ds:DigestValue>/, '<ds:DigestValue>AAAA</ds:DigestValue><ds:DigestValue>'),
    ],
    [
      'with a comment in its digest',
      (response) => response.replace(/<ds:DigestValue>([^<]*)/, '<ds:DigestValue>AAAA<!-- $1 -->'),
    ],
    [
      'that transforms what it is over',
      (response) =>
        response.replace(
          '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>',
          '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
        ),
    ],
    [
      'in a canonical form that depends on what is around it',
      (response) =>
        response.replace(
          '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>',
          '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>',
        ),
    ],
    ['that is there twice', (response) => response.replace(signatureIn(response), signatureIn(response).repeat(2))],
  ]
  for (const [what, change] of forms)
    it(`is refused ${what}`, async (t) => {
      const { attack } = await openFederated(t)
      let changed = false
      const location = await attack((response) => {
        const other = change(response)
        changed = other !== response
        return other
      })
      assert.ok(changed)
      assert.equal(location, badSignature)
    })
})

describe('a document', () => {
  const documents: readonly [string, (response: string) => string][] = [
    ['with a document type', (response) => `<!DOCTYPE r [<!ENTITY e "x">]>${response}`],
    ['with an entity', (response) => response.replace('>jane<', '>&e;<')],
    ['with a processing instruction', (response) => response.replace('<saml:Subject>', '<?x y?><saml:Subject>')],
    ['with an attribute given twice', (response) => response.replace(' Version="2.0"', ' Version="2.0" Version="2.0"')],
    ['that is too long', (response) => response.replace('<samlp:Status>', `${' '.repeat(100_000)}<samlp:Status>`)],
    [
      'of too many elements',
      (response) => response.replace('</saml:Subject>', `${'<a/>'.repeat(6000)}</saml:Subject>`),
    ],
    [
      'of too many comments',
      (response) => response.replace('</saml:Subject>', `${'<!---->'.repeat(100)}</saml:Subject>`),
    ],
    [
      'of too many attributes',
      (response) => response.replace('</saml:Subject>', `${'<a b="" c=""/>'.repeat(2000)}</saml:Subject>`),
    ],
    ['that is too deep', (response) => `${'<a>'.repeat(40)}${response}${'</a>'.repeat(40)}`],
    ['that is no response', () => '<a/>'],
    ['that is no XML', () => '{}'],
    ['of a response that is of another version', (response) => response.replace('Version="2.0"', 'Version="1.1"')],
  ]
  for (const [what, change] of documents)
    it(`is refused ${what}`, async (t) => {
      const { attack } = await openFederated(t)
      assert.equal(await attack(change), unreadable)
    })

  it('is refused in an encoding that is not base64, or not UTF-8', async (t) => {
    const { begin, post, provider } = await openFederated(t)
    const { RelayState } = provider.visit(await begin(new Map()))
    for (const SAMLResponse of ['', '%%%', Buffer.from([0xff, 0xfe]).toString('base64')])
      assert.equal(await post({ RelayState, SAMLResponse }, new Map()), unreadable)
  })
})

describe('an assertion for somewhere or some time else', () => {
  const ago = (minutes: number) => new Date(Date.parse('2026-11-22T10:00:00.123Z') - minutes * 60_000)
  const edit = (pattern: string | RegExp, by: string) => ({
    edit: (assertion: string) => {
      const edited = assertion.replace(pattern, by)
      assert.notEqual(edited, assertion)
      return edited
    },
  })
  const wrong: readonly [string, Partial<Said>, string][] = [
    ['another audience', { audience: 'urn:amazon:cognito:sp:us-east-1_other' }, 'Audience restriction is not met'],
    [
      'no audience',
      edit(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ''),
      'Audience restriction is not met',
    ],
    ['no conditions', edit(/<saml:Conditions.*<\/saml:Conditions>/, ''), 'Conditions is missing'],
    [
      'a condition that nobody knows',
      edit('</saml:Conditions>', '<saml:Condition/></saml:Conditions>'),
      'A condition is not supported',
    ],
    ['another recipient', { recipient: 'https://evil.example/saml2/idpresponse' }, 'Recipient does not match'],
    ['no recipient', edit(/ Recipient="[^"]*"/, ''), 'Recipient does not match'],
    ['another destination', { destination: 'https://evil.example/saml2/idpresponse' }, 'Destination does not match'],
    ['another issuer', { issuer: 'https://evil.example' }, 'Issuer does not match'],
    ['another request', { inResponseTo: '_other' }, 'InResponseTo does not match'],
    ['no request', { inResponseTo: undefined }, 'InResponseTo does not match'],
    ['a confirmation for another request', { confirmedInResponseTo: '_other' }, 'InResponseTo does not match'],
    ['a confirmation for no request', { confirmedInResponseTo: undefined }, 'InResponseTo does not match'],
    ['one who has to prove a key', edit('cm:bearer', 'cm:holder-of-key'), 'Recipient does not match'],
    ['a time that is over', { notBefore: ago(10), notOnOrAfter: ago(1) }, 'The assertion has expired'],
    [
      'a confirmation that is over',
      edit(/ NotOnOrAfter="[^"]*" InResp/, ` NotOnOrAfter="${ago(1).toISOString()}" InResp`),
      'The assertion has expired',
    ],
    ['a confirmation without an end', edit(/ NotOnOrAfter="[^"]*" InResp/, ' InResp'), 'NotOnOrAfter is missing'],
    ['a time that is ahead', { notBefore: ago(-1.01) }, 'The assertion is not yet valid'],
    ['a time it will be made at', { issuedAt: ago(-1.01) }, 'The assertion is not yet valid'],
    ['a time that is none', edit(/NotBefore="[^"]*"/, 'NotBefore="soon"'), 'NotBefore is not a time'],
    [
      'a session that is over',
      edit('SessionIndex=', `SessionNotOnOrAfter="${ago(1).toISOString()}" SessionIndex=`),
      'The session has expired',
    ],
    ['nobody who signed in', edit(/<saml:AuthnStatement.*<\/saml:AuthnStatement>/, ''), 'AuthnStatement is missing'],
    ['nobody', edit(/<saml:NameID.*<\/saml:NameID>/, ''), 'NameID is missing'],
    ['two', edit(/<saml:NameID.*<\/saml:NameID>/, '$&$&'), 'NameID is missing'],
    [
      'attributes that are encrypted',
      { attributes: '<saml:EncryptedAttribute/>' },
      'EncryptedAttribute is not supported',
    ],
  ]
  for (const [what, said, reason] of wrong)
    it(`is refused: ${what}`, async (t) => {
      const { begin, post, provider } = await openFederated(t)
      const browser = new Map<string, string>()
      const location = await begin(browser)
      const asked = readRedirect(location).request.attributes.get('ID')
      const form = provider.visit(location, { confirmedInResponseTo: asked, ...said })
      assert.equal(await post(form, browser), refused(reason))
    })

  it('is refused by another provider of the pool, for which the browser was not sent', async (t) => {
    const { begin, post, client, UserPoolId, clock } = await openFederated(t)
    const other = await createSamlProvider(() => clock.now())
    const ProviderDetails = { MetadataFile: other.metadata() }
    await client.CreateIdentityProvider({ UserPoolId, ProviderName: 'Other', ProviderType: 'SAML', ProviderDetails })
    const browser = new Map<string, string>()
    assert.equal(await post(other.visit(await begin(browser)), browser), badSignature)
  })

  it('is refused a second time under another request', async (t) => {
    const { begin, post, provider } = await openFederated(t)
    const [first, second] = [new Map<string, string>(), new Map<string, string>()]
    assert.match(await post(provider.visit(await begin(first), { assertionId: '_same' }), first), /\?code=/)
    const again = provider.visit(await begin(second), { assertionId: '_same' })
    assert.equal(await post(again, second), refused('The assertion was used before'))
  })

  it('is not taken by the endpoint of other providers, nor theirs by this one', async (t) => {
    const { begin, send } = await openFederated(t)
    const browser = new Map<string, string>()
    const { relayState: state } = readRedirect(await begin(browser))
    const { location } = await send('GET', `/oauth2/idpresponse?state=${state}&code=c`, { browser })
    assert.equal(location, `${callback}?error=invalid_request&state=s`)
  })
})

describe('an encrypted assertion', () => {
  it('is refused when whoever encrypted it is not the provider', async (t) => {
    const { attack, encryptFor } = await openFederated(t)
    assert.equal(await attack((response) => response, { encryptFor, signed: [] }), badSignature)
  })

  it('is refused in the same words whatever is wrong with it', async (t) => {
    const { attack, encryptFor } = await openFederated(t)
    const inside = (plain: string) => (response: string) =>
      response.replace(
        /<saml:EncryptedAssertion>[^]*<\/saml:EncryptedAssertion>/,
        encrypt('', encryptFor, 'aes256-cbc', Buffer.from(plain)),
      )
    const value = /(<xenc:CipherValue>)([^<]{20})([^<]*<\/xenc:CipherValue><\/xenc:CipherData><\/xenc:EncryptedData>)/
    const changes: readonly ((response: string) => string)[] = [
      inside(''),
      inside('<a>'),
      inside('<a/>'),
      inside('<saml:Assertion/><saml:Assertion/>'),
      inside('</Decrypted><Decrypted>'),
      (response) => response.replace(value, `$1${'A'.repeat(20)}$3`),
      (response) => response.replace('rsa-oaep-mgf1p', 'rsa-1_5'),
      (response) => response.replace('xmlenc11#aes256-gcm', 'xmlenc#tripledes-cbc'),
      (response) => response.replace(/<xenc:EncryptedKey>[^]*<\/xenc:EncryptedKey>/, ''),
    ]
    for (const [index, change] of changes.entries())
      assert.equal(await attack(change, { encryptFor }), badSignature, `change ${index}`)
  })
})

describe('an attribute that is given twice', () => {
  it('is neither the first nor the last of its values', async (t) => {
    const { attack, client, UserPoolId } = await openFederated(t)
    const twice = { attributes: attribute('mail', 'jane@corp.example') + attribute('mail', 'admin@corp.example') }
    assert.match(await attack((response) => response, twice), /error=invalid_request/)
    const { Users } = await client.ListUsers({ UserPoolId, Filter: 'username ^= "Corp_"' })
    assert.deepEqual(Users, [])
  })
})
