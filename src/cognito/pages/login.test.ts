import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openLoginPages } from '../../../test/support/login-pages.ts'
import { email, password } from '../../../test/support/user-pool.ts'

const right = { username: email, password }

describe('the login page', () => {
  it('signs a user in and sends them back to the app with a code', async (t) => {
    const { visit, redeemed, sub } = await openLoginPages(t)
    const page = await visit('/login', { state: 'a b', scope: 'openid' })
    assert.deepEqual([page.status, page.heading], [200, 'Sign in'])
    const back = await page.submit('/login', right)
    assert.equal(back.status, 302)
    assert.match(back.location, /^https:\/\/app\.example\.com\/callback\?code=[0-9a-f-]{36}&state=a%20b$/)
    assert.match(String(back.headers['set-cookie']), /^cognito=.*HttpOnly; SameSite=Lax$/)
    assert.equal((await redeemed(back))['sub'], sub)
  })

  it('is where /oauth2/authorize leads, and is not asked for again in the same browser', async (t) => {
    const { open, authorize } = await openLoginPages(t)
    const browser = new Map<string, string>()
    const { location } = await authorize({ state: 's' }, browser)
    await (await open(location, browser)).submit('/login', right)
    assert.match((await authorize({}, browser)).location, /callback\?code=/)
  })

  it('needs no flow in ExplicitAuthFlows, and knows the secret of a client that has one', async (t) => {
    const { visit, addClient } = await openLoginPages(t)
    const { id } = await addClient({ GenerateSecret: true, ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] })
    const back = await (await visit('/login', { client_id: id })).submit('/login', right)
    assert.match(back.location, /callback\?code=/)
  })

  it('says what is wrong, keeps the name, forgets the password and marks the field', async (t) => {
    const { visit } = await openLoginPages(t)
    const again = await (await visit('/login')).submit('/login', { username: email, password: 'Wr0ng!!!' })
    assert.deepEqual([again.status, again.error], [400, 'Incorrect username or password.'])
    assert.match(again.body, /<title>Error: Sign in<\/title>/)
    assert.match(again.body, /value="jane@example\.com"/)
    assert.doesNotMatch(again.body, /Wr0ng/)
    assert.match(again.body, /name="password"[^>]*aria-describedby="error"\s+aria-invalid="true"\s+autofocus/)
    assert.match((await again.submit('/login', { password })).location, /callback\?code=/)
  })

  it('tells an unknown name from a wrong password only where the client does not hide users', async (t) => {
    const unknown = { username: 'nobody@example.com', password }
    for (const [PreventUserExistenceErrors, text] of [
      ['LEGACY', 'User does not exist.'],
      ['ENABLED', 'Incorrect username or password.'],
    ] as const) {
      const { visit } = await openLoginPages(t, { client: { PreventUserExistenceErrors } })
      assert.equal((await (await visit('/login')).submit('/login', unknown)).error, text)
    }
  })

  it('locks out after wrong passwords', async (t) => {
    const { visit } = await openLoginPages(t)
    let page = await visit('/login')
    for (let times = 0; times < 5; times++) page = await page.submit('/login', { username: email, password: 'wrong' })
    assert.equal((await page.submit('/login', right)).error, 'Password attempts exceeded.')
  })

  it('shows what an app gives as a name, and what anybody types, as text only', async (t) => {
    const { visit } = await openLoginPages(t)
    const hostile = '"><script>alert(1)</script>'
    const page = await visit('/login', { login_hint: hostile, state: hostile })
    assert.doesNotMatch(page.body, /<script/)
    const again = await page.submit('/login', { username: hostile, password: 'x' })
    assert.equal(again.status, 400)
    assert.doesNotMatch(again.body, /<script/)
  })

  it('asks users who have not confirmed themselves for the code, and sends another', async (t) => {
    const { visit, signUp, lastCode } = await openLoginPages(t)
    await signUp('joe@example.com')
    const asked = await (await visit('/login')).submit('/login', { username: 'joe@example.com', password })
    assert.equal(asked.heading, 'Confirm your account')
    const resent = await asked.submit('/resendcode')
    assert.equal(resent.notice, 'A new code is on its way.')
    const confirmed = await resent.submit('/confirm', { code: lastCode() })
    assert.deepEqual(
      [confirmed.heading, confirmed.notice],
      ['Sign in', 'Your account is confirmed. You can sign in now.'],
    )
    assert.match((await confirmed.submit('/login', { password })).location, /callback\?code=/)
  })

  it('leads users who must reset their password to where they can', async (t) => {
    const { visit, client, UserPoolId } = await openLoginPages(t)
    await client.AdminUpdateUserAttributes({
      UserPoolId,
      Username: email,
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    })
    await client.AdminResetUserPassword({ UserPoolId, Username: email })
    const page = await (await visit('/login')).submit('/login', right)
    assert.equal(page.heading, 'Reset your password')
    assert.match(page.notice, /^You need to choose a new password/)
  })

  it('offers the identity providers of the client, and its own form only to those who may use it', async (t) => {
    const { visit, client, UserPoolId, ClientId } = await openLoginPages(t)
    await client.CreateIdentityProvider({
      UserPoolId,
      ProviderName: 'Google',
      ProviderType: 'Google',
      ProviderDetails: { client_id: 'id', client_secret: 'secret', authorize_scopes: 'email' },
    })
    await client.CreateIdentityProvider({
      UserPoolId,
      ProviderName: 'SignInWithApple',
      ProviderType: 'SignInWithApple',
      ProviderDetails: {
        client_id: 'id',
        team_id: 'team',
        key_id: 'key',
        private_key: 'key',
        authorize_scopes: 'email',
      },
    })
    const { UserPoolClient: settings } = await client.DescribeUserPoolClient({ UserPoolId, ClientId })
    const allow = (SupportedIdentityProviders: string[]) =>
      client.UpdateUserPoolClient({
        UserPoolId,
        ClientId,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: settings!.AllowedOAuthFlows,
        AllowedOAuthScopes: settings!.AllowedOAuthScopes,
        CallbackURLs: settings!.CallbackURLs,
        SupportedIdentityProviders,
      })
    await allow(['COGNITO', 'Google', 'SignInWithApple'])
    const both = await visit('/login', { state: 's' })
    assert.match(both.body, /Continue with Apple/)
    assert.match(both.body, /href="\/oauth2\/authorize\?[^"]*state=s[^"]*identity_provider=Google"/)
    assert.match(both.body, /name="password"/)
    await allow(['Google', 'SignInWithApple'])
    assert.doesNotMatch((await visit('/login')).body, /name="password"|Create an account/)
    for (const path of ['/signup', '/confirm', '/forgotPassword', '/passkeys/add'])
      assert.match((await visit(path)).location, /^\/login\?/, path)
    // What was shown while the client still let the pool's own users in.
    assert.match((await both.submit('/login', right)).location, /^\/login\?/)
  })
})
