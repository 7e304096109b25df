import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  CreateUserPoolDomainCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { startBackend } from '../../support/backend.ts'
import { type CollectedSpan, startCollector } from '../../support/collector.ts'
import { startIssuer } from '../../support/issuer.ts'
import { startLambdaEndpoint } from '../../support/lambda-endpoint.ts'
import { openPoolgate } from '../../support/poolgate.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const parentId = 'b7ad6b7169203331'
const sampled = `Traceparent: 00-${traceId}-${parentId}-01`
const unsampled = `Traceparent: 00-${traceId}-${parentId}-00`

/** A server whose spans a collector takes. What is collected is there once the server is closed. */
async function openTraced(options: Parameters<typeof openPoolgate>[0] = {}) {
  const collector = await startCollector()
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url
  process.env['OTEL_RESOURCE_ATTRIBUTES'] = 'deployment.environment.name=test'
  const server = await openPoolgate({ ...options, traces: true })
  return { ...server, collector }
}

/** An API is read when the first request asks for it. */
const firstUse = { 'SELECT http_api': [] }
const parentOf = (span: CollectedSpan) => `00-${span.traceId}-${span.spanId}-01`

describe('spans of a request to an HTTP API', () => {
  it('are its own, its authorizer with the keys that this asks for, and its integration, whom the backend knows as its parent', async () => {
    const [{ collector, ...poolgate }, issuer, backend] = [
      await openTraced(),
      await startIssuer(),
      await startBackend(),
    ]
    const api = await poolgate.create({
      authorizers: { users: issuer.authorizer },
      routes: { 'GET /pets/{id}': { to: `${backend.url}/{id}`, authorizer: 'users' } },
    })
    issuer.asked.length = 0
    const headers = [sampled, 'Tracestate: vendor=1', 'User-Agent: test', `Authorization: Bearer ${issuer.token()}`]
    const answer = await api.send('GET /pets/7?token=secret', headers)
    await poolgate.close()
    await backend.close()
    assert.equal(answer.status, 200)
    const request = collector.named('GET /pets/{id}')
    assert.deepEqual(collector.tree(request), {
      'GET /pets/{id}': [firstUse, { authorize: [{ GET: [] }, { GET: [] }] }, { GET: [] }],
    })
    assert.deepEqual([request.traceId, request.parentId, request.kind], [traceId, parentId, 'server'])
    const { 'aws.request_id': requestId, 'server.address': host, ...attributes } = request.attributes
    assert.equal(requestId, answer.headers['apigw-requestid'])
    assert.equal(host, `${api.ApiId}.execute-api.localhost`)
    assert.deepEqual(attributes, {
      'http.request.method': 'GET',
      'http.route': '/pets/{id}',
      'http.response.status_code': 200,
      'http.response.body.size': 5,
      'url.path': '/pets/7',
      'url.scheme': 'http',
      'client.address': '127.0.0.1',
      'network.protocol.version': '1.1',
      'user_agent.original': 'test',
      'poolgate.api_id': api.ApiId,
      'poolgate.stage': '$default',
    })
    const [, authorizer, integration] = collector.childrenOf(request)
    assert.equal(authorizer?.attributes['poolgate.decision'], 'allow')
    assert.deepEqual(
      collector.childrenOf(authorizer).map(({ attributes }) => attributes['url.full']),
      issuer.asked.map((path) => `${issuer.url}${path}`),
    )
    assert.equal(integration?.kind, 'client')
    assert.equal(integration?.attributes['url.full'], `${backend.url}/7`)
    assert.equal(integration?.attributes['http.response.status_code'], 200)
    const [arrival] = backend.arrivals
    assert.equal(arrival?.headers['traceparent'], parentOf(integration))
    assert.equal(arrival?.headers['tracestate'], 'vendor=1')
    const logged = poolgate.log.entries.find(({ event }) => event === 'http-api-request')
    assert.equal(logged?.['traceId'], traceId)
  })

  it('begin a trace where the client names none, by the name that X-Amzn-Trace-Id and the log have for it', async () => {
    const [{ collector, ...poolgate }, backend] = [await openTraced(), await startBackend()]
    const api = await poolgate.create({ routes: { $default: { to: backend.url } } })
    await api.send('GET /')
    await poolgate.close()
    await backend.close()
    const request = collector.named('GET $default')
    assert.equal(request.parentId, '')
    const [, time, rest] =
      /^Root=1-(\w{8})-(\w{24})$/.exec(String(backend.arrivals[0]?.headers['x-amzn-trace-id'])) ?? []
    assert.equal(request.traceId, `${time}${rest}`)
  })

  it('are not made of a request whose client says that its trace is not sampled, which its backend is told, too', async () => {
    const [{ collector, ...poolgate }, backend] = [await openTraced(), await startBackend()]
    const api = await poolgate.create({ routes: { $default: { to: backend.url } } })
    await api.send('GET /', [unsampled])
    await poolgate.close()
    await backend.close()
    assert.deepEqual(
      collector.spans.filter((span) => span.traceId === traceId),
      [],
    )
    assert.match(String(backend.arrivals[0]?.headers['traceparent']), new RegExp(`^00-${traceId}-\\w{16}-00$`))
    assert.doesNotMatch(String(backend.arrivals[0]?.headers['traceparent']), new RegExp(parentId))
  })

  it('say why a request was refused, and that a backend failed', async () => {
    const [{ collector, ...poolgate }, issuer] = [await openTraced(), await startIssuer()]
    const api = await poolgate.create({
      authorizers: { users: issuer.authorizer },
      routes: {
        'GET /closed': { to: 'http://127.0.0.1:9', authorizer: 'users' },
        'GET /broken': { to: 'http://127.0.0.1:9' },
      },
    })
    await api.send('GET /closed')
    await api.send('GET /broken')
    await poolgate.close()
    const [closed, broken] = [collector.named('GET /closed'), collector.named('GET /broken')]
    assert.deepEqual([closed.isError, closed.attributes['http.response.status_code']], [false, 401])
    assert.equal(collector.named('authorize').attributes['poolgate.reason'], 'token-missing')
    assert.deepEqual([broken.isError, broken.attributes['error.type']], [true, '503'])
    const [integration] = collector.childrenOf(broken)
    assert.deepEqual([integration?.isError, integration?.attributes['error.type']], [true, 'no-answer'])
  })

  it('are of a function what a client sees of it, and its event names them as its parent', async () => {
    const [lambda] = [await startLambdaEndpoint()]
    lambda.answers.set('hello', '{"statusCode":200,"body":"hi"}')
    lambda.answers.set('gate', '{"isAuthorized":true}')
    const { collector, ...poolgate } = await openTraced({ lambdaEndpoint: lambda.url })
    const gate = {
      AuthorizerType: 'REQUEST' as const,
      AuthorizerUri: lambda.authorizerUri('gate'),
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      IdentitySource: ['$request.header.Authorization'],
    }
    const api = await poolgate.create({
      authorizers: { gate },
      routes: { 'GET /hello': { to: lambda.arn('hello'), authorizer: 'gate' } },
    })
    await api.send('GET /hello', [sampled, 'Authorization: me'])
    await poolgate.close()
    const request = collector.named('GET /hello')
    const tree = { 'GET /hello': [firstUse, { authorize: [{ 'Lambda/Invoke': [] }] }, { 'Lambda/Invoke': [] }] }
    assert.deepEqual(collector.tree(request), tree)
    const integration = collector.childrenOf(request).at(-1)
    assert.equal(integration?.attributes['faas.invoked_name'], 'hello')
    const { headers }: { headers?: unknown } = lambda.event()
    assert.equal(Object(headers).traceparent, parentOf(integration))
  })
})

describe('spans of calls', () => {
  it('are theirs, what they ask of the database, and the functions that are triggers of a sign-in', async () => {
    const lambda = await startLambdaEndpoint()
    const { collector, ...poolgate } = await openTraced({ lambdaEndpoint: lambda.url })
    const { cognito } = poolgate.sdk
    lambda.answers.set('check', JSON.stringify({ response: { autoConfirmUser: true } }))
    const { UserPool } = await cognito.send(
      new CreateUserPoolCommand({ PoolName: 'p', LambdaConfig: { PreSignUp: lambda.arn('check') } }),
    )
    const flows = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH' as const] }
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({ UserPoolId: UserPool!.Id, ClientName: 'c', ...flows }),
    )
    const ClientId = UserPoolClient!.ClientId!
    await cognito.send(new SignUpCommand({ ClientId, Username: 'jane', Password: 'S3cure-enough!' }))
    const AuthParameters = { USERNAME: 'jane', PASSWORD: 'S3cure-enough!' }
    await cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }))
    const wrong = { USERNAME: 'jane', PASSWORD: 'wrong' }
    await assert.rejects(
      cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: wrong })),
    )
    await poolgate.close()

    const signUp = collector.named('cognito-idp/SignUp')
    assert.equal(signUp.attributes['rpc.system'], 'aws-api')
    assert.equal(signUp.attributes['rpc.method'], 'SignUp')
    assert.equal(signUp.attributes['cloud.region'], 'us-east-1')
    const below = collector.childrenOf(signUp)
    const trigger = below.find(({ name }) => name === 'Lambda/Invoke')
    assert.equal(trigger?.attributes['faas.invoked_name'], 'check')
    assert.equal(lambda.invocations[0]?.headers['traceparent'], parentOf(trigger))
    const stored = below.filter(({ attributes }) => attributes['db.system.name'] === 'sqlite')
    assert.ok(
      stored.some(({ name }) => name === 'transaction'),
      below.map(({ name }) => name).join(),
    )
    const attempts = collector.spans.filter(({ name }) => name === 'cognito-idp/InitiateAuth')
    assert.deepEqual(
      attempts.map(({ attributes, isError }) => [
        attributes['poolgate.sign_in.flow'],
        attributes['poolgate.sign_in.outcome'],
        isError,
      ]),
      [
        ['USER_PASSWORD_AUTH', 'signed-in', false],
        ['USER_PASSWORD_AUTH', 'NotAuthorizedException', true],
      ],
    )
  })

  it("are of a request to a pool's domain its path and status, and what that asks of the database", async () => {
    const { collector, ...poolgate } = await openTraced()
    const { cognito } = poolgate.sdk
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'p' }))
    await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId: UserPool!.Id, Domain: 'shop' }))
    const domain = poolgate.clientOf(`shop.auth.localhost:${poolgate.port}`)
    const form = 'grant_type=authorization_code&client_id=nobody&code=1'
    const headers = [sampled, 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${form.length}`]
    const { status } = await domain.send('POST /oauth2/token', headers, form)
    await poolgate.close()
    const span = collector.named('POST /oauth2/token')
    assert.deepEqual([span.traceId, span.parentId], [traceId, parentId])
    assert.equal(span.attributes['http.response.status_code'], status)
    assert.equal(span.attributes['http.route'], '/oauth2/token')
    assert.ok(collector.childrenOf(span).some(({ name }) => name.startsWith('SELECT ')))
  })

  it('hold no password, no token, and nothing of what is stored', async () => {
    const { collector, ...poolgate } = await openTraced()
    const { cognito } = poolgate.sdk
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'very-secret-name' }))
    assert.ok(UserPool)
    await poolgate.close()
    assert.doesNotMatch(JSON.stringify(collector.spans), /very-secret-name/)
    assert.ok(collector.spans.length > 1)
  })
})
