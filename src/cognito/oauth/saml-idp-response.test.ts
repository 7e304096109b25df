import assert from 'node:assert/strict'
import { verify, X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { signingKey } from '../../../test/support/saml.ts'
import {
  attribute,
  createSamlKey,
  ecdsaSha256,
  readRedirect,
  type Said,
} from '../../../test/support/saml-identity-provider.ts'
import { runTriggers } from '../../../test/support/triggers.ts'
import { openSamlDomain } from '../../../test/support/saml-domain.ts'
import { type Browser, callback } from '../../../test/support/user-pool-domain.ts'

const toApp = (reason: string) =>
  `${callback}?error=server_error&error_description=${encodeURIComponent(`Invalid SAML response received: ${reason}. `)}&state=s`

const invalid = `/error?error=${encodeURIComponent('Invalid samlResponse or relayState from identity provider')}`
const acs = 'http://shop.auth.localhost:4566/saml2/idpresponse'

describe('signing in by a SAML provider', () => {
  it('leads to the provider with what it needs to know, and back to the app', async (t) => {
    const { begin, signInByProvider, UserPoolId, clock } = await openSamlDomain(t)
    const location = await begin(new Map(), { idp_identifier: 'corp.example' })
    assert.match(location, /^https:\/\/idp\.example\.com\/sso\?SAMLRequest=[^&]+&RelayState=[\w-]+$/)
    const { xml, request } = readRedirect(location)
    const id = request.attributes.get('ID') ?? ''
    assert.match(id, /^_[\w-]{36}$/)
    assert.equal(
      xml,
      `<?xml version="1.0" encoding="UTF-8"?><saml2p:AuthnRequest xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" AssertionConsumerServiceURL="${acs}" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Destination="https://idp.example.com/sso" ID="${id}" IssueInstant="${clock.now().toISOString()}" Version="2.0"><saml2:Issuer>urn:amazon:cognito:sp:${UserPoolId}</saml2:Issuer></saml2p:AuthnRequest>`,
    )
    assert.match(await signInByProvider(), /^https:\/\/app\.example\.com\/callback\?code=[\w-]{36}&state=s$/)
  })

  it('asks the provider to have its user sign in anew when the app wants that', async (t) => {
    const { begin } = await openSamlDomain(t)
    const { request } = readRedirect(await begin(new Map(), { prompt: 'login' }))
    assert.equal(request.attributes.get('ForceAuthn'), 'true')
  })

  it('signs requests where the pool is set to, with the key of the signing certificate', async (t) => {
    const { begin, client, UserPoolId } = await openSamlDomain(t, { RequestSigningAlgorithm: 'rsa-sha256' })
    const [signed = '', signature = ''] = (await begin(new Map())).split('?')[1]?.split('&Signature=') ?? []
    assert.match(signed, /&SigAlg=http%3A%2F%2Fwww\.w3\.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256$/)
    const { Certificate = '' } = await client.GetSigningCertificate({ UserPoolId })
    const { publicKey } = new X509Certificate(Buffer.from(Certificate, 'base64'))
    const octets = Buffer.from(decodeURIComponent(signature), 'base64')
    assert.ok(verify('sha256', Buffer.from(signed), publicKey, octets))
  })

  it('makes a profile at first, in a group of the provider, and finds it again', async (t) => {
    const { claimsByProvider, client, UserPoolId, clock, provider } = await openSamlDomain(t)
    const claims = await claimsByProvider()
    assert.deepEqual(
      [claims['cognito:username'], claims['email'], claims['email_verified'], claims['cognito:groups']],
      ['Corp_jane', 'jane@corp.example', false, [`${UserPoolId}_Corp`]],
    )
    assert.deepEqual(claims['identities'], [
      {
        userId: 'jane',
        providerName: 'Corp',
        providerType: 'SAML',
        issuer: provider.entityId,
        primary: 'true',
        dateCreated: String(clock.time()),
      },
    ])
    const { UserStatus } = await client.AdminGetUser({ UserPoolId, Username: 'Corp_jane' })
    assert.equal(UserStatus, 'EXTERNAL_PROVIDER')
    const again = await claimsByProvider({ attributes: attribute('mail', 'jane@new.example') })
    assert.deepEqual([again['sub'], again['email']], [claims['sub'], 'jane@new.example'])
  })

  it('signs in as the user whom an administrator linked the identity to', async (t) => {
    const { client, UserPoolId, claimsByProvider, sub } = await openSamlDomain(t)
    await client.AdminLinkProviderForUser({
      UserPoolId,
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: sub },
      SourceUser: { ProviderName: 'Corp', ProviderAttributeName: 'employee', ProviderAttributeValue: '17' },
    })
    assert.equal((await claimsByProvider({ attributes: attribute('employee', '17') }))['sub'], sub)
  })

  it('tells users apart by the attribute that is mapped to the username, and by nothing else then', async (t) => {
    const { client, UserPoolId, claimsByProvider, signInByProvider } = await openSamlDomain(t)
    const AttributeMapping = { email: 'mail', username: 'employee' }
    await client.UpdateIdentityProvider({ UserPoolId, ProviderName: 'Corp', AttributeMapping })
    const attributes = attribute('employee', '17') + attribute('mail', 'jane@corp.example')
    assert.equal((await claimsByProvider({ attributes }))['cognito:username'], 'Corp_17')
    assert.match(await signInByProvider(), /error_description=Invalid%20subject/)
  })

  it('writes several values as a list, however the provider gives them', async (t) => {
    const pool = { Schema: [{ Name: 'groups', AttributeDataType: 'String' as const, Mutable: true }] }
    const { client, UserPoolId, claimsByProvider } = await openSamlDomain(t, {}, { pool })
    const AttributeMapping = { 'custom:groups': 'groups' }
    await client.UpdateIdentityProvider({ UserPoolId, ProviderName: 'Corp', AttributeMapping })
    const groups = async (attributes: string) => {
      const { 'cognito:username': Username } = await claimsByProvider({ attributes })
      const { UserAttributes } = await client.AdminGetUser({ UserPoolId, Username: String(Username) })
      return UserAttributes?.find(({ Name }) => Name === 'custom:groups')?.Value
    }
    assert.equal(await groups(attribute('groups', 'admins', 'a b&c')), '[admins,a+b%26c]')
    assert.equal(await groups(attribute('groups', 'admins') + attribute('groups', 'users')), '[admins,users]')
    assert.equal(await groups(attribute('groups', 'users')), 'users')
  })

  it('asks for what the pool requires, and runs the functions of the pool', async (t) => {
    const { functions, LambdaConfig, events } = runTriggers({ PreSignUp: () => ({ autoVerifyEmail: true }) })
    const pool = { LambdaConfig, Schema: [{ Name: 'email', Required: true }] }
    const { signInByProvider, claimsByProvider } = await openSamlDomain(t, {}, { functions, pool })
    events.length = 0
    const missing = encodeURIComponent('attributes required: [email]')
    const refused = `${callback}?error=invalid_request&error_description=${missing}&state=s`
    assert.equal(await signInByProvider({ attributes: '' }), refused)
    assert.equal((await claimsByProvider())['email_verified'], true)
    assert.deepEqual(
      events.map(({ triggerSource, userName }) => [triggerSource, userName]),
      [['PreSignUp_ExternalProvider', 'Corp_jane']],
    )
  })

  it('keeps the browser signed in', async (t) => {
    const { signInByProvider, authorize } = await openSamlDomain(t)
    const browser: Browser = new Map()
    await signInByProvider({}, browser)
    assert.match((await authorize({ identity_provider: 'Corp' }, browser)).location, /\?code=/)
  })

  it('believes signatures of the assertion, the response and both, by every certificate of the metadata', async (t) => {
    const { signInByProvider, provider, client, UserPoolId, clock } = await openSamlDomain(t)
    const { privateKey: key, certificate } = await createSamlKey(clock.now(), 'ec')
    const keys = [provider.certificate, certificate].map((each) => signingKey(each)).join('')
    const ProviderDetails = { MetadataFile: provider.metadata({ keys }) }
    await client.UpdateIdentityProvider({ UserPoolId, ProviderName: 'Corp', ProviderDetails })
    for (const said of [
      { signed: ['assertion'] },
      { signed: ['response'] },
      { signed: ['assertion', 'response'] },
      { prefixes: ['xs'] },
      { key, signatureAlgorithm: ecdsaSha256 },
      { digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha512' },
    ] satisfies Partial<Said>[])
      assert.match(await signInByProvider(said), /\?code=/, JSON.stringify(said))
  })

  it('takes assertions that are encrypted for it, and no others where the pool wants them so', async (t) => {
    const { signInByProvider, encryptFor, client, UserPoolId, provider } = await openSamlDomain(t)
    assert.match(await signInByProvider({ encryptFor }), /\?code=/)
    assert.match(await signInByProvider({ encryptFor, cipher: 'aes256-cbc' }), /\?code=/)
    assert.match(await signInByProvider({ encryptFor, signed: ['response'] }), /\?code=/)
    const ProviderDetails = { MetadataFile: provider.metadata(), EncryptedResponses: 'true' }
    await client.UpdateIdentityProvider({ UserPoolId, ProviderName: 'Corp', ProviderDetails })
    assert.match(await signInByProvider({ encryptFor }), /\?code=/)
    assert.equal(await signInByProvider(), toApp('The assertion is not encrypted'))
  })
})

describe('a SAML response', () => {
  it('counts once, for a while, and only in the browser that was sent', async (t) => {
    const { provider, begin, comeBack, clock } = await openSamlDomain(t)
    const [browser, other]: Browser[] = [new Map(), new Map()]
    const form = provider.visit(await begin(browser!))
    const stolen = provider.visit(await begin(other!))
    assert.match((await comeBack(form, browser!)).location, /\?code=/)
    assert.equal((await comeBack(form, browser!)).location, toApp('The assertion was used before'))
    assert.equal((await comeBack(stolen, new Map())).location, invalid)
    const notOnOrAfter = new Date(clock.time() + 3_600_000)
    const late = provider.visit(await begin(other!), { notOnOrAfter })
    clock.advance(15 * 60_000)
    assert.equal((await comeBack(late, other!)).location, invalid)
    assert.equal((await comeBack({ ...late, RelayState: '' }, other!)).location, invalid)
  })

  it('is not taken for that of another sign-in in the same browser', async (t) => {
    const { provider, begin, send } = await openSamlDomain(t)
    const browser: Browser = new Map()
    const posted = await send('POST', '/saml2/idpresponse', { form: provider.visit(await begin(browser)) })
    const [, identity = ''] = posted.location.split('&identity=')
    const { relayState } = readRedirect(await begin(browser))
    const mixed = await send('GET', `/saml2/idpresponse?RelayState=${relayState}&identity=${identity}`, { browser })
    assert.equal(mixed.location, invalid)
  })

  it('of a sign-in that the provider refused is told to the app', async (t) => {
    const { signInByProvider } = await openSamlDomain(t)
    const status = 'urn:oasis:names:tc:SAML:2.0:status:Responder'
    assert.equal(await signInByProvider({ status }), toApp('The identity provider answered with status Responder'))
  })

  it('that nobody asked for signs in where the pool takes such, for a client of SAML providers alone', async (t) => {
    const { provider, send, query, support, clock, UserPoolId } = await openSamlDomain(t, { IDPInit: 'true' })
    const to = { audience: `urn:amazon:cognito:sp:${UserPoolId}`, recipient: acs }
    const RelayState = query({ identity_provider: 'Corp', state: 's' })
    const post = async (said: Partial<Said> = {}, more = '') => {
      const SAMLResponse = Buffer.from(provider.write(to, said)).toString('base64')
      const form = { SAMLResponse, RelayState: `${RelayState}${more}` }
      return (await send('POST', '/saml2/idpresponse', { form })).location
    }
    assert.equal(await post(), invalid)
    await support(['Corp'])
    assert.match(await post(), /\?code=[\w-]{36}&state=s$/)
    assert.equal(await post({}, Array.from({ length: 100 }, (_, index) => `&p${index}`).join('')), invalid)
    assert.equal(await post({ inResponseTo: '_1' }), toApp('InResponseTo does not match'))
    const issuedAt = new Date(clock.time() - 6 * 60_000 - 1)
    assert.equal(await post({ issuedAt }), toApp('The assertion has expired'))
    assert.match(await post({ issuedAt: new Date(issuedAt.getTime() + 1) }), /\?code=/)
  })

  it('that nobody asked for is refused where IDPInit is not on', async (t) => {
    const { provider, send, query, support, UserPoolId } = await openSamlDomain(t)
    await support(['Corp'])
    const to = { audience: `urn:amazon:cognito:sp:${UserPoolId}`, recipient: acs }
    const SAMLResponse = Buffer.from(provider.write(to)).toString('base64')
    const form = { SAMLResponse, RelayState: query({ identity_provider: 'Corp' }) }
    assert.equal((await send('POST', '/saml2/idpresponse', { form })).location, invalid)
  })
})

describe('signing out by a SAML provider', () => {
  const bye = 'https://app.example.com/bye'

  it('leads over the provider, with a signed request to end its session', async (t) => {
    const { signInByProvider, send, ClientId, UserPoolId, client } = await openSamlDomain(t, { IDPSignout: 'true' })
    const browser: Browser = new Map()
    await signInByProvider({}, browser)
    const { location } = await send('GET', `/logout?client_id=${ClientId}&logout_uri=${bye}`, { browser })
    assert.ok(location.startsWith('https://idp.example.com/slo?SAMLRequest='))
    assert.equal(browser.has('cognito'), false)
    const { xml, relayState } = readRedirect(location)
    assert.match(
      xml,
      /<saml2:Issuer>urn:amazon:cognito:sp:[^<]+<\/saml2:Issuer><saml2:NameID Format="urn:oasis:names:tc:SAML:2\.0:nameid-format:persistent">jane<\/saml2:NameID><saml2p:SessionIndex>_session<\/saml2p:SessionIndex><\/saml2p:LogoutRequest>$/,
    )
    const [signed = '', signature = ''] = location.split('?')[1]?.split('&Signature=') ?? []
    const { Certificate = '' } = await client.GetSigningCertificate({ UserPoolId })
    const { publicKey } = new X509Certificate(Buffer.from(Certificate, 'base64'))
    assert.ok(verify('sha256', Buffer.from(signed), publicKey, Buffer.from(decodeURIComponent(signature), 'base64')))
    const form = { SAMLResponse: 'x', RelayState: relayState }
    assert.equal((await send('POST', '/saml2/logout', { form })).location, bye)
  })

  it('leads nowhere that was not asked for here', async (t) => {
    const { send, begin } = await openSamlDomain(t, { IDPSignout: 'true' })
    const { relayState } = readRedirect(await begin(new Map()))
    for (const form of [{ RelayState: relayState }, { RelayState: 'https://evil.example' }, { SAMLRequest: 'x' }])
      assert.equal((await send('POST', '/saml2/logout', { form })).location, '/error?error=invalid_request')
  })

  it('is left out where IDPSignout is off, and for whoever did not sign in by it', async (t) => {
    const { signInByProvider, signInOn, send, ClientId, client, UserPoolId, provider } = await openSamlDomain(t)
    const logOut = async (browser: Browser) =>
      (await send('GET', `/logout?client_id=${ClientId}&logout_uri=${bye}`, { browser })).location
    const browser: Browser = new Map()
    await signInByProvider({}, browser)
    assert.equal(await logOut(browser), bye)
    const ProviderDetails = { MetadataFile: provider.metadata(), IDPSignout: 'true' }
    await client.UpdateIdentityProvider({ UserPoolId, ProviderName: 'Corp', ProviderDetails })
    await signInOn({}, browser)
    assert.equal(await logOut(browser), bye)
  })
})
