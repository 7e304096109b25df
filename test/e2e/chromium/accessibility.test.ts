import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  CreateManagedLoginBrandingCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import axe, { type AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../support/browser.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

describe("a domain's pages, looked at by axe", () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let browser: Browser
  let page: Page
  let query: string

  before(async () => {
    ;[server, browser] = await Promise.all([startServer(), openBrowser()])
    clients = sdkClients(server.url)
    page = await browser.newPage()
    const { cognito } = clients
    const { UserPool: pool } = await cognito.send(
      new CreateUserPoolCommand({
        PoolName: 'shop',
        UsernameAttributes: ['email'],
        AutoVerifiedAttributes: ['email'],
        Schema: [{ Name: 'birthdate', Required: true, Mutable: true }],
      }),
    )
    const UserPoolId = pool!.Id!
    const { UserPoolClient: client } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'web',
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid'],
        CallbackURLs: ['http://localhost:3000/callback'],
        SupportedIdentityProviders: ['COGNITO'],
      }),
    )
    const ClientId = client!.ClientId!
    await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: 'shop', ManagedLoginVersion: 2 }))
    await cognito.send(new CreateManagedLoginBrandingCommand({ UserPoolId, ClientId, UseCognitoProvidedValues: true }))
    query = new URLSearchParams({
      response_type: 'code',
      client_id: ClientId,
      redirect_uri: 'http://localhost:3000/callback',
    }).toString()
  })
  after(async () => {
    clients.close()
    await browser.close()
    await server.stop()
  })

  const open = (path: string) => page.goto(`http://shop.auth.localhost:${server.port}${path}?${query}`)

  /** What axe finds, in both colour modes and in a wide and a narrow window. */
  async function violations(): Promise<string[]> {
    const found: string[] = []
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1280, 320]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 800 })
        const results: AxeResults = await page.evaluate(`${axe.source}; axe.run()`)
        found.push(...results.violations.map(({ id }) => `${id}, ${colorScheme}, ${width}`))
      }
    return found
  }

  for (const path of ['/login', '/signup', '/confirm', '/forgotPassword', '/error'])
    it(`have nothing to be mended: ${path}`, async () => {
      await open(path)
      assert.deepEqual(await violations(), [])
    })

  it('have nothing to be mended where a form was not taken', async () => {
    await open('/login')
    await page.getByLabel('Email').fill('jane@example.com')
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    assert.deepEqual(await violations(), [])
  })
})
