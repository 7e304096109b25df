import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import {
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import {
  AdminConfirmSignUpCommand,
  CreateResourceServerCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { type Backend, startBackend } from '../../support/backend.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const callback = 'http://localhost:3000/callback'
const goodbye = 'http://localhost:3000/bye'
const jane = { username: 'jane@example.com', password: 'S3cure!!' }

interface Discovered {
  readonly issuer: string
  readonly jwks_uri: string
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly userinfo_endpoint: string
  readonly revocation_endpoint: string
  readonly end_session_endpoint: string
}

/** What a browser does, but for what it would show. It resolves `*.localhost` by itself, as browsers do. */
function openBrowser() {
  const cookies = new Map<string, string>()
  const visit = (url: string, form?: URLSearchParams) =>
    new Promise<{ status: number; location: string; page: string }>((resolve, reject) => {
      const { host, port, pathname, search } = new URL(url)
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const type = form && { 'content-type': 'application/x-www-form-urlencoded' }
      const options = { host: '127.0.0.1', port, path: pathname + search, method: form ? 'POST' : 'GET' }
      request({ ...options, headers: { host, cookie, ...type } }, (response) => {
        for (const header of response.headers['set-cookie'] ?? []) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
          cookies.set(name, value)
        }
        let page = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (page += chunk))
        response.on('end', () => {
          const { location = '' } = response.headers
          resolve({ status: response.statusCode ?? 0, location: location && new URL(location, url).href, page })
        })
      })
        .on('error', reject)
        .end(form?.toString())
    })
  return { visit }
}

describe('an OpenID Connect client that knows only the address of a pool', () => {
  let server: SpawnedServer
  let backend: Backend
  let clients: ReturnType<typeof sdkClients>
  let UserPoolId: string
  let ClientId: string
  let discovered: Discovered
  let keys: ReturnType<typeof createRemoteJWKSet>

  before(async () => {
    server = await startServer()
    backend = await startBackend()
    clients = sdkClients(server.url)
    const { cognito } = clients
    const { UserPool } = await cognito.send(
      new CreateUserPoolCommand({ PoolName: 'shop', UsernameAttributes: ['email'] }),
    )
    UserPoolId = UserPool?.Id ?? ''
    await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: 'shop' }))
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'web',
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid', 'email'],
        CallbackURLs: [callback],
        LogoutURLs: [goodbye],
        SupportedIdentityProviders: ['COGNITO'],
      }),
    )
    ClientId = UserPoolClient?.ClientId ?? ''
    await cognito.send(new SignUpCommand({ ClientId, Username: jane.username, Password: jane.password }))
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username: jane.username }))
    discovered = (await (
      await fetch(`${server.url}/${UserPoolId}/.well-known/openid-configuration`)
    ).json()) as Discovered
    keys = createRemoteJWKSet(new URL(discovered.jwks_uri))
  })
  after(async () => {
    clients.close()
    await backend.close()
    await server.stop()
  })

  /** A form of the app's own server. */
  async function post(url: string, form: Record<string, string>, headers: Record<string, string> = {}) {
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers })
    const text = await response.text()
    const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text)
    return { status: response.status, headers: response.headers, body }
  }

  it('finds the pages on its domain, and what programs ask below the issuer', () => {
    const issuer = `${server.url}/${UserPoolId}`
    const domain = `http://shop.auth.localhost:${server.port}`
    assert.equal(discovered.issuer, issuer)
    assert.equal(discovered.authorization_endpoint, `${domain}/oauth2/authorize`)
    assert.equal(discovered.end_session_endpoint, `${domain}/logout`)
    assert.equal(discovered.token_endpoint, `${issuer}/oauth2/token`)
  })

  it('signs a user in with PKCE, knows them, refreshes, revokes, and signs them out', async () => {
    const browser = openBrowser()
    const verifier = 'v'.repeat(64)
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: ClientId,
      redirect_uri: callback,
      scope: 'openid email',
      state: 'xyz',
      nonce: 'n-1',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const login = await browser.visit(`${discovered.authorization_endpoint}?${query.toString()}`)
    const { page } = await browser.visit(login.location)
    const [, csrf = ''] = /name="_csrf"\s+value="([^"]+)"/.exec(page) ?? []
    const signedIn = await browser.visit(login.location, new URLSearchParams({ _csrf: csrf, ...jane }))
    const answer = new URL(signedIn.location)
    assert.equal(`${answer.origin}${answer.pathname}`, callback)
    assert.equal(answer.searchParams.get('state'), 'xyz')

    const { status, headers, body } = await post(discovered.token_endpoint, {
      grant_type: 'authorization_code',
      client_id: ClientId,
      redirect_uri: callback,
      code: answer.searchParams.get('code') ?? '',
      code_verifier: verifier,
    })
    assert.equal(status, 200)
    assert.match(headers.get('cache-control') ?? '', /no-store/)
    const { issuer } = discovered
    const id = await jwtVerify(String(body['id_token']), keys, { issuer, audience: ClientId, algorithms: ['RS256'] })
    assert.deepEqual([id.payload['nonce'], id.payload['email']], ['n-1', jane.username])
    const access = await jwtVerify(String(body['access_token']), keys, { issuer, algorithms: ['RS256'] })
    assert.equal(access.payload['scope'], 'openid email')

    const known = await fetch(discovered.userinfo_endpoint, {
      headers: { authorization: `Bearer ${String(body['access_token'])}` },
    })
    assert.equal(((await known.json()) as { email: string }).email, jane.username)

    const refresh = {
      grant_type: 'refresh_token',
      client_id: ClientId,
      refresh_token: String(body['refresh_token']),
    }
    assert.equal((await post(discovered.token_endpoint, refresh)).status, 200)
    const revocation = { client_id: ClientId, token: refresh.refresh_token }
    assert.equal((await post(discovered.revocation_endpoint, revocation)).status, 200)
    assert.deepEqual((await post(discovered.token_endpoint, refresh)).body, { error: 'invalid_grant' })

    const again = await browser.visit(`${discovered.authorization_endpoint}?${query.toString()}`)
    assert.ok(again.location.startsWith(`${callback}?code=`))
    const leave = new URLSearchParams({ client_id: ClientId, logout_uri: goodbye })
    assert.equal((await browser.visit(`${discovered.end_session_endpoint}?${leave.toString()}`)).location, goodbye)
    const after = await browser.visit(`${discovered.authorization_endpoint}?${query.toString()}`)
    assert.equal(new URL(after.location).pathname, '/login')
  })

  it('calls an HTTP API as a machine, with the scopes that it was given and no others', async () => {
    const { cognito, apis } = clients
    const Scopes = ['read', 'write'].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName }))
    await cognito.send(new CreateResourceServerCommand({ UserPoolId, Identifier: 'orders', Name: 'Orders', Scopes }))
    const { UserPoolClient: machine } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'machine',
        GenerateSecret: true,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: ['orders/read', 'orders/write'],
      }),
    )
    const { ApiId } = await apis.send(new CreateApiCommand({ Name: 'orders', ProtocolType: 'HTTP' }))
    const { AuthorizerId } = await apis.send(
      new CreateAuthorizerCommand({
        ApiId,
        Name: 'pool',
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: {
          Issuer: `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`,
          Audience: [machine?.ClientId ?? ''],
        },
      }),
    )
    const { IntegrationId } = await apis.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'GET',
        IntegrationUri: backend.url,
        PayloadFormatVersion: '1.0',
      }),
    )
    await apis.send(
      new CreateRouteCommand({
        ApiId,
        RouteKey: 'GET /orders',
        Target: `integrations/${IntegrationId}`,
        AuthorizationType: 'JWT',
        AuthorizerId,
        AuthorizationScopes: ['orders/read'],
      }),
    )
    await apis.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }))
    const basic = Buffer.from(`${machine?.ClientId}:${machine?.ClientSecret}`).toString('base64')
    const statusWith = async (scope: string) => {
      const form = { grant_type: 'client_credentials', scope }
      const { body } = await post(discovered.token_endpoint, form, { authorization: `Basic ${basic}` })
      const authorization = `Bearer ${String(body['access_token'])}`
      return (await fetch(`${server.url}/execute-api/${ApiId}/orders`, { headers: { authorization } })).status
    }
    assert.deepEqual([await statusWith('orders/read'), await statusWith('orders/write')], [200, 403])
  })
})
