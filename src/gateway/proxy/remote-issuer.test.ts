import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { createAddressPolicy } from '../../ports/addresses.ts'
import { createOutbound } from '../../ports/outbound.ts'
import { epoch, send, startBackend, startGateway } from '../../../test/support/http-api.ts'
import { createSigningKey, signToken } from '../../../test/support/token-forge.ts'

/* An issuer elsewhere, over real sockets. */

const key = createSigningKey('k1')

describe('an authorizer with an issuer elsewhere', () => {
  const requested: string[] = []
  let issuer = ''
  let answersKeys = false
  const server = createServer((request, response) => {
    requested.push(request.url ?? '')
    if (request.url === '/tenant/.well-known/openid-configuration')
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}keys` }))
    else if (answersKeys) response.end(JSON.stringify({ keys: [key.jwk] }))
  })
  function stop(): void {
    server.closeAllConnections()
    server.close()
  }

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tenant/`
  })
  after(stop)

  async function startGuarded() {
    const backend = await startBackend()
    const gateway = await startGateway(
      {
        routes: [{ routeKey: 'GET /', authorizerId: 'jwt' }],
        integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
        authorizers: [{ authorizerId: 'jwt', jwtConfiguration: { issuer, audience: ['app'] } }],
      },
      { outbound: createOutbound(createAddressPolicy({ allowPrivate: true })) },
    )
    const token = signToken(key, { iss: issuer, aud: 'app', exp: epoch + 86_400 })
    return { gateway, get: () => send(gateway.port, 'GET /', [`Authorization: Bearer ${token}`]) }
  }

  it('answers 401 when the JWKS takes longer than 1500 ms on first use', async () => {
    const { get } = await startGuarded()
    const answer = await get()
    assert.equal(answer.status, 401)
    assert.equal(
      answer.headers['www-authenticate'],
      'Bearer scope="" error="invalid_token" error_description="JWKS communication error"',
    )
  })

  it('fetches its keys once and goes on with them when the issuer is down', async () => {
    answersKeys = true
    const { gateway, get } = await startGuarded()
    requested.length = 0
    assert.equal((await get()).status, 200)
    assert.equal((await get()).status, 200)
    assert.deepEqual(requested, ['/tenant/.well-known/openid-configuration', '/tenant/keys'])
    stop()
    gateway.clock.advance(2 * 3_600_000 - 1)
    assert.equal((await get()).status, 200)
    gateway.clock.advance(10_001)
    const answer = await get()
    assert.equal(answer.status, 401)
    assert.match(answer.headers['www-authenticate'] ?? '', /"OIDC discovery endpoint communication error"$/)
  })
})
