import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { before, beforeEach, describe, it } from 'node:test'
import { CreateAuthorizerCommand } from '@aws-sdk/client-apigatewayv2'
import { assertGatewayAnswer, startBackend, type TestBackend } from '../../support/http-api.ts'
import { startIssuer } from '../../support/issuer.ts'
import { openPoolgate, type OpenPoolgate } from '../../support/poolgate.ts'
import { createSigningKey, signToken } from '../../support/token-forge.ts'

/* Promises P2, P3 and P12: an issuer that misbehaves lets nobody in, and costs no more than its limits. */

const [key, stranger, short] = [createSigningKey('k1'), createSigningKey('k1'), createSigningKey('k1', 1024)]

type Answer = (response: ServerResponse, jwk: object) => unknown

const send = (body: string | Buffer, head: Record<string, string> = {}, status = 200): Answer => {
  return (response) => response.writeHead(status, head).end(body)
}
const json = (make: (jwk: object) => unknown): Answer => {
  return (response, jwk) => response.end(JSON.stringify(make(jwk)))
}

/** What the JWKS endpoint answers -> what the client is told. */
const noKeys: readonly (readonly [description: string, Readonly<Record<string, Answer>>])[] = [
  [
    'JWKS communication error',
    {
      'an error': send('{}', {}, 500),
      'an error with the keys in it': (response, jwk) => {
        response.statusCode = 404
        response.end(JSON.stringify({ keys: [jwk] }))
      },
      'a redirect': send('', { location: 'http://127.0.0.1:1/keys' }, 302),
      'a permanent redirect to a file': send('', { location: 'file:///etc/passwd' }, 308),
      nothing: send(''),
      'a page': send('<html></html>', { 'content-type': 'text/html' }),
      'JSON cut short': send('{"keys":['),
      'a list instead of an object': json((jwk) => [jwk]),
      'a number': send('5'),
      null: send('null'),
      'keys that are no list': json((jwk) => ({ keys: jwk })),
      'keys that are null': send('{"keys":null}'),
      'no keys member': json((jwk) => ({ Keys: [jwk] })),
      '150,001 bytes': json((jwk) => ({ keys: [jwk], padding: 'x'.repeat(150_000) })),
      'bytes without end': (response) => {
        const fill = (): void => {
          while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
        }
        response.on('drain', fill)
        fill()
      },
      'a reset': (response) => response.socket?.resetAndDestroy(),
      'an end before the end': (response) => {
        response.writeHead(200, { 'content-length': 10_000 })
        response.write('{"keys":')
        setImmediate(() => response.destroy())
      },
      'brackets without end': send('['.repeat(140_000)),
    },
  ],
  [
    'the token does not have a valid kid',
    {
      'an empty list': send('{"keys":[]}'),
      'a list of anything but keys': send('{"keys":[null,5,"k1",[],{},true]}'),
      'the key without kid': json((jwk) => ({ keys: [{ ...jwk, kid: undefined }] })),
      'the key with a kid that is a number': json((jwk) => ({ keys: [{ ...jwk, kid: 1 }] })),
      'the key for encryption': json((jwk) => ({ keys: [{ ...jwk, use: 'enc' }] })),
      'the key for signing only': json((jwk) => ({ keys: [{ ...jwk, key_ops: ['sign'] }] })),
      'the key as another type': json((jwk) => ({ keys: [{ ...jwk, kty: 'EC' }] })),
      'the key for another algorithm': json((jwk) => ({ keys: [{ ...jwk, alg: 'PS256' }] })),
      'the key without modulus': json((jwk) => ({ keys: [{ ...jwk, n: undefined }] })),
      'the key with an empty modulus': json((jwk) => ({ keys: [{ ...jwk, n: '' }] })),
      'the key with the exponent 1': json((jwk) => ({ keys: [{ ...jwk, e: 'AQ' }] })),
      'the key with the exponent 2': json((jwk) => ({ keys: [{ ...jwk, e: 'Ag' }] })),
      'the key with an even exponent': json((jwk) => ({ keys: [{ ...jwk, e: 'AQAA' }] })),
      'the key with an exponent of 2048 bit': json((jwk) => ({ keys: [{ ...jwk, e: Reflect.get(jwk, 'n') }] })),
      'a modulus of 1024 bit': json(() => ({ keys: [short.jwk] })),
      'a modulus of 16,384 bit': json((jwk) => ({
        keys: [{ ...jwk, n: Buffer.alloc(2048, 0xff).toString('base64url') }],
      })),
      'a certificate only': json(() => ({
        keys: [{ kty: 'RSA', kid: 'k1', x5c: ['MIIB'], x5u: 'http://127.0.0.1:1/' }],
      })),
      'a symmetric key': send('{"keys":[{"kty":"oct","kid":"k1","k":"c2VjcmV0","alg":"HS256"}]}'),
    },
  ],
  [
    'crypto/rsa: verification error',
    {
      "another's key under the name": json(() => ({ keys: [stranger.jwk] })),
      "another's key before the key": json((jwk) => ({ keys: [stranger.jwk, jwk] })),
    },
  ],
]

describe('an issuer that answers', () => {
  let backend: TestBackend
  let poolgate: OpenPoolgate
  before(async () => {
    backend = await startBackend()
    poolgate = await openPoolgate()
  })
  beforeEach(() => void backend.seen.splice(0))

  /** An API that trusts an issuer whose keys nobody has asked for yet. */
  const openApi = async () => {
    const issuer = await startIssuer([], key)
    const api = await poolgate.create({
      authorizers: { users: issuer.authorizer },
      routes: { $default: { to: backend.origin, authorizer: 'users' } },
    })
    const ask = (token = issuer.token()) => api.send('GET /', [`Authorization: Bearer ${token}`])
    return { issuer, ask }
  }

  for (const [description, answers] of noKeys)
    for (const [name, answer] of Object.entries(answers))
      it(`${name}: ${description}`, async () => {
        const { issuer, ask } = await openApi()
        issuer.ways.keys = (response) => void answer(response, issuer.key.jwk)
        const refused = await ask()
        assertGatewayAnswer(refused, 401, 'Unauthorized')
        const header = `Bearer scope="" error="invalid_token" error_description="${description}"`
        assert.equal(refused.headers['www-authenticate'], header)
        assert.deepEqual(backend.seen, [])
      })

  it('the same key before another under its name is believed the first', async () => {
    const { issuer, ask } = await openApi()
    const keys = [issuer.key.jwk, stranger.jwk]
    issuer.ways.keys = (response) => void response.end(JSON.stringify({ keys }))
    assert.equal((await ask()).status, 200)
    assert.equal((await ask(signToken(stranger, issuer.claims))).status, 401)
    assert.equal(backend.seen.length, 1)
  })

  it('is asked once for a thousand unknown kids', async () => {
    const { issuer, ask } = await openApi()
    assert.equal((await ask()).status, 200)
    const asked = issuer.asked.length
    const flood = Array.from({ length: 1000 }, (_, index) => `unknown-${index}`)
    for (let at = 0; at < flood.length; at += 50)
      await Promise.all(flood.slice(at, at + 50).map((kid) => ask(issuer.token({}, { kid }))))
    assert.ok(issuer.asked.length - asked <= 2, `${issuer.asked.length - asked} further fetches`)
    assert.equal((await ask()).status, 200)
  })

  it('is asked by nobody who has no kid, another algorithm or no token', async () => {
    const { issuer, ask } = await openApi()
    const asked = issuer.asked.length
    for (const token of ['x', 'a.b.c', issuer.token({}, { kid: undefined }), issuer.token({}, { alg: 'HS256' })])
      assert.equal((await ask(token)).status, 401)
    assert.equal(issuer.asked.length, asked)
  })

  for (const [name, document] of Object.entries({
    "another's issuer": { issuer: 'https://evil.example' },
    'a trailing slash': { issuer: 'URL/' },
    'no issuer': { issuer: undefined },
    'no jwks_uri': { jwks_uri: undefined },
    'a jwks_uri that is a file': { jwks_uri: 'file:///etc/passwd' },
    'a jwks_uri that is data': { jwks_uri: 'data:application/json,{"keys":[]}' },
    'a jwks_uri that is no URL': { jwks_uri: '/keys' },
    'a jwks_uri that is a list': { jwks_uri: ['http://127.0.0.1:1/'] },
  }))
    it(`${name} in its discovery document gets no authorizer`, async () => {
      const { issuer } = await openApi()
      const { ApiId } = await poolgate.create({ routes: { $default: { to: backend.origin } } })
      issuer.ways.discovery = (response) => {
        const good = { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` }
        response.end(JSON.stringify({ ...good, ...document }).replace('URL', issuer.url))
      }
      const IdentitySource = ['$request.header.Authorization']
      const input = { ApiId, Name: 'x', AuthorizerType: 'JWT' as const, IdentitySource, ...issuer.authorizer }
      await assert.rejects(poolgate.apis.send(new CreateAuthorizerCommand(input)), {
        name: 'BadRequestException',
        message: /Issuer must have a valid discovery endpoint/,
      })
    })
})
