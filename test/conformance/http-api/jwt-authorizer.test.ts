import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { before, beforeEach, describe, it } from 'node:test'
import { CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { assertGatewayAnswer, type RawAnswer, startBackend, type TestBackend } from '../../support/http-api.ts'
import { type Issuer, now, startIssuer } from '../../support/issuer.ts'
import { openPoolgate, type OpenPoolgate, type ServedApi } from '../../support/poolgate.ts'
import { createSigningKey, encode, signToken } from '../../support/token-forge.ts'

/** An API whose routes are open to tokens of the issuer, some to those with scopes. */
async function createGuardedApi(poolgate: OpenPoolgate, issuer: Issuer, to: string): Promise<ServedApi> {
  const guard = { to, authorizer: 'users' }
  const scoped = (...AuthorizationScopes: string[]) => ({ ...guard, AuthorizationScopes })
  return poolgate.create({
    authorizers: { users: issuer.authorizer },
    routes: {
      'GET /': guard,
      'GET /openid': scoped('openid'),
      'GET /one': scoped('a/b'),
      'GET /two': scoped('a/read', 'a/write'),
    },
  })
}

describe('a JWT authorizer', () => {
  let poolgate: OpenPoolgate
  let issuer: Issuer
  let backend: TestBackend
  let api: ServedApi
  before(async () => {
    issuer = await startIssuer()
    backend = await startBackend()
    poolgate = await openPoolgate()
    api = await createGuardedApi(poolgate, issuer, backend.origin)
  })
  beforeEach(() => void backend.seen.splice(0))

  const get = (token: string, path = '/') => api.send(`GET ${path}`, [`Authorization: Bearer ${token}`])
  /** @param description undefined where AWS's text is not known and ours stands in the unit tests */
  function assertUnauthorized(answer: RawAnswer, description: string, scope = ''): void {
    assertGatewayAnswer(answer, 401, 'Unauthorized')
    const header = `Bearer scope="${scope}" error="invalid_token" error_description="${description}"`
    assert.equal(answer.headers['www-authenticate'], header)
    assert.deepEqual(backend.seen, [])
  }
  function assertServed(answer: RawAnswer): void {
    assert.equal(answer.status, 200)
    assert.equal(answer.body, 'hello')
    assert.equal(answer.headers['www-authenticate'], undefined)
    assert.equal(backend.seen.length, 1)
  }

  it('C13 answers a request without a token with a bare challenge', async () => {
    for (const headers of [[], ['Authorization:'], ['X-Authorization: Bearer x']]) {
      const answer = await api.send('GET /', headers)
      assertGatewayAnswer(answer, 401, 'Unauthorized')
      assert.equal(answer.headers['www-authenticate'], 'Bearer')
    }
    assert.deepEqual(backend.seen, [])
  })

  it('C14 refuses what has not three segments', async () => {
    assertUnauthorized(await get('not-a-token'), 'token contains an invalid number of segments')
  })

  it("C15 refuses another client's token", async () => {
    assertUnauthorized(await get(issuer.token({ client_id: 'other' })), 'the token does not have a valid audience')
  })

  it('C16 goes by aud where there is one, whatever client_id says', async () => {
    assertUnauthorized(await get(issuer.token({ aud: 'other' })), 'the token does not have a valid audience')
  })

  it('C17 lets in an access token of Cognito, which has client_id and no aud', async () => {
    assertServed(await get(issuer.token()))
  })

  it('C18 lets in an ID token of Cognito on a route without scopes', async () => {
    assertServed(await get(issuer.token({ aud: 'app', client_id: undefined, token_use: 'id' })))
  })

  it('C19 forbids the same ID token on a route with scopes', async () => {
    const answer = await get(issuer.token({ aud: 'app', client_id: undefined, token_use: 'id' }), '/openid')
    assertGatewayAnswer(answer, 403, 'Forbidden')
    assert.deepEqual(backend.seen, [])
  })

  it('C20 lets in a token with one of the scopes of a route', async () => {
    // What the function gets of it stands with the events.
    assertServed(await get(issuer.token({ scope: 'a/write openid' }), '/two'))
  })

  it("C21 refuses an expired token, and names the route's scopes", async () => {
    const answer = await get(issuer.token({ exp: now - 1, scope: 'a/b' }), '/one')
    assertUnauthorized(answer, 'the token has expired', 'a/b')
  })

  it('C22 takes a token without the word Bearer', async () => {
    assertServed(await api.send('GET /', [`Authorization: ${issuer.token()}`]))
  })

  it('C23 takes a token from the query where the identity source says so', async () => {
    const fromQuery = await poolgate.create({
      authorizers: { users: { ...issuer.authorizer, IdentitySource: ['$request.querystring.access_token'] } },
      routes: { 'GET /': { to: backend.origin, authorizer: 'users' } },
    })
    assertServed(await fromQuery.send(`GET /?access_token=${issuer.token()}`))
    const inHeader = await fromQuery.send('GET /', [`Authorization: Bearer ${issuer.token()}`])
    assert.equal(inHeader.headers['www-authenticate'], 'Bearer')
  })

  it('C24 refuses signatures of elliptic curves', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const signed = `${encode({ alg: 'ES256', kid: issuer.key.kid })}.${encode(issuer.claims)}`
    const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    assertUnauthorized(await get(`${signed}.${signature.toString('base64url')}`), 'signing method ES256 is invalid')
  })

  it("C25 refuses another issuer's token", async () => {
    assertUnauthorized(await get(issuer.token({ iss: 'https://evil.example' })), 'issuer does not match')
  })

  it('C26 refuses an altered signature', async () => {
    const [header, payload, signature = ''] = issuer.token().split('.')
    const altered = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)
    assertUnauthorized(await get(`${header}.${payload}.${altered}`), 'crypto/rsa: verification error')
  })

  it('C27 refuses a token whose kid is missing or unknown', async () => {
    for (const kid of [undefined, 'k2'])
      assertUnauthorized(await get(issuer.token({}, { kid })), 'the token does not have a valid kid')
  })

  it('C28 refuses a token of the future', async () => {
    assertUnauthorized(await get(issuer.token({ nbf: now + 1 })), 'Token is not valid yet')
    assertUnauthorized(await get(issuer.token({ iat: now + 1 })), 'Token used before issued')
    assertServed(await get(issuer.token({ nbf: now, iat: now })))
  })

  it('C29 waits 1500 ms for keys that it does not know, and no longer', async () => {
    const slow = await startIssuer()
    const slowApi = await createGuardedApi(poolgate, slow, backend.origin)
    slow.ways.keys = () => {}
    const begun = performance.now()
    const answer = await slowApi.send('GET /', [`Authorization: Bearer ${slow.token()}`])
    assert.ok(performance.now() - begun >= 1490, 'the issuer has its time')
    assertUnauthorized(answer, 'JWKS communication error')
  })

  it('C30 lets in by the keys that it has while the issuer is down, for two hours', async () => {
    const own = await openPoolgate()
    const brief = await startIssuer()
    const ownApi = await createGuardedApi(own, brief, backend.origin)
    const headers = [`Authorization: Bearer ${brief.token({ exp: now + 86_400 })}`]
    assertServed(await ownApi.send('GET /', headers))
    brief.close()
    own.clock.advance(2 * 3_600_000 - 1)
    assert.equal((await ownApi.send('GET /', headers)).status, 200)
    backend.seen.splice(0)
    own.clock.advance(60_000)
    assertUnauthorized(await ownApi.send('GET /', headers), 'OIDC discovery endpoint communication error')
  })

  it('C33 tells the access log why it refused', async () => {
    const own = await openPoolgate()
    const DestinationArn = 'arn:aws:logs:us-east-1:000000000000:log-group:refusals'
    const Format = '$context.requestId $context.authorizer.error'
    await own.sdk.logs.send(new CreateLogGroupCommand({ logGroupName: 'refusals' }))
    const { send } = await own.create({
      authorizers: { users: issuer.authorizer },
      routes: { 'GET /': { to: backend.origin, authorizer: 'users' } },
      stages: { $default: { AccessLogSettings: { DestinationArn, Format } } },
    })
    await send('GET /')
    await send('GET /', ['Authorization: Bearer not-a-token'])
    await own.close()
    const again = await openPoolgate({ dataDir: own.dataDir })
    const { events = [] } = await again.sdk.logs.send(new FilterLogEventsCommand({ logGroupName: 'refusals' }))
    const lines = events.map(({ message = '' }) => message)
    assert.deepEqual(
      lines.map((line) => line.slice(line.indexOf(' ') + 1)),
      ['missing: token not provided', 'invalid_token: token contains an invalid number of segments'],
    )
  })

  it('is held to a key of its own: a token that another key signed with our kid is refused', async () => {
    const forged = signToken(createSigningKey('k1'), issuer.claims)
    assertUnauthorized(await get(forged), 'crypto/rsa: verification error')
  })
})
