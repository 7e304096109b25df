import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { after, before, beforeEach, describe, it } from 'node:test'
import {
  CreateIdentityProviderCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  type UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../support/browser.ts'
import { createSamlProvider, readRedirect, type Said } from '../../support/saml-identity-provider.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

/** Names of another site than that of the domain, so that browsers treat forms between the two as they do. */
const elsewhere = '127.0.0.1'

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer)
  await new Promise<void>((listening) => server.listen(0, elsewhere, listening))
  return server
}

/** A page with one form, which a person sends. */
function formTo(action: string, fields: Readonly<Record<string, string>>, button: string): string {
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
  return `<!doctype html><title>Corp</title><h1>Corp</h1>
    <form method="post" action="${action}">${inputs.join('')}<button>${button}</button></form>`
}

describe('a SAML provider, with Chromium between it and a domain', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let app: Server
  let corp: Server
  let provider: Awaited<ReturnType<typeof createSamlProvider>>
  let browser: Browser
  let page: Page
  let UserPoolId: string
  let client: UserPoolClientType
  /** What the provider says from here on. */
  let said: Partial<Said> = {}
  /** Requests to sign out that it got. */
  const signOuts: string[] = []

  const domain = () => `http://corp-shop.auth.localhost:${server.port}`
  const appUrl = (path: string) => `http://${elsewhere}:${portOf(app)}${path}`
  const corpUrl = (path: string) => `http://${elsewhere}:${portOf(corp)}${path}`

  before(async () => {
    ;[server, browser, app, corp] = await Promise.all([
      startServer(),
      openBrowser(),
      serve((_, response) => {
        response.setHeader('content-type', 'text/html')
        response.end('<!doctype html><title>shop</title><h1>Welcome to the shop</h1>')
      }),
      serve(({ url = '' }, response) => {
        if (url === '/metadata') return response.end(provider.metadata({ slo: corpUrl('/slo') }))
        response.setHeader('content-type', 'text/html')
        if (url.startsWith('/sso'))
          return response.end(formTo(`${domain()}/saml2/idpresponse`, provider.visit(corpUrl(url), said), 'Continue'))
        const { xml, relayState } = readRedirect(corpUrl(url))
        signOuts.push(xml)
        const form = { SAMLResponse: 'bye', RelayState: relayState }
        return response.end(formTo(`${domain()}/saml2/logout`, form, 'Sign out'))
      }),
    ])
    provider = await createSamlProvider(() => new Date(), corpUrl('/sso'))
    clients = sdkClients(server.url)
    page = await browser.newPage()
    await createPool()
  })
  beforeEach(async () => {
    said = {}
    await page.context().clearCookies()
  })
  after(async () => {
    clients.close()
    app.close()
    corp.close()
    await browser.close()
    await server.stop()
  })

  async function createPool(): Promise<void> {
    const { cognito } = clients
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'corp-shop' }))
    UserPoolId = UserPool!.Id!
    await cognito.send(
      new CreateIdentityProviderCommand({
        UserPoolId,
        ProviderName: 'Corp',
        ProviderType: 'SAML',
        ProviderDetails: {
          MetadataURL: corpUrl('/metadata'),
          IDPSignout: 'true',
          RequestSigningAlgorithm: 'rsa-sha256',
        },
        AttributeMapping: { email: 'mail' },
      }),
    )
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'web',
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid', 'email'],
        CallbackURLs: [appUrl('/callback')],
        LogoutURLs: [appUrl('/bye')],
        SupportedIdentityProviders: ['COGNITO', 'Corp'],
      }),
    )
    client = UserPoolClient!
    await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: 'corp-shop' }))
  }

  const query = (more: Readonly<Record<string, string>>) =>
    new URLSearchParams({ client_id: client.ClientId!, ...more }).toString()
  const loginQuery = () => query({ response_type: 'code', redirect_uri: appUrl('/callback'), state: 's' })

  async function signIn(): Promise<URLSearchParams> {
    await page.goto(`${domain()}/login?${loginQuery()}`)
    await page.getByRole('link', { name: 'Continue with Corp' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`${appUrl('/callback')}?*`)
    return new URL(page.url()).searchParams
  }

  it('signs somebody in for an app, and again without being asked for a while', async () => {
    const answer = await signIn()
    assert.equal(answer.get('state'), 's')
    const tokens = await fetch(`${server.url}/${UserPoolId}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: client.ClientId!,
        redirect_uri: appUrl('/callback'),
        code: answer.get('code') ?? '',
      }),
    })
    const { id_token: idToken } = Object(await tokens.json())
    const keys = createRemoteJWKSet(new URL(`${server.url}/${UserPoolId}/.well-known/jwks.json`))
    const { payload } = await jwtVerify(String(idToken), keys, { audience: client.ClientId! })
    assert.deepEqual([payload['cognito:username'], payload['email']], ['Corp_jane', 'jane@corp.example'])
    await page.goto(`${domain()}/oauth2/authorize?${loginQuery()}`)
    await page.waitForURL(`${appUrl('/callback')}?code=*`)
  })

  it('is believed by no domain when it speaks for another pool, which the app is told', async () => {
    said = { audience: 'urn:amazon:cognito:sp:us-east-1_other' }
    const answer = await signIn()
    assert.equal(answer.get('error'), 'server_error')
    assert.equal(answer.get('error_description'), 'Invalid SAML response received: Audience restriction is not met. ')
  })

  it('signs somebody out whom it signed in, before the app goes on', async () => {
    await signIn()
    await page.goto(`${domain()}/logout?${query({ logout_uri: appUrl('/bye') })}`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(appUrl('/bye'))
    assert.match(signOuts.at(-1) ?? '', /<saml2p:SessionIndex>_session<\/saml2p:SessionIndex>/)
    await page.goto(`${domain()}/oauth2/authorize?${loginQuery()}`)
    await page.getByRole('link', { name: 'Continue with Corp' }).waitFor()
  })

  it('takes somebody nowhere who did not begin here', async () => {
    await page.goto(`${domain()}/login?${loginQuery()}`)
    await page.getByRole('link', { name: 'Continue with Corp' }).click()
    await page.getByRole('button', { name: 'Continue' }).waitFor()
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'An error was encountered' }).waitFor()
    assert.match(await page.locator('.hint').innerText(), /Invalid samlResponse or relayState from identity provider/)
  })
})
