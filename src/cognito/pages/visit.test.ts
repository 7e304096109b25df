import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openLoginPages } from '../../../test/support/login-pages.ts'
import { email, password } from '../../../test/support/user-pool.ts'

const right = { username: email, password }
const tooOld = 'The form was open for too long, or your browser does not keep cookies for this page. Please try again.'

describe('a form of the pages', () => {
  it('is not taken without its token, from another browser, or from another site', async (t) => {
    const { visit } = await openLoginPages(t)
    const page = await visit('/login')
    const outcomes = [
      await page.submit('/login', { ...right, _csrf: '' }),
      await page.submit('/login', { ...right, _csrf: 'f'.repeat(64) }),
      await page.submit('/login', right, { 'sec-fetch-site': 'cross-site' }),
      await page.submit('/login', right, { 'sec-fetch-site': 'same-site' }),
      await page.submit('/login', right, { origin: 'https://evil.example.com' }),
    ]
    for (const { status, error } of outcomes) assert.deepEqual([status, error], [403, tooOld])
    const token = /name="_csrf" value="([^"]+)"/.exec((await visit('/login')).body)?.[1] ?? ''
    assert.equal((await page.submit('/login', { ...right, _csrf: token })).status, 403)
    assert.equal((await page.submit('/login', right, { origin: 'http://shop.auth.localhost:4566' })).status, 302)
  })

  it('is not gone on with in another browser, for another client, or twice', async (t) => {
    const { visit, client, UserPoolId, addClient } = await openLoginPages(t)
    const other = await addClient()
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: 'T3mporary!', Permanent: false })
    const browser = new Map<string, string>()
    const begin = async (inBrowser = browser, more: Record<string, string> = {}) =>
      (await visit('/login', more, inBrowser)).submit('/login', { username: email, password: 'T3mporary!' })
    const asked = await begin()
    const step = /name="step" value="([^"]+)"/.exec(asked.body)?.[1] ?? ''
    const answer = { step, 'new-password': 'N3w-secret', 'new-password-again': 'N3w-secret' }
    const expired = 'Your sign-in has expired. Please sign in again.'
    assert.equal((await (await begin(new Map())).submit('/challenge', answer)).error, expired)
    assert.equal((await (await begin(browser, { client_id: other.id })).submit('/challenge', answer)).error, expired)
    assert.match((await asked.submit('/challenge', answer)).location, /callback\?code=/)
    assert.equal((await asked.submit('/challenge', answer)).error, expired)
  })

  it("is shown for no address but the client's own", async (t) => {
    const { visit } = await openLoginPages(t)
    for (const path of ['/login', '/signup', '/confirm', '/forgotPassword', '/passkeys/add', '/challenge']) {
      const page = await visit(path, { redirect_uri: 'https://evil.example.com/' })
      assert.match(page.location, /^\/error\?error=redirect_mismatch/, path)
    }
  })

  it('loads and runs nothing of others, and leads on by what apps may have as an address', async (t) => {
    const { visit } = await openLoginPages(t)
    const { headers } = await visit('/login')
    const policy = String(headers['content-security-policy'])
    assert.match(
      policy,
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self'; form-action 'self' https:; base-uri 'none'; frame-ancestors 'none'$/,
    )
  })

  it('may lead to an app on this machine or of a scheme of its own where the app is one', async (t) => {
    const { visit } = await openLoginPages(t, {
      client: { CallbackURLs: ['http://localhost:3000/callback', 'myapp://callback'] },
    })
    const formAction = async (redirect_uri: string) =>
      /form-action ([^;]*)/.exec(
        String((await visit('/login', { redirect_uri })).headers['content-security-policy']),
      )?.[1]
    assert.equal(
      await formAction('http://localhost:3000/callback'),
      "'self' http://localhost:3000 http://localhost:* http://127.0.0.1:* https:",
    )
    assert.equal(await formAction('myapp://callback'), "'self' myapp: https:")
  })

  it('is not there for clients of managed login without a branding style, as on AWS', async (t) => {
    const { visit, client, UserPoolId, ClientId } = await openLoginPages(t)
    await client.UpdateUserPoolDomain({ UserPoolId, Domain: 'shop', ManagedLoginVersion: 2 })
    assert.deepEqual(
      [(await visit('/login')).status, (await visit('/login')).heading],
      [400, 'Login pages unavailable'],
    )
    await client.CreateManagedLoginBranding({ UserPoolId, ClientId, UseCognitoProvidedValues: true })
    assert.equal((await visit('/login')).heading, 'Sign in')
  })
})

describe('the error page', () => {
  it('says what it knows, and nothing of what it is given', async (t) => {
    const { open } = await openLoginPages(t)
    const known = await open('/error?error=redirect_mismatch&client_id=x')
    assert.equal(known.status, 400)
    assert.match(known.body, /wants you to return to an address that is not its own/)
    const unknown = await open('/error?error=%3Cscript%3E&message=call+us')
    assert.doesNotMatch(unknown.body, /<script|call us/)
  })
})
