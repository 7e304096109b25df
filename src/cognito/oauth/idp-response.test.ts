import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { startIdentityProvider } from '../../../test/support/identity-provider.ts'
import { createSigningKey } from '../../../test/support/token-forge.ts'
import { runTriggers, throwing } from '../../../test/support/triggers.ts'
import { callback, openUserPoolDomain } from '../../../test/support/user-pool-domain.ts'
import { password } from '../../../test/support/user-pool.ts'

type Settings = Parameters<typeof openUserPoolDomain>[1]

/** A pool whose users may sign in by `Corp`, an OpenID Provider. */
async function openFederated(t: TestContext, settings: Settings = {}) {
  const opened = await openUserPoolDomain(t, settings)
  const { client, UserPoolId, clock, send, query } = opened
  const provider = await startIdentityProvider(t, clock.now())
  await client.CreateIdentityProvider({
    UserPoolId,
    ProviderName: 'Corp',
    ProviderType: 'OIDC',
    ProviderDetails: provider.details,
    AttributeMapping: { email: 'email' },
    IdpIdentifiers: ['corp.example'],
  })
  const { UserPoolClient } = await client.DescribeUserPoolClient({ UserPoolId, ClientId: opened.ClientId })
  await client.UpdateUserPoolClient({
    ...UserPoolClient,
    UserPoolId,
    ClientId: opened.ClientId,
    SupportedIdentityProviders: ['COGNITO', 'Corp'],
  })

  /** Where the app sends the browser, and where that is sent from there. */
  const begin = async (browser = new Map<string, string>(), more: Record<string, string> = {}) =>
    (await send('GET', `/oauth2/authorize?${query({ identity_provider: 'Corp', state: 's', ...more })}`, { browser }))
      .location
  const comeBack = (answer: URLSearchParams | string, browser: Map<string, string>) =>
    send('GET', `/oauth2/idpresponse?${answer.toString()}`, { browser })

  /** Signs in by the provider; answers where the browser ends. */
  async function signInByProvider(browser = new Map<string, string>(), more: Record<string, string> = {}) {
    return (await comeBack(provider.visit(await begin(browser, more)), browser)).location
  }
  /** The claims of the ID token of whoever signs in. */
  async function claimsByProvider() {
    const code = new URL(await signInByProvider()).searchParams.get('code') ?? ''
    return opened.claimsOf((await opened.redeem(code)).body['id_token'])
  }
  const userOf = (Username: string) => client.AdminGetUser({ UserPoolId, Username })
  return { ...opened, provider, begin, comeBack, signInByProvider, claimsByProvider, userOf }
}

const toApp = (error: string, description: string) =>
  `${callback}?error=${error}&error_description=${encodeURIComponent(description)}&state=s`

describe('signing in by an identity provider', () => {
  it('shows the provider no code that another one gave', async (t) => {
    const { begin, comeBack, provider } = await openFederated(t)
    const browser = new Map<string, string>()
    const answer = provider.visit(await begin(browser))
    answer.set('iss', 'https://other.example')
    assert.equal((await comeBack(answer, browser)).location, toApp('invalid_request', 'Invalid issuer'))
    assert.deepEqual(provider.redeemed, [])
    const own = provider.visit(await begin(browser))
    own.set('iss', provider.details.oidc_issuer)
    assert.match((await comeBack(own, browser)).location, /\?code=/)
  })

  it('leads to the provider with what it needs to know, and back to the app', async (t) => {
    const { begin, provider, signInByProvider } = await openFederated(t)
    const sent = new URL(await begin(new Map(), { idp_identifier: 'corp.example', login_hint: 'jane' }))
    assert.equal(`${sent.origin}${sent.pathname}`, `${provider.details.oidc_issuer}/authorize`)
    const { state, nonce, ...rest } = Object.fromEntries(sent.searchParams)
    assert.ok(state && nonce)
    const redirectUri = 'http://shop.auth.localhost:4566/oauth2/idpresponse'
    assert.deepEqual(rest, {
      client_id: 'poolgate',
      redirect_uri: redirectUri,
      scope: 'openid email',
      response_type: 'code',
      login_hint: 'jane',
    })
    assert.match(await signInByProvider(), /^https:\/\/app\.example\.com\/callback\?code=[\w-]{36}&state=s$/)
    assert.deepEqual(provider.redeemed, [
      {
        grant_type: 'authorization_code',
        code: 'c1',
        redirect_uri: redirectUri,
        client_id: 'poolgate',
        client_secret: 'secret',
      },
    ])
  })

  it('makes a profile at first, in a group of the provider, and finds it again', async (t) => {
    const { claimsByProvider, userOf, UserPoolId, provider, clock } = await openFederated(t)
    const claims = await claimsByProvider()
    assert.deepEqual(
      [claims['cognito:username'], claims['email'], claims['email_verified'], claims['cognito:groups']],
      ['Corp_1', 'jane@corp.example', false, [`${UserPoolId}_Corp`]],
    )
    assert.deepEqual(claims['identities'], [
      {
        userId: '1',
        providerName: 'Corp',
        providerType: 'OIDC',
        issuer: null,
        primary: 'true',
        dateCreated: String(clock.time()),
      },
    ])
    assert.equal((await userOf('Corp_1')).UserStatus, 'EXTERNAL_PROVIDER')
    provider.world.user['email'] = 'jane@new.example'
    const again = await claimsByProvider()
    assert.deepEqual([again['sub'], again['email']], [claims['sub'], 'jane@new.example'])
  })

  it('takes a new address for as verified as the provider says', async (t) => {
    const { client, UserPoolId, provider, claimsByProvider } = await openFederated(t)
    const AttributeMapping = { email: 'email', email_verified: 'email_verified' }
    await client.UpdateIdentityProvider({ UserPoolId, ProviderName: 'Corp', AttributeMapping })
    assert.equal((await claimsByProvider())['email_verified'], true)
    provider.world.user['email'] = 'jane@new.example'
    assert.equal((await claimsByProvider())['email_verified'], true)
    Object.assign(provider.world.user, { email: 'jane@newest.example', email_verified: undefined })
    assert.equal((await claimsByProvider())['email_verified'], false)
  })

  it('keeps the browser signed in, for clients that have the provider and apps that ask for no other', async (t) => {
    const { signInByProvider, signInOn, authorize, addClient } = await openFederated(t)
    const browser = new Map()
    await signInByProvider(browser)
    assert.match((await authorize({}, browser)).location, /\?code=/)
    assert.match((await authorize({ identity_provider: 'COGNITO' }, browser)).location, /^\/login\?/)
    const { id: client_id } = await addClient({ SupportedIdentityProviders: ['COGNITO'] })
    assert.match((await authorize({ client_id }, browser)).location, /^\/login\?/)
    await signInOn({}, browser)
    assert.match((await authorize({ client_id }, browser)).location, /\?code=/)
    const prompted = await authorize({ identity_provider: 'Corp', prompt: 'none' }, browser)
    assert.equal(prompted.location, `${callback}?error=login_required`)
  })

  it('signs in as the user whom an administrator linked the identity to', async (t) => {
    const { client, UserPoolId, claimsByProvider, sub } = await openFederated(t)
    await client.AdminLinkProviderForUser({
      UserPoolId,
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: sub },
      SourceUser: {
        ProviderName: 'Corp',
        ProviderAttributeName: 'email',
        ProviderAttributeValue: 'jane@corp.example',
      },
    })
    assert.equal((await claimsByProvider())['sub'], sub)
  })

  it('never takes over a user who has chosen the name of a profile for themselves', async (t) => {
    const pool = { UsernameAttributes: [] }
    const { client, ClientId, signInByProvider } = await openFederated(t, { pool })
    await client.SignUp({ ClientId, Username: 'Corp_1', Password: password })
    assert.equal(await signInByProvider(), toApp('invalid_request', 'Already found an entry for username Corp_1'))
  })

  it('does not let a profile sign in by the address of another user, or keep it from them', async (t) => {
    const { provider, signInByProvider, claimsByProvider, userOf, sub } = await openFederated(t)
    provider.world.user['email'] = 'jane@example.com'
    assert.match(await signInByProvider(), /\?code=/)
    assert.notEqual((await claimsByProvider())['sub'], sub)
    assert.equal((await userOf('jane@example.com')).Username, sub)
  })

  it('tells the app what the provider lacks or refuses', async (t) => {
    const { provider, begin, comeBack, signInByProvider } = await openFederated(t)
    const browser = new Map()
    const { state = '' } = Object.fromEntries(provider.visit(await begin(browser)))
    const denied = new URLSearchParams({ state, error: 'access_denied', error_description: 'Not you' })
    assert.equal((await comeBack(denied, browser)).location, toApp('access_denied', 'Not you'))
    provider.world.tokenStatus = 500
    assert.equal(await signInByProvider(), toApp('invalid_request', 'Corp Error - 500 error getting token'))
  })

  it('asks for what the pool requires', async (t) => {
    const pool = { Schema: [{ Name: 'email', Required: true }] }
    const { provider, signInByProvider } = await openFederated(t, { pool })
    delete provider.world.user['email']
    assert.equal(await signInByProvider(), toApp('invalid_request', 'attributes required: [email]'))
  })

  it('runs the functions of the pool, at first as for a sign-up, then as for a sign-in', async (t) => {
    const { functions, LambdaConfig, events, running } = runTriggers({
      PreSignUp: () => ({ autoVerifyEmail: true }),
      PostConfirmation: () => ({}),
      PreAuthentication: () => ({}),
      PostAuthentication: () => ({}),
    })
    const { signInByProvider, claimsByProvider, client, UserPoolId } = await openFederated(t, {
      functions,
      pool: { LambdaConfig },
    })
    events.length = 0
    running['PreSignUp'] = throwing('Not you')
    assert.equal(await signInByProvider(), toApp('invalid_request', 'PreSignUp failed with error Not you.'))
    running['PreSignUp'] = () => ({ autoVerifyEmail: true })
    assert.equal((await claimsByProvider())['email_verified'], true)
    assert.deepEqual((await client.ListUsers({ UserPoolId })).Users?.length, 2)
    await signInByProvider()
    assert.deepEqual(
      events.map(({ triggerSource, userName }) => [triggerSource, userName]),
      [
        'PreSignUp_ExternalProvider',
        'PreSignUp_ExternalProvider',
        'PostConfirmation_ConfirmSignUp',
        'PreAuthentication_Authentication',
        'PostAuthentication_Authentication',
      ].map((source) => [source, 'Corp_1']),
    )
  })

  it('is the only way in for a client that has no other provider', async (t) => {
    const { signInOn, addClient, authorize, provider } = await openFederated(t)
    const { id: client_id } = await addClient({ SupportedIdentityProviders: ['Corp'] })
    const { origin } = new URL((await authorize({ client_id })).location)
    assert.equal(origin, provider.details.oidc_issuer)
    assert.equal(await signInOn({ client_id }), `${callback}?error=access_denied`)
  })

  it('refuses a disabled user', async (t) => {
    const { client, UserPoolId, signInByProvider } = await openFederated(t)
    await signInByProvider()
    await client.AdminDisableUser({ UserPoolId, Username: 'Corp_1' })
    assert.equal(await signInByProvider(), toApp('invalid_request', 'User is not enabled'))
  })
})

describe('what comes back from a provider', () => {
  it('counts once, for a while, and only in the browser that was sent', async (t) => {
    const { provider, begin, comeBack, clock } = await openFederated(t)
    const refused = '/error?error=invalid_request'
    const browser = new Map()
    const answer = provider.visit(await begin(browser))
    assert.equal((await comeBack(answer, new Map())).location, refused)
    assert.equal((await comeBack(answer, new Map([['cognito-fl', 'a'.repeat(43)]]))).location, refused)
    assert.match((await comeBack(answer, browser)).location, /\?code=/)
    assert.equal((await comeBack(answer, browser)).location, refused)
    const late = provider.visit(await begin(browser))
    clock.advance(15 * 60_000)
    assert.equal((await comeBack(late, browser)).location, refused)
    assert.equal((await comeBack('code=c1', browser)).location, refused)
  })

  it('is refused when the ID token was not made for this sign-in, by this provider', async (t) => {
    const { provider, signInByProvider, clock } = await openFederated(t)
    const seconds = Math.floor(clock.time() / 1000)
    for (const claims of [
      { nonce: 'another' },
      { aud: 'another' },
      { aud: ['poolgate', 'another'] },
      { azp: 'another' },
      { iss: 'https://evil.example' },
      { exp: seconds - 61 },
      { iat: seconds + 61 },
    ]) {
      provider.world.claims = claims
      assert.equal(await signInByProvider(), toApp('invalid_request', 'Invalid ID token'), JSON.stringify(claims))
    }
    provider.world.claims = {}
    provider.world.key = createSigningKey('k1')
    assert.equal(await signInByProvider(), toApp('invalid_request', 'Invalid ID token'))
  })

  it('is refused when the user info endpoint tells of somebody else', async (t) => {
    const { provider, signInByProvider } = await openFederated(t)
    provider.world.userInfo = { sub: '2', email: 'eve@example.com' }
    assert.equal(await signInByProvider(), toApp('invalid_request', 'Invalid user info'))
  })

  it('is taken as a posted form by being asked for anew', async (t) => {
    const { send } = await openFederated(t)
    const { location } = await send('POST', '/oauth2/idpresponse', { form: { code: 'c', state: 's' } })
    assert.equal(location, '/oauth2/idpresponse?code=c&state=s')
  })
})
