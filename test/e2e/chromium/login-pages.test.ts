import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, beforeEach, describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  CreateManagedLoginBrandingCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { openBrowser } from '../../support/browser.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'
import { totp } from '../../support/totp-client.ts'

const Password = 'S3cure!!'

/** An app that browsers come back to. */
async function serveApp(): Promise<Server> {
  const server = createServer(({ url = '', headers }, response) => {
    // Where a callback leads on to another host of the app, as many do.
    if (url.startsWith('/callback') && headers.host?.startsWith('localhost'))
      return response.writeHead(302, { location: `http://127.0.0.1:${portOf(server)}${url}` }).end()
    response.setHeader('content-type', 'text/html')
    return response.end('<!doctype html><title>shop</title><h1>Welcome to the shop</h1>')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

describe("a domain's pages in Chromium", () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let app: Server
  let browser: Browser
  let page: Page
  let devtools: CDPSession
  let redirectUri: string
  const complaints: string[] = []

  before(async () => {
    ;[server, app, browser] = await Promise.all([startServer(), serveApp(), openBrowser()])
    clients = sdkClients(server.url)
    redirectUri = `http://localhost:${portOf(app)}/callback`
    page = await browser.newPage({ ignoreHTTPSErrors: true })
    devtools = await page.context().newCDPSession(page)
    page.on('console', (message) => {
      if (/Content Security Policy|Refused/.test(message.text())) complaints.push(message.text())
    })
  })
  beforeEach(() => page.context().clearCookies())
  after(async () => {
    clients.close()
    app.close()
    await browser.close()
    await server.stop()
  })

  const script = (enabled: boolean) => devtools.send('Emulation.setScriptExecutionDisabled', { value: !enabled })

  /** A pool with a domain, and a client whose app is the one that is served. */
  async function createPool(domain: string, settings: object = {}, clientSettings: object = {}) {
    const { cognito } = clients
    const { UserPool: pool } = await cognito.send(
      new CreateUserPoolCommand({
        PoolName: domain,
        UsernameAttributes: ['email'],
        AutoVerifiedAttributes: ['email'],
        ...settings,
      }),
    )
    const UserPoolId = pool!.Id!
    const { UserPoolClient: client } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'web',
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid', 'email'],
        CallbackURLs: [redirectUri],
        SupportedIdentityProviders: ['COGNITO'],
        ...clientSettings,
      }),
    )
    const ClientId = client!.ClientId!
    await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: domain, ManagedLoginVersion: 2 }))
    await cognito.send(new CreateManagedLoginBrandingCommand({ UserPoolId, ClientId, UseCognitoProvidedValues: true }))
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: ClientId,
      redirect_uri: redirectUri,
      state: 's',
    })
    const address = (path: string) => `http://${domain}.auth.localhost:${server.port}${path}?${query.toString()}`
    return { UserPoolId, ClientId, address }
  }

  async function addUser(ClientId: string, UserPoolId: string, Username: string): Promise<void> {
    await clients.cognito.send(new SignUpCommand({ ClientId, Username, Password }))
    await clients.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
  }

  async function codeFor(username: string): Promise<string> {
    const answer = await fetch(`${server.url}/_poolgate/inbox?format=json&to=${username}`)
    const { messages } = Object(await answer.json())
    return /\d{6}/.exec(messages[0].body)?.[0] ?? ''
  }

  async function fillIn(fields: Readonly<Record<string, string>>, button: string): Promise<void> {
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value)
    await page.getByRole('button', { name: button }).click()
  }

  /** Browsers move the focus once they have drawn a page. */
  const focusOn = (field: string) => page.locator(`[name=${field}]:focus`).waitFor()

  const heading = () => page.getByRole('heading').textContent()

  /** The claims of the ID token that the app gets for the code it was given. */
  async function claims({ UserPoolId, ClientId }: { readonly UserPoolId: string; readonly ClientId: string }) {
    await page.waitForURL(`http://127.0.0.1:${portOf(app)}/callback?*`)
    assert.equal(await heading(), 'Welcome to the shop')
    const { searchParams } = new URL(page.url())
    assert.equal(searchParams.get('state'), 's')
    const answer = await fetch(`${server.url}/${UserPoolId}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: ClientId,
        redirect_uri: redirectUri,
        code: searchParams.get('code') ?? '',
      }),
    })
    const tokens = Object(await answer.json())
    const keys = createRemoteJWKSet(new URL(`${server.url}/${UserPoolId}/.well-known/jwks.json`))
    const { payload } = await jwtVerify(String(tokens.id_token), keys, { audience: ClientId })
    return payload
  }

  it('take somebody without a script from signing up to the tokens of an app', async () => {
    const pool = await createPool('sign-up')
    await script(false)
    await page.goto(pool.address('/oauth2/authorize'))
    await page.getByRole('link', { name: 'Create an account' }).click()
    await fillIn({ Email: 'jane@example.com', Password, 'Password again': Password }, 'Create account')
    assert.equal(await heading(), 'Confirm your account')
    await fillIn({ Code: await codeFor('jane@example.com') }, 'Confirm account')
    assert.equal(await page.getByRole('status').innerText(), 'Your account is confirmed. You can sign in now.')
    await fillIn({ Password }, 'Sign in')
    assert.equal((await claims(pool))['email'], 'jane@example.com')
    await script(true)
  })

  it('say what was wrong, where a keyboard goes on', async () => {
    const pool = await createPool('wrong-password')
    await addUser(pool.ClientId, pool.UserPoolId, 'jane@example.com')
    await page.goto(pool.address('/login'))
    await focusOn('username')
    await page.keyboard.type('jane@example.com')
    await page.keyboard.press('Tab')
    await page.keyboard.type('wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByRole('alert').innerText(), 'Incorrect username or password.')
    await focusOn('password')
    await page.keyboard.type(Password)
    await page.keyboard.press('Enter')
    assert.equal((await claims(pool))['email'], 'jane@example.com')
  })

  it('have a second factor set up where the pool requires one', async () => {
    const pool = await createPool('second-factor')
    await addUser(pool.ClientId, pool.UserPoolId, 'jane@example.com')
    await clients.cognito.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: pool.UserPoolId,
        MfaConfiguration: 'ON',
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    )
    await page.goto(pool.address('/login'))
    await fillIn({ Email: 'jane@example.com', Password }, 'Sign in')
    await page.getByRole('button', { name: 'Use an authenticator app' }).click()
    await page.getByRole('heading', { name: 'Set up your authenticator app' }).waitFor()
    await page.getByText('Type the key instead').click()
    const secret = (await page.locator('.secret').innerText()).replaceAll(' ', '')
    await fillIn({ Code: totp(secret, new Date()) }, 'Continue')
    assert.equal((await claims(pool))['email'], 'jane@example.com')
  })

  it('replace a forgotten password', async () => {
    const pool = await createPool('forgotten')
    await page.goto(pool.address('/signup'))
    await fillIn({ Email: 'joe@example.com', Password, 'Password again': Password }, 'Create account')
    await fillIn({ Code: await codeFor('joe@example.com') }, 'Confirm account')
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await fillIn({ Email: 'joe@example.com' }, 'Send the code')
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor()
    const again = { Password: 'N3w-secret', 'Password again': 'N3w-secret' }
    await fillIn({ Code: await codeFor('joe@example.com'), ...again }, 'Change password')
    await fillIn({ Password: 'N3w-secret' }, 'Sign in')
    assert.equal((await claims(pool))['email'], 'joe@example.com')
  })

  it('add a passkey for a user, who signs in with it', async () => {
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    const pool = await createPool(
      'passkeys',
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } } },
      { ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
    )
    await clients.cognito.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId: pool.UserPoolId,
        WebAuthnConfiguration: { RelyingPartyId: 'passkeys.auth.localhost', UserVerification: 'required' },
      }),
    )
    await addUser(pool.ClientId, pool.UserPoolId, 'jane@example.com')
    await page.goto(pool.address('/login'))
    await fillIn({ Email: 'jane@example.com' }, 'Next')
    await fillIn({ Password }, 'Sign in')
    await claims(pool)
    await page.goto(pool.address('/passkeys/add'))
    await claims(pool)

    await page.context().clearCookies()
    await page.goto(pool.address('/oauth2/authorize'))
    await fillIn({ Email: 'jane@example.com' }, 'Next')
    await page.getByRole('button', { name: 'Passkey' }).click()
    assert.equal((await claims(pool))['email'], 'jane@example.com')
  })

  it('keep over TLS who signed in, by cookies that no other host can set', async () => {
    const pool = await createPool('tls')
    await addUser(pool.ClientId, pool.UserPoolId, 'jane@example.com')
    const address = (path: string) => pool.address(path).replace('http:', 'https:')
    await page.goto(address('/login'))
    await fillIn({ Email: 'jane@example.com', Password }, 'Sign in')
    await claims(pool)
    const cookies = await page.context().cookies(address('/'))
    assert.deepEqual(cookies.map(({ name }) => name).toSorted(), ['__Host-XSRF-TOKEN', '__Host-cognito'])
    await page.goto(address('/oauth2/authorize'))
    assert.equal((await claims(pool))['email'], 'jane@example.com')
  })

  it('fit a window of 320 pixels, and one whose text is twice as large', async () => {
    const pool = await createPool('narrow')
    await page.setViewportSize({ width: 320, height: 640 })
    for (const path of ['/login', '/signup', '/forgotPassword', '/confirm'])
      for (const size of ['100%', '200%']) {
        await page.goto(pool.address(path))
        const width = await page.evaluate(
          `document.documentElement.style.fontSize = '${size}', document.documentElement.scrollWidth`,
        )
        assert.equal(width, 320, `${path} at ${size}`)
      }
  })

  it('have broken none of their own rules on what may load, run, and be led to', () => {
    assert.deepEqual(complaints, [])
  })
})
