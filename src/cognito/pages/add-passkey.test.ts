import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it, type TestContext } from 'node:test'
import { newAuthenticator } from '../../../test/support/authenticator.ts'
import { openLoginPages } from '../../../test/support/login-pages.ts'
import { email, password } from '../../../test/support/user-pool.ts'

const origin = 'http://shop.auth.localhost:4566'

async function openPasskeyPages(t: TestContext) {
  const pages = await openLoginPages(t, {
    pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } } },
    client: { ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
  })
  const { client, UserPoolId, ClientId, visit } = pages
  await client.SetUserPoolMfaConfig({
    UserPoolId,
    WebAuthnConfiguration: { RelyingPartyId: 'shop.auth.localhost', UserVerification: 'required' },
  })
  await client.UpdateUserPoolDomain({ UserPoolId, Domain: 'shop', ManagedLoginVersion: 2 })
  await client.CreateManagedLoginBranding({ UserPoolId, ClientId, UseCognitoProvidedValues: true })
  const signIn = async (browser: Map<string, string>) => {
    const asked = await (await visit('/login', {}, browser)).submit('/login', { username: email })
    return asked.submit('/challenge', { password })
  }
  return { ...pages, signIn }
}

/** What the script of a page would hand to the browser. */
function optionsOf(body: string) {
  const [, text = ''] = /data-options="([^"]*)"/.exec(body) ?? []
  return JSON.parse(text.replaceAll('&#34;', '"').replaceAll('&#38;', '&'))
}

describe('passkeys on the pages', () => {
  it('are added by users whom the domain knows, and sign them in', async (t) => {
    const { visit, signIn, redeemed, sub } = await openPasskeyPages(t)
    const browser = new Map<string, string>()
    await signIn(browser)
    const page = await visit('/passkeys/add', {}, browser)
    assert.equal(page.heading, 'Add a passkey')
    assert.match(String(page.headers['content-security-policy']), /; script-src 'self'; /)
    const authenticator = newAuthenticator(origin)
    const credential = JSON.stringify(authenticator.create(optionsOf(page.body)))
    const back = await page.submit('/passkeys/add', { credential })
    assert.equal((await redeemed(back))['sub'], sub)

    const offered = await (await visit('/login')).submit('/login', { username: email })
    const asked = await offered.submit('/challenge', { answer: 'WEB_AUTHN' })
    assert.equal(asked.heading, 'Use your passkey')
    const assertion = JSON.stringify(authenticator.get(optionsOf(asked.body)))
    assert.equal((await redeemed(await asked.submit('/challenge', { credential: assertion })))['sub'], sub)
  })

  it('are added by nobody else: who is not signed in does so first', async (t) => {
    const { visit, signIn } = await openPasskeyPages(t)
    assert.match((await visit('/passkeys/add')).location, /^\/login\?/)
    const browser = new Map<string, string>()
    await signIn(browser)
    const page = await visit('/passkeys/add', {}, browser)
    browser.delete('cognito')
    assert.match((await page.submit('/passkeys/add', { credential: '{}' })).location, /^\/login\?/)
  })

  it('give no app a session that would not do for it', async (t) => {
    const { visit, signIn, store, clock, UserPoolId: poolId, sub } = await openPasskeyPages(t)
    const cookie = 'c'.repeat(43)
    const [authenticatedAt, expiresAt] = [clock.now(), new Date(clock.time() + 60_000)]
    const hash = createHash('sha256').update(cookie).digest('hex')
    const times = { authenticatedAt, expiresAt }
    await store.insertLoginSession({ hash, poolId, sub, domain: 'shop', provider: 'Corp', ...times })
    const page = await visit('/passkeys/add', {}, new Map([['cognito', cookie]]))
    assert.match(page.location, /^\/login\?/)
    const browser = new Map<string, string>()
    await signIn(browser)
    assert.match((await visit('/passkeys/add', { prompt: 'login' }, browser)).location, /^\/login\?/)
    const own = await visit('/passkeys/add', {}, browser)
    browser.set('cognito', cookie)
    const credential = JSON.stringify(newAuthenticator(origin).create(optionsOf(own.body)))
    assert.match((await own.submit('/passkeys/add', { credential })).location, /^\/login\?/)
  })

  it('say what is wrong with an answer', async (t) => {
    const { visit, signIn } = await openPasskeyPages(t)
    const browser = new Map<string, string>()
    await signIn(browser)
    const page = await visit('/passkeys/add', {}, browser)
    assert.equal((await page.submit('/passkeys/add', { credential: '{' })).error, 'The credential is not valid.')
  })

  it('are for managed login only', async (t) => {
    const { visit, signIn, client, UserPoolId } = await openPasskeyPages(t)
    const browser = new Map<string, string>()
    await signIn(browser)
    await client.UpdateUserPoolDomain({ UserPoolId, Domain: 'shop', ManagedLoginVersion: 1 })
    assert.equal((await visit('/passkeys/add', {}, browser)).heading, 'Passkeys are not available')
  })
})
