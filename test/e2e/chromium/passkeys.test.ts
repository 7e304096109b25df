import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListWebAuthnCredentialsCommand,
  SetUserPoolMfaConfigCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../../support/browser.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const Username = 'jane@example.com'
const Password = 'S3cure!!'

/** What an application's page does: it talks to the user pool itself, with nothing but what browsers have. */
const pageScript = `
async function call(endpoint, operation, input) {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.' + operation,
    },
    body: JSON.stringify(input),
  })
  const body = await answer.json()
  if (!answer.ok) throw new Error(body.__type + ': ' + body.message)
  return body
}
async function register(endpoint, AccessToken) {
  const { CredentialCreationOptions: options } = await call(endpoint, 'StartWebAuthnRegistration', { AccessToken })
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  const credential = await navigator.credentials.create({ publicKey })
  return call(endpoint, 'CompleteWebAuthnRegistration', { AccessToken, Credential: credential.toJSON() })
}
async function signIn(endpoint, ClientId, USERNAME) {
  const begun = await call(endpoint, 'InitiateAuth', {
    AuthFlow: 'USER_AUTH',
    ClientId,
    AuthParameters: { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' },
  })
  const options = JSON.parse(begun.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS)
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const credential = await navigator.credentials.get({ publicKey })
  return call(endpoint, 'RespondToAuthChallenge', {
    ClientId,
    ChallengeName: begun.ChallengeName,
    Session: begun.Session,
    ChallengeResponses: { USERNAME, CREDENTIAL: JSON.stringify(credential.toJSON()) },
  })
}
`

/** A page of an application of its own, which browsers take for secure on this machine. */
async function servePage(): Promise<Server> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><title>shop</title><script>${pageScript}</script>`)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}

function urlOf(server: Server, host: string): string {
  const address = server.address()
  return `http://${host}:${typeof address === 'object' ? address?.port : ''}/`
}

describe('passkeys in Chromium', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let pages: Server
  let browser: Browser
  let page: Page
  let UserPoolId: string
  let ClientId: string
  let AccessToken: string

  const run = (call: string, ...parameters: string[]): Promise<unknown> =>
    page.evaluate(`${call}(${parameters.map((parameter) => JSON.stringify(parameter)).join(', ')})`)

  before(async () => {
    const started = await Promise.all([startServer(), servePage(), openBrowser()])
    ;[server, pages, browser] = started
    clients = sdkClients(server.url)
    const { cognito } = clients
    const { UserPool: pool } = await cognito.send(
      new CreateUserPoolCommand({
        PoolName: 'customers',
        UsernameAttributes: ['email'],
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
      }),
    )
    UserPoolId = pool!.Id!
    await cognito.send(
      new SetUserPoolMfaConfigCommand({
        UserPoolId,
        WebAuthnConfiguration: { RelyingPartyId: 'localhost', UserVerification: 'required' },
      }),
    )
    const { UserPoolClient: client } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'web',
        ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    )
    ClientId = client!.ClientId!
    await cognito.send(new SignUpCommand({ ClientId, Username, Password }))
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
    const { AuthenticationResult } = await cognito.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
      }),
    )
    AccessToken = AuthenticationResult!.AccessToken!
    page = await browser.newPage()
    const devtools = await page.context().newCDPSession(page)
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
    await page.goto(urlOf(pages, 'localhost'))
  })
  after(async () => {
    clients.close()
    pages.close()
    await browser.close()
    await server.stop()
  })

  it('are registered by the page of an application', async () => {
    await run('register', server.url, AccessToken)
    const { Credentials: credentials = [] } = await clients.cognito.send(
      new ListWebAuthnCredentialsCommand({ AccessToken }),
    )
    assert.deepEqual(
      credentials.map(({ RelyingPartyId, AuthenticatorAttachment }) => ({ RelyingPartyId, AuthenticatorAttachment })),
      [{ RelyingPartyId: 'localhost', AuthenticatorAttachment: 'platform' }],
    )
  })

  it('are not registered twice with one authenticator', async () => {
    await assert.rejects(run('register', server.url, AccessToken), /InvalidStateError/)
  })

  it('sign their user in, again and again', async () => {
    for (let times = 0; times < 2; times++) {
      const answer = (await run('signIn', server.url, ClientId, Username)) as {
        AuthenticationResult: { AccessToken: string }
      }
      const own = { AccessToken: answer.AuthenticationResult.AccessToken }
      const { UserAttributes: attributes = [] } = await clients.cognito.send(new GetUserCommand(own))
      assert.equal(attributes.find(({ Name }) => Name === 'email')?.Value, Username)
    }
  })

  it('are not asked for on a page of another name', async () => {
    await page.goto(urlOf(pages, '127.0.0.1'))
    await assert.rejects(run('signIn', server.url, ClientId, Username), /SecurityError/)
  })
})
