import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { assertGatewayAnswer, startBackend, type TestBackend } from '../../support/http-api.ts'
import { openPoolgate, type OpenPoolgate, type ServedApi } from '../../support/poolgate.ts'
import { signToken } from '../../support/token-forge.ts'
import { algorithms } from './forged/algorithms.ts'
import { otherClaims } from './forged/claims.ts'
import { claims, type ForgedTokens, genuine, issuer, open, unsigned, withClaims } from './forged/forge.ts'
import { keys } from './forged/keys.ts'
import { malformed } from './forged/malformed.ts'

/* Promises P2 and P3: whatever comes as a token, none but a genuine one reaches the backend. */

const forged: ForgedTokens = [...malformed, ...algorithms, ...keys, ...otherClaims]

/** Scopes that a route for `a/read` or `a/write` is not open to. */
const otherScopes: readonly object[] = [
  {},
  { scope: '' },
  { scope: null },
  { scope: 5 },
  { scope: { 'a/read': true } },
  { scope: [['a/read']] },
  { scope: 'A/READ' },
  { scope: 'a/rea' },
  { scope: 'a/reads' },
  { scope: 'a' },
  { scope: 'a/*' },
  { scope: '*' },
  { scope: 'a/read,a/write' },
  { scope: 'a/read\ta/write' },
  { scope: 'xa/read' },
  { scope: 'a%2Fread' },
  { scope: '"a/read"' },
  { scp: 'b', scope: 'a/read' },
  { scp: [], scope: 'a/read' },
  { scp: null, scope: 'a/read' },
  { scopes: 'a/read' },
  { permissions: ['a/read'] },
  { 'cognito:groups': ['a/read'] },
]

describe('a forged token never reaches the backend:', () => {
  let backend: TestBackend
  let poolgate: OpenPoolgate
  let api: ServedApi
  before(async () => {
    backend = await startBackend()
    poolgate = await openPoolgate()
    const guarded = { to: backend.origin, authorizer: 'users' }
    api = await poolgate.create({
      authorizers: { users: issuer.authorizer },
      routes: { $default: guarded, 'GET /scoped': { ...guarded, AuthorizationScopes: ['a/read', 'a/write'] } },
    })
  })
  after(() => {
    assert.deepEqual(backend.seen, [])
    assert.deepEqual(
      issuer.asked.filter((url) => url !== '/keys' && url !== '/.well-known/openid-configuration'),
      [],
    )
  })

  const get = (value: string, path = '/secret') => api.send(`GET ${path}`, [`Authorization: ${value}`])

  for (const [description, tokens] of forged)
    describe(String(description), () => {
      for (const [name, text] of Object.entries(tokens))
        it(name, async () => {
          const answer = await get(/^(Bearer|Basic|DPoP|AWS4)/.test(text) ? text : `Bearer ${text}`)
          assertGatewayAnswer(answer, 401, 'Unauthorized')
          const header = /^Bearer scope="" error="invalid_token" error_description="([^"]+)"$/
          const [, given = ''] = header.exec(answer.headers['www-authenticate'] ?? '') ?? []
          if (typeof description === 'string') assert.equal(given, description)
          else assert.match(given, description)
          assert.deepEqual(backend.seen, [])
          const logged = JSON.stringify(poolgate.log.entries.slice(-1))
          if (text.length > 40) assert.ok(!logged.includes(text.slice(-40)), 'the log does not hold the token')
        })
    })

  describe('the token does not have a required scope', () => {
    for (const change of otherScopes)
      it(JSON.stringify(change), async () => {
        const answer = await get(`Bearer ${withClaims(change)}`, '/scoped')
        assertGatewayAnswer(answer, 403, 'Forbidden')
        const header =
          'Bearer scope="a/read a/write" error="insufficient_scope" error_description="the token does not have a required scope"'
        assert.equal(answer.headers['www-authenticate'], header)
        assert.deepEqual(backend.seen, [])
      })
  })

  for (const value of ['', ' ', '\t'])
    it(`nothing at all (${JSON.stringify(value)})`, async () => {
      const answer = await get(value)
      assertGatewayAnswer(answer, 401, 'Unauthorized')
      assert.equal(answer.headers['www-authenticate'], 'Bearer')
    })

  it('a genuine token in another place', async () => {
    for (const [line, headers] of [
      [`GET /secret?access_token=${genuine}`, []],
      [`GET /secret?Authorization=Bearer%20${genuine}`, []],
      ['GET /secret', [`Cookie: Authorization=Bearer ${genuine}`]],
      ['GET /secret', [`X-Authorization: Bearer ${genuine}`]],
      ['GET /secret', [`Proxy-Authorization: Bearer ${genuine}`]],
      ['GET /secret', [`X-Amzn-Remapped-Authorization: Bearer ${genuine}`]],
    ] as const) {
      const answer = await api.send(line, headers)
      assertGatewayAnswer(answer, 401, 'Unauthorized')
      assert.equal(answer.headers['www-authenticate'], 'Bearer')
    }
  })

  it('a genuine token in the query, where that is the identity source, beside another or by another name', async () => {
    const IdentitySource = ['$request.querystring.t']
    const byQuery = await poolgate.create({
      authorizers: { users: { ...issuer.authorizer, IdentitySource } },
      routes: { $default: { to: backend.origin, authorizer: 'users' } },
    })
    for (const query of [`t=x&t=${genuine}`, `t=${genuine}&t=x`, `t=${genuine}&%74=${genuine}`, `T=${genuine}`].concat([
      `t[]=${genuine}`,
      `a=1;t=${genuine}`,
      `t=%20${genuine}`,
      `t=${genuine}%00`,
      `t=%22${genuine}%22`,
      't=',
    ]))
      assertGatewayAnswer(await byQuery.send(`GET /secret?${query}`), 401, 'Unauthorized')
    assert.deepEqual(backend.seen, [])
    assert.equal((await byQuery.send(`GET /secret?%74=${genuine}`)).status, 200)
    backend.seen.splice(0)
  })

  it('a token longer than a request may be', async () => {
    assertGatewayAnswer(
      await get(`Bearer ${withClaims({ x: 'x'.repeat(10_000) })}`),
      431,
      'Request Header Fields Too Large',
    )
  })

  it('a genuine token beside another', async () => {
    const lines = [`Authorization: Bearer ${genuine}`, `Authorization: Bearer ${unsigned({ alg: 'none' })}`]
    for (const headers of [lines, lines.toReversed(), [lines[0]!, lines[0]!]])
      assertGatewayAnswer(await api.send('GET /secret', headers), 400, 'Bad Request')
  })

  it('are more than 200', () => {
    const names = forged.flatMap(([, tokens]) => Object.keys(tokens))
    assert.ok(names.length + otherScopes.length >= 200, `there are ${names.length}`)
    assert.equal(new Set(forged.flatMap(([, tokens]) => Object.values(tokens))).size, names.length, 'all differ')
  })

  it('while genuine ones do', async () => {
    for (const [value, path] of [
      [`Bearer ${genuine}`, '/secret'],
      [`bearer ${genuine}`, '/secret'],
      [`Bearer   ${genuine}`, '/secret'],
      [genuine, '/secret'],
      [`Bearer ${signToken(open, claims)}`, '/secret'],
      [`Bearer ${signToken(open, claims, { alg: 'RS512' }, 'sha512')}`, '/secret'],
      [`Bearer ${withClaims({ scope: 'a/write' })}`, '/scoped'],
    ] as const)
      assert.equal((await get(value, path)).status, 200)
    assert.equal(backend.seen.splice(0).length, 7)
  })
})
