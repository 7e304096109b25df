import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  CreateUserPoolCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolDomainCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { openPoolgate } from '../../../test/support/poolgate.ts'
import { sdkClients } from '../../../test/support/sdk.ts'
import { temporaryDirectory } from '../../../test/support/server.ts'

const prefixHost = 'shop.auth.us-east-1.amazoncognito.com'
const callback = 'https://app.example.com/callback'

describe('the domain of a user pool', () => {
  const dataDir = temporaryDirectory()
  let poolgate: Awaited<ReturnType<typeof openPoolgate>>
  let query: string
  before(async () => {
    poolgate = await openPoolgate({ dataDir })
    const { cognito, close } = sdkClients(`http://127.0.0.1:${poolgate.port}`)
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'shop' }))
    const UserPoolId = UserPool?.Id ?? ''
    await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId, Domain: 'shop' }))
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'web',
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid'],
        CallbackURLs: [callback],
        SupportedIdentityProviders: ['COGNITO'],
      }),
    )
    close()
    const client_id = UserPoolClient?.ClientId ?? ''
    query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri: callback }).toString()
  })

  const get = (path: string, headers: readonly string[] = [], host = prefixHost) =>
    poolgate.clientOf(host).send(`GET ${path}`, headers)

  it('has every answer kept, framed and sniffed by nobody, and asks for https on no name of this machine', async () => {
    const { status, headers } = await get(`/oauth2/authorize?${query}`)
    assert.equal(status, 302)
    assert.equal(headers['cache-control'], 'no-cache, no-store, max-age=0, must-revalidate')
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.match(headers['content-security-policy'] ?? '', /^default-src 'none'/)
    assert.match(headers['x-amz-cognito-request-id'] ?? '', /^[0-9a-f-]{36}$/)
    assert.ok(!('strict-transport-security' in headers))
  })

  it('is nowhere else: not under another prefix, nor in another region', async () => {
    for (const host of ['store.auth.localhost', 'shop.auth.eu-west-1.amazoncognito.com'])
      assert.equal((await get(`/oauth2/authorize?${query}`, [], host)).status, 404, host)
    assert.equal((await get('/nothing')).status, 404)
    assert.equal((await get('/constructor')).status, 404)
  })

  it('is under no host whose port is none', async () => {
    for (const port of ['65536', '99999'])
      for (const [host, path] of [
        ['shop.auth.localhost', `/login?${query}`],
        ['localhost', '/us-east-1_AbCdEfGhI/oauth2/token'],
      ] as const)
        assert.equal((await get(path, [], `${host}:${port}`)).status, 421, `${host}:${port}`)
    assert.equal((await get(`/login?${query}`, [], 'shop.auth.localhost:65535')).status, 200)
  })

  it('reads forms up to 256 KiB', async () => {
    const type = 'Content-Type: application/x-www-form-urlencoded'
    const post = (length: number, body: string) =>
      poolgate.clientOf(prefixHost).send('POST /oauth2/token', [type, `Content-Length: ${length}`], body)
    assert.equal((await post(256 * 1024, 'a'.repeat(256 * 1024))).status, 400)
    assert.equal((await post(256 * 1024 + 1, '')).status, 413)
  })

  it('logs why a request is refused, and nothing of what it holds', async () => {
    await get(`/oauth2/authorize?${query}&scope=secret-scope&state=secret-state`)
    const entry = poolgate.log.entries.findLast(({ event }) => event === 'domain-request')
    assert.equal(entry?.['path'], '/oauth2/authorize')
    assert.equal(entry['detail'], 'the client may not have the scope secret-scope')
    assert.ok(!JSON.stringify(poolgate.log.entries).includes('secret-state'))
  })

  it('sets cookies for https where a trusted proxy says that the browser came by it', async () => {
    await poolgate.close()
    poolgate = await openPoolgate({ mode: 'production', dataDir, trustedProxies: ['127.0.0.1'] })
    const cookieFor = async (headers: readonly string[]) =>
      (await get(`/login?${query}`, headers)).headers['set-cookie'] ?? ''
    assert.match(await cookieFor([]), /^XSRF-TOKEN=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
    assert.doesNotMatch(await cookieFor(['X-Forwarded-Proto: https']), /Secure/)
    assert.match(await cookieFor(['X-Forwarded-Proto: https', 'X-Forwarded-For: 192.0.2.1']), /^XSRF-TOKEN=.*; Secure;/)
  })
})
