import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { createSigningKey, signToken } from './token-forge.ts'

/** An OpenID Provider on this machine where everybody who comes is signed in already. It ends with the test. */
export async function startIdentityProvider(t: TestContext, now: Date) {
  const key = createSigningKey('k1')
  const seconds = Math.floor(now.getTime() / 1000)
  /** What a test may change: whom it signs in, what the ID token says besides, and how its endpoints answer. */
  const world = {
    user: { sub: '1', email: 'jane@corp.example', email_verified: true } as Record<string, unknown>,
    claims: {} as Record<string, unknown>,
    tokenStatus: 200,
    userInfo: undefined as Record<string, unknown> | undefined,
    key,
  }
  /** Forms that the token endpoint was sent. */
  const redeemed: Record<string, string>[] = []
  let nonce = ''

  const server = createServer((request, response) => void answer(request, response))
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
    const say = (document: object, status = 200) => response.writeHead(status).end(JSON.stringify(document))
    if (request.url === '/.well-known/openid-configuration')
      return void say({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/keys`,
      })
    if (request.url === '/keys') return void say({ keys: [key.jwk] })
    if (request.url === '/userinfo') return void say(world.userInfo ?? world.user)
    redeemed.push(Object.fromEntries(new URLSearchParams(body)))
    const { sub } = world.user
    const claims = { iss: issuer, aud: 'poolgate', sub, nonce, iat: seconds, exp: seconds + 300, ...world.claims }
    return void say({ access_token: 'at', id_token: signToken(world.key, claims) }, world.tokenStatus)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    world,
    redeemed,
    /** What CreateIdentityProvider takes. */
    details: {
      client_id: 'poolgate',
      client_secret: 'secret',
      authorize_scopes: 'openid email',
      oidc_issuer: issuer,
      attributes_request_method: 'GET',
    },
    /** The query with which a browser comes back from where it was sent. */
    visit: (location: string): URLSearchParams => {
      const asked = new URL(location)
      nonce = asked.searchParams.get('nonce') ?? ''
      return new URLSearchParams({ code: 'c1', state: asked.searchParams.get('state') ?? '' })
    },
  }
}
