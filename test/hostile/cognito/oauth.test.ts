import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { email, password } from '../../support/user-pool.ts'
import { basic, callback, openUserPoolDomain, pkce } from '../../support/user-pool-domain.ts'

const refused = (error: string) => ({ status: 400, body: { error } })
const invalidGrant = refused('invalid_grant')
const ownPage = /^\/(?:error|login)\?/

/** A pool with a second client, which is as much a client of the pool as the first. */
async function openWithOther(t: TestContext) {
  const opened = await openUserPoolDomain(t)
  const other = await opened.addClient()
  return { ...opened, other }
}

describe('a stolen code', () => {
  it('is of no use to another client, with or without a secret', async (t) => {
    const { codeFor, redeem, other, addClient, ask } = await openWithOther(t)
    const code = await codeFor()
    assert.deepEqual(await redeem(code, { client_id: other.id }), invalidGrant)
    const confidential = await addClient({ GenerateSecret: true })
    const form = { grant_type: 'authorization_code', code, redirect_uri: callback, client_id: confidential.id }
    assert.deepEqual(await ask(form, basic(confidential.id, confidential.secret)), invalidGrant)
    assert.equal((await redeem(code)).status, 200)
  })

  it('is of no use on the domain of another pool', async (t) => {
    const { client, codeFor, send, redeem, ClientId } = await openUserPoolDomain(t)
    const { UserPool } = await client.CreateUserPool({ PoolName: 'other' })
    await client.CreateUserPoolDomain({ UserPoolId: UserPool?.Id, Domain: 'other' })
    const code = await codeFor()
    const form = { grant_type: 'authorization_code', client_id: ClientId, code, redirect_uri: callback }
    const elsewhere = await send('POST', '/oauth2/token', { form }, 'other')
    assert.deepEqual([elsewhere.status, elsewhere.body], [400, '{"error":"invalid_client"}'])
    assert.equal((await redeem(code)).status, 200)
  })

  it('is of no use without the verifier, and its address is the one it was sent to', async (t) => {
    const { codeFor, redeem } = await openUserPoolDomain(t)
    const { verifier, challenge } = pkce()
    const code = await codeFor(challenge)
    for (const code_verifier of ['', 'short', pkce('x').verifier, challenge['code_challenge'] ?? '', `${verifier}\n`])
      assert.deepEqual(await redeem(code, { code_verifier }), invalidGrant, code_verifier)
    assert.deepEqual(await redeem(code), invalidGrant)
    const swapped = { redirect_uri: `${callback}/..`, code_verifier: verifier }
    assert.deepEqual(await redeem(code, swapped), refused('unauthorized_client'))
    assert.equal((await redeem(code, { code_verifier: verifier })).status, 200)
  })

  it('whose challenge was taken away is refused to an app that sends a verifier', async (t) => {
    const { codeFor, redeem } = await openUserPoolDomain(t)
    assert.deepEqual(await redeem(await codeFor(), { code_verifier: pkce().verifier }), invalidGrant)
  })

  it('is worth nothing after five minutes, a global sign-out, or once the user is disabled or gone', async (t) => {
    const { client, UserPoolId, sub: Username, codeFor, redeem, clock } = await openUserPoolDomain(t)
    const late = await codeFor()
    clock.advance(300_000)
    assert.deepEqual(await redeem(late), invalidGrant)
    const user = { UserPoolId, Username }
    for (const end of ['AdminUserGlobalSignOut', 'AdminDisableUser', 'AdminDeleteUser'] as const) {
      await client.AdminEnableUser(user)
      const code = await codeFor()
      assert.match(code, /^[0-9a-f-]{36}$/)
      await client[end](user)
      assert.deepEqual(await redeem(code), invalidGrant, end)
    }
  })

  it('that comes again ends the tokens that were made of it', async (t) => {
    const { client, codeFor, redeem, ask } = await openUserPoolDomain(t)
    const code = await codeFor()
    const { body } = await redeem(code)
    assert.deepEqual(await redeem(code), invalidGrant)
    const refresh = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }
    assert.deepEqual(await ask(refresh), invalidGrant)
    await assert.rejects(client.GetUser({ AccessToken: String(body['access_token']) }), {
      code: 'NotAuthorizedException',
      message: 'Access Token has been revoked',
    })
  })

  it('is redeemed once by two who come at the same time', async (t) => {
    const { codeFor, redeem } = await openUserPoolDomain(t)
    const code = await codeFor()
    const statuses = (await Promise.all(Array.from({ length: 5 }, () => redeem(code)))).map(({ status }) => status)
    assert.deepEqual(
      statuses.filter((status) => status !== 400),
      [200],
    )
  })
})

describe('a session on a domain', () => {
  it('is nothing on another domain, nor after an hour, a global sign-out, or for a disabled user', async (t) => {
    const { client, UserPoolId, sub: Username, signInOn, authorize, send, query, clock } = await openUserPoolDomain(t)
    const CustomDomainConfig = { CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/1' }
    await client.CreateUserPoolDomain({ UserPoolId, Domain: 'login.example.com', CustomDomainConfig })
    const isSignedIn = async (browser: Map<string, string>) => (await authorize({}, browser)).location.includes('code=')
    const browser = new Map<string, string>()
    const signIn = () => signInOn({}, browser)
    await signIn()
    assert.equal(await isSignedIn(browser), true)
    const elsewhere = await send('GET', `/oauth2/authorize?${query()}`, { browser }, 'login.example.com')
    assert.match(elsewhere.location, /^\/login\?/)
    clock.advance(3_600_000)
    assert.equal(await isSignedIn(browser), false)
    await signIn()
    await client.AdminUserGlobalSignOut({ UserPoolId, Username })
    assert.equal(await isSignedIn(browser), false)
    await signIn()
    await client.AdminDisableUser({ UserPoolId, Username })
    assert.equal(await isSignedIn(browser), false)
  })

  it('is a new one for everybody who signs in, so that none can be planted', async (t) => {
    const { signInOn, authorize } = await openUserPoolDomain(t)
    const planted = 'p'.repeat(43)
    const browser = new Map([['cognito', planted]])
    await signInOn({}, browser)
    assert.notEqual(browser.get('cognito'), planted)
    const before = new Map(browser)
    await signInOn({}, browser)
    assert.match((await authorize({}, before)).location, /^\/login\?/)
  })
})

describe('what an app asks for', () => {
  it('leads browsers nowhere but to its own addresses', async (t) => {
    const { send, ClientId, query } = await openUserPoolDomain(t)
    const evil = 'https://evil.example/'
    const queries = [
      `redirect_uri=${evil}`,
      `redirect_uri=${callback}&redirect_uri=${evil}`,
      `redirect_uri=${callback}@evil.example`,
      `redirect_uri=${callback}%2f..%2f..%2fevil`,
      `redirect_uri=${callback}%0d%0aLocation:${evil}`,
      `redirect_uri=//evil.example`,
      `redirect_uri=javascript:alert(1)`,
    ]
    for (const each of queries)
      for (const path of ['/oauth2/authorize', '/sign-in', '/logout']) {
        const method = path === '/sign-in' ? 'POST' : 'GET'
        const target = `${path}?response_type=code&client_id=${ClientId}&${each}`
        assert.match((await send(method, target)).location, ownPage, target)
      }
    for (const more of [`client_id=nobody`, `client_id=%00`, `client_id=${ClientId}%27--`, '']) {
      const { location } = await send('GET', `/oauth2/authorize?response_type=code&redirect_uri=${evil}&${more}`)
      assert.match(location, /^\/error\?/, more)
    }
    for (const logout of [`logout_uri=${evil}`, `logout_uri=https://app.example.com/bye&logout_uri=${evil}`])
      assert.match((await send('GET', `/logout?client_id=${ClientId}&${logout}`)).location, ownPage)
    const state = '"><script>\r\nSet-Cookie: a=b'
    const { location } = await send('GET', `/oauth2/authorize?${query({ scope: 'nothing', state })}`)
    assert.equal(location, `${callback}?error=invalid_scope&state=${encodeURIComponent(state)}`)
  })

  it('is nothing that the client may not have, however it asks', async (t) => {
    const { authorize, addClient, codeFor, redeem, ask, UserPoolId, client, ClientId } = await openUserPoolDomain(t)
    assert.match((await authorize({ scope: 'openid phone' })).location, /error=invalid_scope/)
    const { body } = await redeem(await codeFor({ scope: 'openid' }))
    const refresh = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }
    assert.deepEqual(await ask({ ...refresh, scope: 'openid email' }), refused('invalid_scope'))
    const forCodes = await addClient({ AllowedOAuthFlows: ['code'] })
    const implicit = await authorize({ client_id: forCodes.id, response_type: 'token' })
    assert.equal(implicit.location, `${callback}#error=unauthorized_client`)
    const machine = { grant_type: 'client_credentials', client_id: forCodes.id }
    assert.deepEqual(await ask(machine), refused('unauthorized_client'))
    const { UserPoolClient } = await client.DescribeUserPoolClient({ UserPoolId, ClientId })
    const code = await codeFor()
    await client.UpdateUserPoolClient({
      ...UserPoolClient,
      UserPoolId,
      ClientId,
      AllowedOAuthFlowsUserPoolClient: false,
    })
    assert.deepEqual(await redeem(code), invalidGrant)
  })

  it('is refused where its secret is missing, wrong, or another client`s', async (t) => {
    const { addClient, ask } = await openUserPoolDomain(t)
    const [one, two] = [await addClient({ GenerateSecret: true }), await addClient({ GenerateSecret: true })]
    const form = { grant_type: 'refresh_token', refresh_token: 'x', client_id: one.id }
    const invalidClient = refused('invalid_client')
    assert.deepEqual(await ask(form), invalidClient)
    assert.deepEqual(await ask({ ...form, client_secret: two.secret ?? '' }), invalidClient)
    assert.deepEqual(await ask(form, basic(one.id, two.secret)), invalidClient)
    assert.deepEqual(await ask(form, { authorization: 'Bearer x' }), invalidClient)
    assert.deepEqual(await ask(form, basic(two.id, two.secret)), refused('invalid_request'))
    assert.deepEqual(await ask(form, basic(one.id, one.secret)), invalidGrant)
  })
})

describe('tokens of a domain', () => {
  it('tell user info of the token`s own scopes and pool only', async (t) => {
    const { codeFor, redeem, ask, send, client } = await openUserPoolDomain(t)
    const { body } = await redeem(await codeFor({ scope: 'openid email profile' }))
    const refresh = {
      grant_type: 'refresh_token',
      refresh_token: String(body['refresh_token']),
      scope: 'openid profile',
    }
    const narrowed = (await ask(refresh)).body['access_token']
    const headers = { authorization: `Bearer ${String(narrowed)}` }
    const told: object = JSON.parse((await send('GET', '/oauth2/userInfo', { headers })).body)
    assert.deepEqual(Object.keys(told).toSorted(), ['sub', 'username'])
    const other = await client.CreateUserPool({ PoolName: 'other' })
    await client.CreateUserPoolDomain({ UserPoolId: other.UserPool?.Id, Domain: 'other' })
    assert.equal((await send('GET', '/oauth2/userInfo', { headers }, 'other')).status, 401)
    const idToken = { authorization: `Bearer ${String(body['id_token'])}` }
    assert.equal((await send('GET', '/oauth2/userInfo', { headers: idToken })).status, 401)
  })

  it('tell no more for being asked for less, and are never for other scopes than were asked for', async (t) => {
    const { codeFor, redeem, ask, claimsOf, client, ClientId } = await openUserPoolDomain(t, {
      client: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
    })
    const { body } = await redeem(await codeFor({ scope: 'openid email aws.cognito.signin.user.admin' }))
    const refresh = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) }
    assert.deepEqual(await ask({ ...refresh, scope: 'openid' }), refused('invalid_scope'))
    const scopeFor = async (scope: string) =>
      (await claimsOf((await ask({ ...refresh, scope })).body['access_token']))['scope']
    assert.equal(await scopeFor('openid email'), 'openid email')
    assert.equal(await scopeFor('aws.cognito.signin.user.admin'), 'aws.cognito.signin.user.admin')
    assert.equal(await scopeFor(''), 'openid email aws.cognito.signin.user.admin')
    const AuthParameters = { USERNAME: email, PASSWORD: password }
    const { AuthenticationResult: byApi } = await client.InitiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters,
    })
    const ofApi = { grant_type: 'refresh_token', refresh_token: byApi?.RefreshToken ?? '' }
    assert.deepEqual(await ask({ ...ofApi, scope: 'openid' }), refused('invalid_scope'))
    assert.equal((await ask({ ...ofApi, scope: 'aws.cognito.signin.user.admin' })).status, 200)
  })

  it('without the scope of the API open none of its operations', async (t) => {
    const { codeFor, redeem, client } = await openUserPoolDomain(t)
    const { body } = await redeem(await codeFor({ scope: 'openid' }))
    await assert.rejects(client.GetUser({ AccessToken: String(body['access_token']) }), {
      message: 'Access Token does not have required scopes',
    })
  })

  it('are not to be had for a refresh token of another client', async (t) => {
    const { codeFor, redeem, ask, other, send } = await openWithOther(t)
    const { body } = await redeem(await codeFor())
    const refresh_token = String(body['refresh_token'])
    assert.deepEqual(await ask({ grant_type: 'refresh_token', refresh_token, client_id: other.id }), invalidGrant)
    const form = { token: refresh_token, client_id: other.id }
    assert.equal((await send('POST', '/oauth2/revoke', { form })).status, 400)
    assert.equal((await ask({ grant_type: 'refresh_token', refresh_token })).status, 200)
  })
})
