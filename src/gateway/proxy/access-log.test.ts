import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  epoch,
  proxyTo,
  send,
  startBackend,
  startGateway,
  type ApiSketch,
  type GatewayOptions,
} from '../../../test/support/http-api.ts'
import { createSigningKey, signToken } from '../../../test/support/token-forge.ts'

const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123xyz'
const key = createSigningKey('k1')
const issuers = {
  isLocalForm: () => true,
  findLocal: async () => ({ issuers: [issuer], keys: async () => [{ ...key.jwk, kid: 'k1' }] }),
}
const authorizers = [{ authorizerId: 'jwt', jwtConfiguration: { issuer, audience: ['app'] } }]

/** Sends one request to an API whose stage logs in this format, and answers the entry. */
async function logOf(
  format: string,
  requestLine: string,
  headers: readonly string[] = [],
  sketch?: Partial<ApiSketch>,
  options: GatewayOptions = {},
): Promise<string> {
  const backend = await startBackend()
  const accessLogSettings = { destinationArn: 'arn', logGroup: 'group', format }
  const gateway = await startGateway(
    { ...proxyTo(backend.origin, 'GET /a'), stages: [{ stageName: '$default', accessLogSettings }], ...sketch },
    { issuers, ...options },
  )
  await send(gateway.port, requestLine, headers)
  await gateway.settled()
  const [entry, ...others] = gateway.accessLog.entries
  assert.equal(entry?.[0], 'group')
  assert.equal(others.length, 0)
  return entry[1]
}

describe('the access log entry of a request', () => {
  it('says in the Common Log Format what came and what went', async () => {
    const format =
      '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.identity.userAgent'
    assert.equal(
      await logOf(format, 'GET /a', ['User-Agent: curl/8']),
      '127.0.0.1 - - [22/Nov/2026:12:00:00 +0000] "GET GET /a HTTP/1.1" 200 5 curl/8',
    )
  })

  it('names API, stage, path and host', async () => {
    const format =
      '$context.accountId $context.apiId $context.stage $context.path $context.domainName $context.domainPrefix $context.requestTimeEpoch'
    assert.equal(
      await logOf(format, 'GET /a?token=secret'),
      `123456789012 a1b2c3d4e5 $default /a api.example api ${epoch * 1000}`,
    )
  })

  it('has the path of a named stage with the stage', async () => {
    const stages = [
      { stageName: 'dev', accessLogSettings: { destinationArn: 'arn', logGroup: 'group', format: '$context.path' } },
    ]
    assert.equal(await logOf('', 'GET /dev/a', [], { stages }), '/dev/a')
  })

  it('has the request id that the client got', async () => {
    const id = await logOf('$context.requestId $context.extendedRequestId', 'GET /a')
    assert.match(id, /^([\w-]{15}=) \1$/)
  })

  it('prints "-" for what is not there', async () => {
    const format =
      '$context.error.message $context.authorizer.error $context.authorizer.claims.sub $context.integrationErrorMessage $context.identity.user'
    assert.equal(await logOf(format, 'GET /a'), '- - - - -')
  })

  it('tells how the integration answered', async () => {
    const format =
      '$context.integration.status $context.integrationStatus $context.integrationLatency $context.responseLatency'
    assert.equal(await logOf(format, 'GET /a'), '200 200 0 0')
  })

  it('tells of a request that no route serves', async () => {
    const format =
      '$context.routeKey $context.status $context.error.message $context.error.messageString $context.error.responseType $context.responseLength'
    assert.equal(await logOf(format, 'GET /zzz'), '- 404 Not Found "Not Found" RESOURCE_NOT_FOUND 23')
  })

  for (const [authorization, error] of [
    [[], 'missing: token not provided'],
    [['Authorization: Bearer nonsense'], 'invalid_token: token contains an invalid number of segments'],
  ] as const)
    it(`tells of a refused token: ${error}`, async () => {
      const sketch = { routes: [{ routeKey: 'GET /a', authorizerId: 'jwt' }], authorizers }
      const entry = await logOf('$context.status $context.authorizer.error', 'GET /a', authorization, sketch)
      assert.equal(entry, `401 ${error}`)
    })

  it('has the claims of an accepted token as texts, and their quotes and line ends escaped', async () => {
    const token = signToken(key, {
      iss: issuer,
      client_id: 'app',
      iat: epoch - 10,
      exp: epoch + 10,
      sub: 'u1',
      'cognito:groups': ['admin', 'user'],
      nickname: 'a"b\nc',
    })
    const format =
      '{"sub":"$context.authorizer.claims.sub","groups":"${context.authorizer.claims.cognito:groups}","name":"$context.authorizer.claims.nickname","other":"$context.authorizer.claims.constructor"}'
    const sketch = { routes: [{ routeKey: 'GET /a', authorizerId: 'jwt' }], authorizers }
    const entry = await logOf(format, 'GET /a', [`Authorization: Bearer ${token}`], sketch)
    assert.equal(entry, '{"sub":"u1","groups":"[admin user]","name":"a\\"b\\nc","other":"-"}')
  })

  it('is not written for a stage without access log settings', async () => {
    const gateway = await startGateway({ routes: [{ routeKey: 'GET /a' }] })
    await send(gateway.port, 'GET /a')
    await gateway.settled()
    assert.deepEqual(gateway.accessLog.entries, [])
  })
})
