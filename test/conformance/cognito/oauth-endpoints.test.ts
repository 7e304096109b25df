import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { basic, callback, openUserPoolDomain, pkce } from '../../support/user-pool-domain.ts'
import { email } from '../../support/user-pool.ts'

/** A pool with a client for machines. */
async function openWithMachine(t: TestContext) {
  const opened = await openUserPoolDomain(t)
  const { client, UserPoolId, addClient } = opened
  await client.CreateResourceServer({
    UserPoolId,
    Identifier: 'orders',
    Name: 'Orders',
    Scopes: [{ ScopeName: 'read', ScopeDescription: 'Read' }],
  })
  const machine = await addClient({
    GenerateSecret: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: ['orders/read'],
  })
  return { ...opened, machine }
}

describe('the OAuth 2.0 endpoints of a domain', () => {
  it('C098 lead a browser without a session to the login page with the same query', async (t) => {
    const { authorize, query } = await openUserPoolDomain(t)
    const asked = { scope: 'openid', state: 's' }
    const { status, location } = await authorize(asked)
    assert.deepEqual([status, location], [302, `/login?${query(asked)}`])
  })

  it('C099 send who has signed in back with a code and the state, and keep them signed in', async (t) => {
    const { send, query, sub } = await openUserPoolDomain(t)
    const origin = 'https://shop.auth.us-east-1.amazoncognito.com'
    const answer = await send('POST', `/sign-in?${query({ state: 's' })}`, { form: { sub }, origin })
    assert.equal(answer.status, 302)
    const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'
    assert.match(answer.location, new RegExp(`^${callback}\\?code=${uuid}&state=s$`))
    const [cookie] = [answer.headers['set-cookie'] ?? []].flat()
    assert.match(cookie ?? '', /^cognito=[\w-]{43}; Path=\/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax$/)
  })

  it('C100 redeem a code for tokens with the scopes that were asked for', async (t) => {
    const { codeFor, redeem, claimsOf, ClientId, sub } = await openUserPoolDomain(t)
    const { status, body } = await redeem(await codeFor({ scope: 'openid email' }))
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body).toSorted(), [
      'access_token',
      'expires_in',
      'id_token',
      'refresh_token',
      'token_type',
    ])
    assert.deepEqual([body['token_type'], body['expires_in']], ['Bearer', 3600])
    const access = await claimsOf(body['access_token'])
    assert.deepEqual(
      [access['version'], access['scope'], access['client_id'], access['sub'], access['token_use']],
      [2, 'openid email', ClientId, sub, 'access'],
    )
    assert.equal((await claimsOf(body['id_token']))['email'], email)
  })

  it('C101 redeem a code once, for its verifier and the address that it was sent to', async (t) => {
    const { codeFor, redeem } = await openUserPoolDomain(t)
    const code = await codeFor()
    assert.equal((await redeem(code)).status, 200)
    const { verifier, challenge } = pkce()
    const refused = (error: string) => ({ status: 400, body: { error } })
    assert.deepEqual(await redeem(code), refused('invalid_grant'))
    const bound = await codeFor(challenge)
    assert.deepEqual(await redeem(bound, { code_verifier: pkce('w').verifier }), refused('invalid_grant'))
    const elsewhere = { redirect_uri: 'https://app.example.com/other', code_verifier: verifier }
    assert.deepEqual(await redeem(bound, elsewhere), refused('unauthorized_client'))
    assert.equal((await redeem(bound, { code_verifier: verifier })).status, 200)
  })

  it('C102 lead nowhere else when redirect_uri is not registered', async (t) => {
    const { authorize, ClientId } = await openUserPoolDomain(t)
    for (const redirect_uri of [`${callback}/`, `${callback}?x`, 'https://evil.example', callback.toUpperCase()]) {
      const { status, location } = await authorize({ redirect_uri })
      assert.deepEqual([status, location], [302, `/error?error=redirect_mismatch&client_id=${ClientId}`])
    }
  })

  it('C103 refuse the scope offline_access to the app', async (t) => {
    const { authorize } = await openUserPoolDomain(t)
    const { status, location } = await authorize({ scope: 'openid offline_access', state: 's' })
    assert.deepEqual([status, location], [302, `${callback}?error=invalid_scope&state=s`])
  })

  it('C104 refuse a code_challenge without a method, or with the method plain, to the app', async (t) => {
    const { authorize } = await openUserPoolDomain(t)
    const { code_challenge = '' } = pkce().challenge
    for (const more of [{}, { code_challenge_method: 'plain' }]) {
      const { location } = await authorize({ code_challenge, ...more })
      assert.equal(location, `${callback}?error=invalid_request`)
    }
  })

  it('C105 tell the app that a login is required, when it wants none and there is no session', async (t) => {
    const { authorize, signInOn } = await openUserPoolDomain(t)
    assert.equal((await authorize({ prompt: 'none' })).location, `${callback}?error=login_required`)
    const browser = new Map()
    await signInOn({}, browser)
    assert.match((await authorize({ prompt: 'none' }, browser)).location, /\?code=/)
  })

  it('C106 give machines an access token for their secret', async (t) => {
    const { ask, machine, claimsOf } = await openWithMachine(t)
    const form = { client_id: machine.id, grant_type: 'client_credentials' }
    const { status, body } = await ask(form, basic(machine.id, machine.secret))
    assert.equal(status, 200)
    assert.deepEqual(Object.keys(body).toSorted(), ['access_token', 'expires_in', 'token_type'])
    const claims = await claimsOf(body['access_token'])
    assert.deepEqual([claims['sub'], claims['scope'], claims['version']], [machine.id, 'orders/read', 2])
    assert.ok(!('username' in claims))
    const invalid = { status: 400, body: { error: 'invalid_client' } }
    assert.deepEqual(await ask(form, basic(machine.id, 'wrong')), invalid)
  })

  it('C107 answer GET of the token endpoint with 405 and nothing else', async (t) => {
    const { send } = await openUserPoolDomain(t)
    const { status, body } = await send('GET', '/oauth2/token')
    assert.deepEqual([status, body], [405, ''])
  })

  it('C108 tell the user info that the scopes give, and nothing to tokens of the API', async (t) => {
    const { codeFor, redeem, send, tokens, sub } = await openUserPoolDomain(t)
    const { body } = await redeem(await codeFor({ scope: 'openid email' }))
    const info = (token: unknown) =>
      send('GET', '/oauth2/userInfo', { headers: { authorization: `Bearer ${String(token)}` } })
    const told = await info(body['access_token'])
    assert.equal(told.status, 200)
    assert.deepEqual(JSON.parse(told.body), { sub, email, email_verified: 'false', username: sub })
    const refused = await info((await tokens()).AccessToken)
    assert.equal(refused.status, 401)
    assert.equal(
      refused.headers['www-authenticate'],
      'error="invalid_token", error_description="Access token is expired, disabled, or deleted, or the user has globally signed out."',
    )
    const nothing = await send('GET', '/oauth2/userInfo')
    assert.deepEqual(
      [nothing.status, nothing.headers['www-authenticate']],
      [400, 'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"'],
    )
  })

  it('C109 revoke refresh tokens, unknown ones included, and no others', async (t) => {
    const { send, ClientId, codeFor, redeem, ask } = await openUserPoolDomain(t)
    const { body } = await redeem(await codeFor())
    const revoke = async (form: Record<string, string>) => {
      const { status, body: text } = await send('POST', '/oauth2/revoke', { form: { client_id: ClientId, ...form } })
      return [status, text]
    }
    assert.deepEqual(await revoke({ token: 'unknown' }), [200, ''])
    assert.deepEqual(await revoke({}), [400, '{"error":"invalid_request"}'])
    assert.deepEqual(await revoke({ token: String(body['access_token']) }), [400, '{"error":"unsupported_token_type"}'])
    const refreshToken = String(body['refresh_token'])
    assert.deepEqual(await revoke({ token: refreshToken }), [200, ''])
    const refreshed = await ask({ grant_type: 'refresh_token', refresh_token: refreshToken })
    assert.deepEqual(refreshed, { status: 400, body: { error: 'invalid_grant' } })
    const wrong = await send('POST', '/oauth2/revoke', { form: { client_id: 'nobody', token: 'x' } })
    assert.deepEqual([wrong.status, wrong.body], [401, '{"error":"invalid_client"}'])
  })

  it('C110 lead nowhere else when logout_uri is not registered', async (t) => {
    const { send, signInOn, authorize, ClientId } = await openUserPoolDomain(t)
    const browser = new Map()
    await signInOn({}, browser)
    const logout = (logout_uri: string) =>
      send('GET', `/logout?${new URLSearchParams({ client_id: ClientId, logout_uri }).toString()}`, { browser })
    const { location } = await logout('https://evil.example')
    assert.equal(location, `/error?error=redirect_mismatch&client_id=${ClientId}`)
    assert.match((await authorize({}, browser)).location, /\?code=/)
    assert.equal((await logout('https://app.example.com/bye')).location, 'https://app.example.com/bye')
    assert.match((await authorize({}, browser)).location, /^\/login\?/)
  })
})
