import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  assertGatewayAnswer,
  epoch,
  proxyTo,
  send,
  startBackend,
  startGateway,
  type GatewayOptions,
} from '../../../test/support/http-api.ts'
import { createSigningKey, signToken } from '../../../test/support/token-forge.ts'
import { scriptedFunctions } from '../../ports/functions.ts'

/** An API whose one route goes to a backend with these request parameters. */
async function start(requestParameters: Record<string, string>, routeKey = '$default', more: object = {}) {
  const backend = await startBackend()
  const sketch = proxyTo(`${backend.origin}/base?own=1`, routeKey, { requestParameters })
  const gateway = await startGateway({ ...sketch, ...more }, Object(more).options as GatewayOptions | undefined)
  return { ...gateway, seen: () => backend.seen.at(-1), backend }
}

describe('request parameters', () => {
  it('append, replace and remove headers', async () => {
    const { port, seen } = await start({
      'append:header.x-id': '$context.requestId',
      'overwrite:header.x-client': '${request.header.X-Client}/${request.querystring.v}',
      'remove:header.x-secret': "''",
      'overwrite:header.Content-Type': 'text/mapped',
    })
    const headers = ['X-Client: a', 'x-client: b', 'X-Secret: 1', 'Content-Type: text/plain']
    const answer = await send(port, 'GET /?v=2', headers)
    assert.equal(seen()?.headers['x-id'], answer.headers['apigw-requestid'])
    assert.equal(seen()?.headers['x-client'], 'a,b/2')
    assert.equal(seen()?.headers['x-secret'], undefined)
    assert.equal(seen()?.headers['content-type'], 'text/mapped')
  })

  it('change the query and leave the rest of it byte for byte', async () => {
    const { port, seen } = await start(
      {
        'append:querystring.color': '$stageVariables.color',
        'remove:querystring.drop': '',
        'overwrite:querystring.one': '$request.header.x',
      },
      '$default',
      { stages: [{ stageName: '$default', stageVariables: { color: 'red' } }] },
    )
    await send(port, 'GET /a?keep=%7e&drop=1&one=1&one=2', ['X: y&z=1'])
    assert.equal(seen()?.target, '/base/a?own=1&keep=%7e&color=red&one=y%26z%3D1')
  })

  it('replace the path, with what the client wrote byte for byte (C46)', async () => {
    const stages = [{ stageName: 'dev' }]
    const whole = await start({ 'overwrite:path': '$request.path' }, 'ANY /{proxy+}', { stages })
    await send(whole.port, 'GET /dev/a%20b/%7e?q=1')
    assert.equal(whole.seen()?.target, '/a%20b/%7e?own=1&q=1')
    const parts = await start({ 'overwrite:path': '/v2/${request.path.id}/${request.header.x}' }, 'GET /a/{id}')
    await send(parts.port, 'GET /a/x%2dy', ['X: b c?/d'])
    assert.equal(parts.seen()?.target, '/v2/x%2dy/b%20c%3F/d?own=1')
  })

  it('do not let a header lead out of the path: 400', async () => {
    const { port, backend, log } = await start({ 'overwrite:path': '/users/${request.header.x}' })
    assertGatewayAnswer(await send(port, 'GET /', ['X: ../admin']), 400, 'Bad Request')
    assert.match(String(log.entries.at(-1)?.['reason']), /^overwrite:path: the path has the dot segment/)
    assert.equal(backend.seen.length, 0)
  })

  it('read the body, which goes on as it came', async () => {
    const { port, seen } = await start({
      'append:header.x-name': '$request.body.pets[0].name',
      'append:header.x-none': '$request.body.missing',
      'append:header.x-pets': '$request.body.pets',
    })
    const body = '{"pets": [{"name":"Rex"}]}'
    await send(port, 'POST /', ['Transfer-Encoding: chunked'], `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)
    assert.equal(seen()?.headers['x-name'], 'Rex')
    assert.equal(seen()?.headers['x-pets'], '[{"name":"Rex"}]')
    assert.equal(seen()?.headers['x-none'], undefined)
    assert.equal(seen()?.headers['content-length'], String(body.length))
    assert.equal(seen()?.body, body)
  })

  it('read no body of more than 10 MB, and the log says so', async () => {
    const { port, backend, log } = await start({ 'append:header.x-a': '$request.body.a' })
    const size = 10 * 1024 * 1024 + 1
    const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`
    const answer = await send(port, 'POST /', ['Transfer-Encoding: chunked'], chunk)
    assertGatewayAnswer(answer, 413, 'Request Entity Too Large')
    assert.equal(log.entries.at(-1)?.['reason'], 'the body has more than 10 MB')
    assert.equal(backend.seen.length, 0)
  })

  it('look into the first 100 KB of a body only', async () => {
    const { port, seen } = await start({ 'append:header.x-a': '$request.body.a' })
    const body = JSON.stringify({ a: 'b', fill: 'x'.repeat(100 * 1024) })
    await send(port, 'POST /', [`Content-Length: ${body.length}`], body)
    assert.equal(seen()?.headers['x-a'], undefined)
    assert.equal(seen()?.body.length, body.length)
  })

  it('are skipped when their variable has no value, and the log names them', async () => {
    const gateway = await start({
      'append:header.x-a': '$request.header.missing',
      'append:header.x-b': '<${request.header.missing}>',
    })
    await send(gateway.port, 'GET /')
    assert.equal(gateway.seen()?.headers['x-a'], undefined)
    assert.equal(gateway.seen()?.headers['x-b'], '<>')
    await gateway.settled()
    assert.deepEqual(gateway.log.entries.at(-1)?.['skippedMappings'], ['append:header.x-a'])
  })

  it('let no client say what the gateway does not know: the old value goes without a new one', async () => {
    const { port, seen } = await start({
      'overwrite:header.x-user': '$context.authorizer.sub',
      'overwrite:header.x-tenant': '$stageVariables.tenant',
      'overwrite:querystring.role': '$context.authorizer.role',
      'overwrite:header.x-own': '$request.querystring.own',
    })
    await send(port, 'GET /?role=admin&a=b', ['X-User: forged', 'X-Tenant: forged', 'X-Own: kept'])
    const { headers, target } = seen() ?? {}
    assert.deepEqual([headers?.['x-user'], headers?.['x-tenant'], headers?.['x-own']], [undefined, undefined, 'kept'])
    assert.equal(target, '/base/?own=1&a=b')
  })

  it('name another host, which changes the header and not where the request goes', async () => {
    const { port, seen } = await start({ 'overwrite:header.Host': 'virtual.example' })
    await send(port, 'GET /')
    assert.equal(seen()?.headers['host'], 'virtual.example')
  })

  it('cannot be taken away by a client that calls a mapped header hop-by-hop, nor end a header', async () => {
    const { port, seen } = await start({ 'overwrite:header.x-user': '${request.path.id}' }, 'GET /{id}')
    await send(port, 'GET /u1%0d%0aX-Admin:%201', ['Connection: x-user, close', 'X-User: forged'])
    assert.equal(seen()?.headers['x-user'], 'u1  X-Admin: 1')
    assert.equal(seen()?.headers['x-admin'], undefined)
  })

  it('hand on what a token says (C37)', async () => {
    const issuer = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123xyz'
    const key = createSigningKey('k1')
    const issuers = {
      isLocalForm: () => true,
      findLocal: async () => ({ issuers: [issuer], keys: async () => [{ ...key.jwk, kid: 'k1' }] }),
    }
    const { port, seen } = await start(
      { 'append:header.x-sub': '$context.authorizer.claims.sub', 'append:header.x-none': '$context.authorizer.claims' },
      'GET /',
      {
        routes: [{ routeKey: 'GET /', authorizerId: 'jwt' }],
        authorizers: [{ authorizerId: 'jwt', jwtConfiguration: { issuer, audience: ['app'] } }],
        options: { issuers },
      },
    )
    const token = signToken(key, { iss: issuer, client_id: 'app', exp: epoch + 3600, sub: 'u1' })
    await send(port, 'GET /', [`Authorization: Bearer ${token}`])
    assert.equal(seen()?.headers['x-sub'], 'u1')
    assert.equal(seen()?.headers['x-none'], undefined)
  })

  it('change what a function is told, and hand on what an authorizer said', async () => {
    const functions = scriptedFunctions((_, arn) => ({
      kind: 'answer',
      payload: Buffer.from(arn.endsWith('asks') ? '{"isAuthorized":true,"context":{"tenant":"t1","level":3}}' : '{}'),
    }))
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:'
    const requestParameters = {
      'overwrite:header.x-tenant': '${context.authorizer.tenant}/${context.authorizer.level}',
      'append:querystring.more': '1',
      'overwrite:path': '/mapped',
    }
    const { port } = await startGateway(
      {
        routes: [{ routeKey: '$default', authorizationType: 'CUSTOM', authorizerId: 'asks' }],
        integrations: [
          {
            integrationId: 'backend',
            integrationType: 'AWS_PROXY',
            integrationUri: `${arn}serves`,
            payloadFormatVersion: '2.0',
            requestParameters,
          },
        ],
        authorizers: [
          {
            authorizerId: 'asks',
            name: 'asks',
            authorizerType: 'REQUEST',
            authorizerUri: `${arn}asks`,
            authorizerPayloadFormatVersion: '2.0',
            enableSimpleResponses: true,
            identitySource: [],
            authorizerResultTtlInSeconds: 0,
          },
        ],
      },
      { functions },
    )
    await send(port, 'GET /a', ['X-Tenant: forged'])
    const [asked, served] = functions.invocations.map(({ event }) => JSON.parse(String(event)))
    assert.equal(asked.headers['x-tenant'], 'forged')
    assert.equal(asked.headers['x-amzn-trace-id'], served.headers['x-amzn-trace-id'])
    assert.equal(served.headers['x-tenant'], 't1/3')
    assert.equal(served.rawQueryString, 'more=1')
    assert.equal(served.rawPath, '/mapped')
  })
})
