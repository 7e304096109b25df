import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import {
  epoch,
  send,
  startBackend,
  startGateway,
  type TestBackend,
  type TestGateway,
} from '../../../test/support/http-api.ts'
import { createSigningKey, encode, signToken } from '../../../test/support/token-forge.ts'

/* Promises P2 and P3: whatever comes as a token, none but a genuine one reaches the backend. */

const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123xyz'
const key = createSigningKey('key/../1')
const strangersKey = createSigningKey('stranger')
const shortKey = createSigningKey('short', 1024)
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const claims = { sub: 'u1', iss: issuer, client_id: 'app', token_use: 'access', iat: epoch - 10, exp: epoch + 3600 }
const genuine = signToken(key, claims)
const [head = '', body = '', signature = ''] = genuine.split('.')
const headerText = JSON.stringify({ alg: 'RS256', kid: key.kid })
const payloadText = JSON.stringify(claims)

/** Signed with this key whatever the header says. */
const withHeader = (header: unknown) => signToken(key, claims, header)
const withClaims = (change: object) => signToken(key, { ...claims, ...change })
const withPayload = (text: string) => signToken(key, text)
const unsigned = (header: object, last = '') => `${encode(header)}.${encode(claims)}.${last}`

function hmac(header: object, secret: string | Buffer, payload: object = claims): string {
  const signed = `${encode(header)}.${encode(payload)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

function signedByCurve(header: object): string {
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: curve.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

function flipLast(text: string): string {
  return text.slice(0, -2) + (text.at(-2) === 'A' ? 'B' : 'A') + text.slice(-1)
}

const pem = key.publicKey.export({ type: 'spki', format: 'pem' })
const der = key.publicKey.export({ type: 'spki', format: 'der' })
const strangerJwk = strangersKey.jwk

const forged: Readonly<Record<string, string>> = {
  'alg none without a signature': unsigned({ alg: 'none', kid: key.kid }),
  'alg none with the genuine signature': unsigned({ alg: 'none', kid: key.kid }, signature),
  'alg None': unsigned({ alg: 'None', kid: key.kid }),
  'alg NONE': unsigned({ alg: 'NONE', kid: key.kid }),
  'alg nOnE': unsigned({ alg: 'nOnE', kid: key.kid }, signature),
  'alg empty': withHeader({ alg: '' }),
  'alg null': withHeader({ alg: null }),
  'alg missing': withHeader({ alg: undefined }),
  'alg a list': withHeader({ alg: ['RS256'] }),
  'alg an object': withHeader({ alg: { toString: 'RS256' } }),
  'alg rs256 in lower case': withHeader({ alg: 'rs256' }),
  'alg RS256 with a space': withHeader({ alg: 'RS256 ' }),
  'alg __proto__': withHeader({ alg: '__proto__' }),
  'alg PS256, signed as RS256': withHeader({ alg: 'PS256' }),
  'alg RS512, signed as RS256': withHeader({ alg: 'RS512' }),
  'alg RS384 with a key for RS256': signToken(key, claims, { alg: 'RS384' }, 'sha384'),
  'alg RS1': signToken(key, claims, { alg: 'RS1' }, 'sha1'),
  'alg EdDSA': withHeader({ alg: 'EdDSA' }),
  'HS256 with the public key in PEM as the secret': hmac({ alg: 'HS256', kid: key.kid }, pem),
  'HS256 with the public key in DER as the secret': hmac({ alg: 'HS256', kid: key.kid }, der),
  'HS256 with the modulus as the secret': hmac({ alg: 'HS256', kid: key.kid }, String(Reflect.get(key.jwk, 'n'))),
  'HS256 with an empty secret': hmac({ alg: 'HS256', kid: key.kid }, ''),
  'RS256 in the header, HMAC with the public key as signature': hmac({ alg: 'RS256', kid: key.kid }, pem),
  'ES256 by another key': signedByCurve({ alg: 'ES256', kid: key.kid }),
  'RS256 in the header, signed by an elliptic curve': signedByCurve({ alg: 'RS256', kid: key.kid }),
  'signed by a key of nobody, with our kid': signToken(strangersKey, claims, { kid: key.kid }),
  'signed by a key of nobody, with its own kid': signToken(strangersKey, claims),
  'a jwk header with the key that signed': signToken(strangersKey, claims, { kid: key.kid, jwk: strangerJwk }),
  'a jwk header and no kid': signToken(strangersKey, claims, { kid: undefined, jwk: strangerJwk }),
  'a jku header': signToken(strangersKey, claims, { kid: 'stranger', jku: 'http://127.0.0.1:1/keys' }),
  'an x5u header': signToken(strangersKey, claims, { kid: 'stranger', x5u: 'http://127.0.0.1:1/cert' }),
  'an x5c header': signToken(strangersKey, claims, { kid: key.kid, x5c: ['MIIB'] }),
  'signed by a published key of 1024 bit': signToken(shortKey, claims),
  'signed by a published key for encryption': signToken(createSigningKey('enc'), claims),
  'kid missing': withHeader({ kid: undefined }),
  'kid null': withHeader({ kid: null }),
  'kid empty': withHeader({ kid: '' }),
  'kid a number': withHeader({ kid: 1 }),
  'kid a list with the right one': withHeader({ kid: [key.kid] }),
  'kid a normalised path': withHeader({ kid: '1' }),
  'kid a path to a file': withHeader({ kid: '../../../../dev/null' }),
  'kid with SQL': withHeader({ kid: "' OR '1'='1" }),
  'kid __proto__': withHeader({ kid: '__proto__' }),
  'kid constructor': withHeader({ kid: 'constructor' }),
  'kid with a trailing NUL': withHeader({ kid: `${key.kid}\0` }),
  'crit with an unknown extension': withHeader({ crit: ['exp'], exp: 1 }),
  'crit empty': withHeader({ crit: [] }),
  'b64 false': withHeader({ b64: false, crit: ['b64'] }),
  'header with alg twice, the last good': withHeader(headerText.replace('{', '{"alg":"none",')),
  'header with alg twice, one escaped': withHeader(headerText.replace('{', '{"\\u0061lg":"none",')),
  'header with a byte order mark': withHeader(`\uFEFF${headerText}`),
  'header a list': withHeader(`[${headerText}]`),
  'header a text': withHeader(JSON.stringify(headerText)),
  'header null': withHeader('null'),
  'header empty': `.${body}.${signature}`,
  'payload empty': `${head}..${signature}`,
  'signature empty': `${head}.${body}.`,
  'signature of one byte': `${head}.${body}.AA`,
  'signature of zeros': `${head}.${body}.${Buffer.alloc(256).toString('base64url')}`,
  'signature of ones': `${head}.${body}.${Buffer.alloc(256, 0xff).toString('base64url')}`,
  'signature altered': `${head}.${body}.${flipLast(signature)}`,
  'signature altered at its begin': `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
  'signature cut short': genuine.slice(0, -8),
  'signature with a byte more': `${head}.${body}.${Buffer.concat([Buffer.from(signature, 'base64url'), Buffer.alloc(1)]).toString('base64url')}`,
  'signature of another token': `${head}.${body}.${withClaims({ sub: 'u2' }).split('.')[2]}`,
  'signature with padding': `${genuine}==`,
  'header with padding': `${head}=.${body}.${signature}`,
  'signature with other last bits': `${head}.${body}.${signature.slice(0, -1)}${String.fromCharCode(signature.charCodeAt(signature.length - 1) + 1)}`,
  'signature in plain base64': `${head}.${body}.${Buffer.alloc(256, 0xfb).toString('base64')}`,
  'a space in the signature': `${head}.${body}.${signature.slice(0, 9)} ${signature.slice(9)}`,
  'a space before the token': `Bearer \t${genuine}`,
  'a tab in the payload': `${head}.${body.slice(0, 9)}\t${body.slice(9)}.${signature}`,
  'payload altered': `${head}.${encode({ ...claims, sub: 'admin' })}.${signature}`,
  'payload altered in one bit': `${head}.${flipLast(body)}.${signature}`,
  'payload with exp moved': `${head}.${encode({ ...claims, exp: epoch + 999_999 })}.${signature}`,
  'header with another order of members': `${encode({ kid: key.kid, alg: 'RS256' })}.${body}.${signature}`,
  'two segments': `${head}.${body}`,
  'four segments': `${genuine}.${signature}`,
  'five segments, as in encryption': `${genuine}.${body}.${signature}`,
  'dots only': '..',
  'a JSON serialisation': JSON.stringify({ payload: body, protected: head, signature }),
  'two tokens': `${genuine} ${genuine}`,
  'two tokens with a comma': `${genuine}, ${genuine}`,
  'the scheme twice': `Bearer Bearer ${genuine}`,
  'another scheme': `Basic ${genuine}`,
  'a token in quotes': `"${genuine}"`,
  'a nested token as payload': withPayload(JSON.stringify(genuine)),
  'payload a list': withPayload(`[${payloadText}]`),
  'payload null': withPayload('null'),
  'payload with iss twice': withPayload(payloadText.replace('{', '{"iss":"https://evil.example",')),
  'payload with exp twice': withPayload(payloadText.replace('{', '{"exp":1,')),
  'payload with NaN': withPayload(payloadText.replace(/"exp":\d+/, '"exp":NaN')),
  'payload with a comment': withPayload(`${payloadText}/**/`),
  'payload cut short': withPayload(payloadText.slice(0, -1)),
  'payload in invalid UTF-8': signToken(key, Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1')),
  'iss missing': withClaims({ iss: undefined }),
  'iss of another pool': withClaims({ iss: issuer.replace('Abc', 'Xyz') }),
  'iss with a trailing slash': withClaims({ iss: `${issuer}/` }),
  'iss in upper case': withClaims({ iss: issuer.toUpperCase() }),
  'iss a list': withClaims({ iss: [issuer] }),
  'iss with a prefix': withClaims({ iss: `https://evil.example/?${issuer}` }),
  'client_id of another client': withClaims({ client_id: 'other' }),
  'client_id missing': withClaims({ client_id: undefined }),
  'client_id a list': withClaims({ client_id: ['app'] }),
  'client_id in another case': withClaims({ client_id: 'APP' }),
  'aud of another client beside our client_id': withClaims({ aud: 'other' }),
  'aud an empty list': withClaims({ aud: [] }),
  'aud null': withClaims({ aud: null }),
  'aud an empty text': withClaims({ aud: '' }),
  'aud a list in a list': withClaims({ aud: [['app']] }),
  'aud an object': withClaims({ aud: { app: true } }),
  'aud two clients in one text': withClaims({ aud: 'app other' }),
  'exp missing': withClaims({ exp: undefined }),
  'exp null': withClaims({ exp: null }),
  'exp a text': withClaims({ exp: String(epoch + 3600) }),
  'exp infinite': withPayload(payloadText.replace(/"exp":\d+/, '"exp":1e999')),
  'exp a list': withClaims({ exp: [epoch + 3600] }),
  'exp true': withClaims({ exp: true }),
  'exp zero': withClaims({ exp: 0 }),
  'exp negative': withClaims({ exp: -1 }),
  'exp now': withClaims({ exp: epoch }),
  'exp a second ago': withClaims({ exp: epoch - 1 }),
  'nbf in a second': withClaims({ nbf: epoch + 1 }),
  'nbf a text': withClaims({ nbf: '0' }),
  'nbf null': withClaims({ nbf: null }),
  'iat in a second': withClaims({ iat: epoch + 1 }),
  'iat a text': withClaims({ iat: '0' }),
  'a refresh token': 'eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.AAAA.BBBB.CCCC.DDDD',
  'many dots': '.'.repeat(5000),
  'deeply nested JSON': withPayload('['.repeat(2000)),
}

describe('a forged token never reaches the backend:', () => {
  let backend: TestBackend
  let gateway: TestGateway

  before(async () => {
    backend = await startBackend()
    const keys = [key.jwk, { ...shortKey.jwk, kid: 'short' }, { ...createSigningKey('enc').jwk, use: 'enc' }]
    gateway = await startGateway(
      {
        routes: [{ routeKey: '$default', authorizerId: 'jwt' }],
        integrations: [{ integrationId: 'backend', integrationUri: backend.origin }],
        authorizers: [{ authorizerId: 'jwt', jwtConfiguration: { issuer, audience: ['app'] } }],
      },
      {
        issuers: {
          isLocalForm: (url) => url === issuer,
          findLocal: async () => ({ issuers: [issuer], keys: async () => keys.map((jwk) => ({ kid: '', ...jwk })) }),
        },
      },
    )
  })

  for (const [name, token] of Object.entries(forged))
    it(name, async () => {
      const value = /^(Bearer|Basic) /.test(token) ? token : `Bearer ${token}`
      const answer = await send(gateway.port, 'GET /secret', [`Authorization: ${value}`])
      assert.equal(answer.status, 401)
      assert.equal(answer.body, '{"message":"Unauthorized"}')
      assert.match(
        answer.headers['www-authenticate'] ?? '',
        /^Bearer scope="" error="invalid_token" error_description="[^"]+"$/,
      )
      assert.equal(backend.seen.length, 0)
      const logged = JSON.stringify(gateway.log.entries)
      if (token.length > 40) assert.ok(!logged.includes(token.slice(-40)), 'the log does not hold the token')
    })

  it('a genuine token in two Authorization headers', async () => {
    const lines = [
      `Authorization: Bearer ${genuine}`,
      `Authorization: Bearer ${forged['alg none without a signature']}`,
    ]
    for (const headers of [lines, lines.toReversed()]) {
      assert.equal((await send(gateway.port, 'GET /secret', headers)).status, 400)
      assert.equal(backend.seen.length, 0)
    }
  })

  it('while the genuine one does', async () => {
    assert.equal((await send(gateway.port, 'GET /secret', [`Authorization: Bearer ${genuine}`])).status, 200)
    assert.equal(backend.seen.length, 1)
  })

  after(() => assert.ok(Object.keys(forged).length >= 100))
})
