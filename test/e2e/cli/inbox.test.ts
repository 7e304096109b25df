import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

describe('the inbox of a development server', () => {
  let server: SpawnedServer
  let inbox: string
  before(async () => {
    server = await startServer()
    inbox = `${server.url}/_poolgate/inbox`
    const { cognito, close } = sdkClients(server.url)
    const pool = { PoolName: 'customers', AutoVerifiedAttributes: ['email'] } as const
    const { UserPool } = await cognito.send(
      new CreateUserPoolCommand({
        ...pool,
        AutoVerifiedAttributes: ['email'],
        EmailVerificationMessage: 'Hi <b>you</b>: {####} <a href="https://shop.example/?a=1&amp;b=2">Shop</a>',
      }),
    )
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({ UserPoolId: UserPool?.Id, ClientName: 'web' }),
    )
    for (const name of ['jane', 'john']) {
      const UserAttributes = [{ Name: 'email', Value: `${name}@example.com` }]
      const ClientId = UserPoolClient?.ClientId
      await cognito.send(new SignUpCommand({ ClientId, Username: name, Password: 'S3cure!!', UserAttributes }))
    }
    close()
  })
  after(() => server.stop())

  it('answers programs of this machine with the messages, newest first, also of one recipient', async () => {
    const { messages } = Object(await (await fetch(`${inbox}?format=json`)).json())
    assert.deepEqual(
      messages.map(({ to, purpose }: { to: string; purpose: string }) => [to, purpose]),
      [
        ['john@example.com', 'SignUp'],
        ['jane@example.com', 'SignUp'],
      ],
    )
    const one = Object(await (await fetch(`${inbox}?format=json&to=jane@example.com`)).json())
    assert.equal(one.messages.length, 1)
    assert.match(one.messages[0].body, /\d{6}/)
  })

  it('is a page that shows mail as text, and runs, loads and frames nothing', async () => {
    const response = await fetch(inbox)
    const page = await response.text()
    assert.match(page, /Hi &#60;b&#62;you&#60;\/b&#62;: \d{6}/)
    assert.match(page, /<a href="https:\/\/shop\.example\/\?a=1&#38;b=2"/)
    const policy = response.headers.get('content-security-policy') ?? ''
    for (const part of ["default-src 'none'", "frame-ancestors 'none'", 'sandbox'])
      assert.ok(policy.includes(part), part)
  })

  for (const [who, query, headers] of [
    ['a page of another origin', '?format=json', { origin: 'https://evil.example' }],
    ['a page of the server itself', '?format=json', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    ['a frame', '', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['a script', '', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ] as const)
    it(`tells nothing to ${who}`, async () => {
      const response = await fetch(inbox + query, { headers })
      assert.equal(response.status, 403)
      assert.deepEqual(await response.json(), { message: 'this is for the operator of this machine only' })
    })

  it('tells nothing in production', async (t) => {
    const production = await startServer({ args: ['--production'] })
    t.after(() => production.stop())
    assert.equal((await fetch(`${production.url}/_poolgate/inbox`)).status, 403)
  })
})
