import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { atEnd } from './at-end.ts'
import { createSigningKey, signToken } from './token-forge.ts'

/** Seconds since 1970 at which the clock of `openPoolgate` stands. */
export const now = Date.parse('2026-11-22T12:00:00Z') / 1000

/** An issuer elsewhere, over HTTP, with one key. It ends with the tests. */
export async function startIssuer(publishedKeys: readonly object[] = [], key = createSigningKey('k1')) {
  const asked: string[] = []
  /** How its endpoints answer; a test may put another way. */
  const ways = {
    discovery: (response: ServerResponse): void =>
      void response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` })),
    keys: (response: ServerResponse): void => void response.end(JSON.stringify({ keys: [key.jwk, ...publishedKeys] })),
  }
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (request.url === '/keys') ways.keys(response)
    else ways.discovery(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  atEnd(close)
  /** What an access token of Cognito has, for the client `app`. */
  const claims = { sub: 'u1', iss: url, client_id: 'app', token_use: 'access', iat: now - 10, exp: now + 3600 }
  return {
    url,
    key,
    claims,
    asked,
    ways,
    close,
    /** The authorizer that lets in what this issuer signs for the client `app`. */
    authorizer: { JwtConfiguration: { Issuer: url, Audience: ['app'] } },
    token: (change: object = {}, header: object = {}) => signToken(key, { ...claims, ...change }, header),
  }
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>
