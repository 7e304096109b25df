import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { callback, openUserPoolDomain } from '../../../test/support/user-pool-domain.ts'

const refusedWith = (error: string) => `${callback}?error=${error}`

describe('/oauth2/authorize', () => {
  it('answers with tokens in the fragment where the app asks for them, and with no refresh token', async (t) => {
    const { signInOn, claimsOf, ClientId } = await openUserPoolDomain(t)
    const asked = { response_type: 'token', scope: 'openid email', state: 's s', nonce: 'n' }
    const [address, fragment] = (await signInOn(asked)).split('#')
    assert.equal(address, callback)
    const { id_token, access_token, ...rest } = Object.fromEntries(new URLSearchParams(fragment))
    assert.deepEqual(rest, { token_type: 'Bearer', expires_in: '3600', state: 's s' })
    const [id, access] = [await claimsOf(id_token), await claimsOf(access_token)]
    const half = createHash('sha256')
      .update(access_token ?? '')
      .digest()
      .subarray(0, 16)
    assert.deepEqual([id['nonce'], id['aud'], id['at_hash']], ['n', ClientId, half.toString('base64url')])
    assert.deepEqual([access['scope'], access['version']], ['openid email', 2])
  })

  it('gives an ID token for the scope openid only', async (t) => {
    const { signInOn } = await openUserPoolDomain(t)
    const location = await signInOn({ response_type: 'token', scope: 'aws.cognito.signin.user.admin' })
    assert.ok(location.includes('access_token=') && !location.includes('id_token='))
  })

  it('gives the scopes of the client where the app names none', async (t) => {
    const { redeem, codeFor, claimsOf } = await openUserPoolDomain(t)
    const { body } = await redeem(await codeFor())
    assert.equal((await claimsOf(body['access_token']))['scope'], 'openid email profile aws.cognito.signin.user.admin')
  })

  it('keeps the query of the app`s address', async (t) => {
    const address = 'myapp://open?tab=1'
    const { signInOn, authorize } = await openUserPoolDomain(t, { client: { CallbackURLs: [callback, address] } })
    assert.match(
      await signInOn({ redirect_uri: address, state: 's' }),
      /^myapp:\/\/open\?tab=1&code=[\w-]{36}&state=s$/,
    )
    assert.equal((await authorize({ redirect_uri: address, scope: 'x' })).location, `${address}&error=invalid_scope`)
  })

  it('answers at the default address of a client with one provider when the app names none', async (t) => {
    const { send, ClientId } = await openUserPoolDomain(t, { client: { DefaultRedirectURI: callback } })
    const { location } = await send('GET', `/oauth2/authorize?client_id=${ClientId}&response_type=code&scope=x`)
    assert.equal(location, refusedWith('invalid_scope'))
  })

  it('asks who has a session only when the app wants that', async (t) => {
    const { signInOn, authorize } = await openUserPoolDomain(t)
    const browser = new Map()
    await signInOn({}, browser)
    for (const [prompt, expected] of [
      ['login', /^\/login\?/],
      ['select_account', /^\/login\?/],
      ['consent', /\?code=/],
      ['none', /\?code=/],
      ['other', /\?error=invalid_request$/],
    ] as const)
      assert.match((await authorize({ prompt }, browser)).location, expected, prompt)
  })

  it('keeps the time at which the user signed in, whichever app asks', async (t) => {
    const { signInOn, authorize, redeem, claimsOf, clock } = await openUserPoolDomain(t)
    const browser = new Map()
    await signInOn({}, browser)
    const then = Math.floor(clock.time() / 1000)
    clock.advance(600_000)
    const code = new URL((await authorize({}, browser)).location).searchParams.get('code') ?? ''
    const claims = await claimsOf((await redeem(code)).body['id_token'])
    assert.deepEqual([claims['auth_time'], claims['iat']], [then, then + 600])
  })

  it('takes a posted form as it takes a query', async (t) => {
    const { send, query } = await openUserPoolDomain(t)
    const { location } = await send('POST', '/oauth2/authorize', { form: query({ state: 's' }) })
    assert.equal(location, `/login?${query({ state: 's' })}`)
  })

  it('binds the access token to the resource that the app names', async (t) => {
    const { codeFor, redeem, claimsOf, authorize } = await openUserPoolDomain(t)
    const resource = 'https://api.example.com/orders'
    const { body } = await redeem(await codeFor({ resource }))
    assert.equal((await claimsOf(body['access_token']))['aud'], resource)
    for (const wrong of ['orders', 'http://api.example.com', `${resource}#1`])
      assert.equal((await authorize({ resource: wrong })).location, refusedWith('invalid_request'), wrong)
  })

  for (const [what, more, error] of [
    ['no response_type that there is', { response_type: 'id_token' }, 'invalid_request'],
    ['a code_challenge of another form', { code_challenge: 'x', code_challenge_method: 'S256' }, 'invalid_request'],
    ['a method without a challenge', { code_challenge_method: 'S256' }, 'invalid_request'],
    ['profile without openid', { scope: 'profile' }, 'invalid_scope'],
    ['a provider that the client has not', { identity_provider: 'Google' }, 'invalid_request'],
    ['an identifier that no provider has', { idp_identifier: 'corp.example' }, 'invalid_request'],
  ] as const)
    it(`refuses ${what}`, async (t) => {
      const { authorize } = await openUserPoolDomain(t)
      assert.equal((await authorize(more)).location, refusedWith(error))
    })

  it('refuses a client that may not use it, or by which nobody can sign in', async (t) => {
    const { authorize, addClient } = await openUserPoolDomain(t)
    const closed = await addClient({ AllowedOAuthFlowsUserPoolClient: false })
    assert.equal((await authorize({ client_id: closed.id })).location, refusedWith('unauthorized_client'))
    const empty = await addClient({ SupportedIdentityProviders: [] })
    const { location } = await authorize({ client_id: empty.id })
    assert.equal(location, `/error?error=login_option_unavailable&client_id=${empty.id}`)
  })
})

describe('/logout', () => {
  it('leads to the login page where the app asks for the next sign-in', async (t) => {
    const { send, query, signInOn, authorize } = await openUserPoolDomain(t)
    const browser = new Map()
    await signInOn({}, browser)
    const { location } = await send('GET', `/logout?${query({ state: 's' })}`, { browser })
    assert.equal(location, `/login?${query({ state: 's' })}`)
    assert.match((await authorize({}, browser)).location, /^\/login\?/)
  })
})
