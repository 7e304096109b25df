import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { samlMetadata } from '../../support/saml.ts'
import { openSamlDomain } from '../../support/saml-domain.ts'
import { createSamlKey, encode, readRedirect } from '../../support/saml-identity-provider.ts'
import { callback } from '../../support/user-pool-domain.ts'
import { openUserPool, refusal } from '../../support/user-pool.ts'

const invalid = `/error?error=${encodeURIComponent('Invalid samlResponse or relayState from identity provider')}`

describe('SAML providers', () => {
  it('C124 need a place for requests by HTTP-Redirect in their metadata (ssoready/dummyidp issue 10)', async (t) => {
    const { client, UserPoolId } = await openUserPool(t)
    const MetadataFile = samlMetadata().replaceAll('bindings:HTTP-Redirect', 'bindings:HTTP-POST')
    const provider = {
      UserPoolId,
      ProviderName: 'Corp',
      ProviderType: 'SAML',
      ProviderDetails: { MetadataFile },
    } as const
    const text = 'No SingleSignOn Http redirect binding location found in metadata.'
    await assert.rejects(client.CreateIdentityProvider(provider), refusal('InvalidParameterException', text))
  })

  it('C125 know the pool by its URN and answer to its domain (developer guide, "Using SAML identity providers")', async (t) => {
    const { begin, UserPoolId } = await openSamlDomain(t)
    const { request } = readRedirect(await begin(new Map()))
    assert.equal(request.children[0]?.text, `urn:amazon:cognito:sp:${UserPoolId}`)
    const answerTo = request.attributes.get('AssertionConsumerServiceURL')
    assert.equal(answerTo, 'http://shop.auth.localhost:4566/saml2/idpresponse')
  })

  it('C126 are told to the app when their signature is wrong (aws/aws-sdk-js-v3 issue 6201)', async (t) => {
    const { signInByProvider, clock } = await openSamlDomain(t)
    const { privateKey: key } = await createSamlKey(clock.now())
    const { origin, pathname, searchParams } = new URL(await signInByProvider({ key }))
    assert.equal(`${origin}${pathname}`, callback)
    assert.equal(searchParams.get('error'), 'server_error')
    const text = 'Invalid SAML response received: SAML Assertion signature is invalid. '
    assert.equal(searchParams.get('error_description'), text)
  })

  it('C127 have to name the pool, its domain and the request, in the response as in the assertion (c6fc/npk issue 87)', async (t) => {
    const { signInByProvider, provider, begin, comeBack } = await openSamlDomain(t)
    for (const said of [
      { audience: 'urn:amazon:cognito:sp:us-east-1_other' },
      { recipient: 'https://other.example/saml2/idpresponse' },
      { inResponseTo: undefined },
      { confirmedInResponseTo: undefined },
    ])
      assert.match(await signInByProvider(said), /[?&]error=server_error&/, JSON.stringify(said))
    const browser = new Map<string, string>()
    assert.match((await comeBack(provider.visit(await begin(browser)), browser)).location, /[?&]code=/)
  })

  it('C128 lead nowhere when nobody asked for their response and IDPInit is not on', async (t) => {
    const { send, provider, UserPoolId } = await openSamlDomain(t)
    const recipient = 'http://shop.auth.localhost:4566/saml2/idpresponse'
    const SAMLResponse = encode(provider.write({ audience: `urn:amazon:cognito:sp:${UserPoolId}`, recipient }))
    assert.equal((await send('POST', '/saml2/idpresponse', { form: { SAMLResponse } })).location, invalid)
  })
})
