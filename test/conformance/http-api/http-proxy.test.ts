import assert from 'node:assert/strict'
import { before, beforeEach, describe, it } from 'node:test'
import { CreateVpcLinkCommand } from '@aws-sdk/client-apigatewayv2'
import {
  AdminConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { deployExample } from '../../support/example-stack.ts'
import { assertGatewayAnswer, startBackend, type TestBackend } from '../../support/http-api.ts'
import { type Issuer, startIssuer } from '../../support/issuer.ts'
import { openPoolgate, type OpenPoolgate } from '../../support/poolgate.ts'

const listenerArn = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/pets/0a1b2c3d/4e5f6a7b'

describe('HTTP_PROXY integrations', () => {
  let poolgate: OpenPoolgate
  let issuer: Issuer
  let backend: TestBackend
  before(async () => {
    issuer = await startIssuer()
    backend = await startBackend((response, { url = '' }) => {
      if (url.startsWith('/never')) return
      if (url.startsWith('/moved')) response.writeHead(302, { location: '/elsewhere' })
      if (url.startsWith('/broken')) response.statusCode = 500
      response.end('hello')
    })
    poolgate = await openPoolgate({
      upstreams: { 'https://www.wikipedia.org': backend.origin },
      privateIntegrations: { [listenerArn]: backend.origin },
    })
  })
  beforeEach(() => void backend.seen.splice(0))

  const proxy = (routeKey: string, path: string, integration: object = {}) =>
    poolgate.create({ routes: { [routeKey]: { to: backend.origin + path, integration } } })
  const seenTargets = () => backend.seen.map(({ method, target }) => `${method} ${target}`)

  it('C37 give the backend a claim that is mapped into a header', async () => {
    const RequestParameters = { 'append:header.x-sub': '$context.authorizer.claims.sub' }
    const api = await poolgate.create({
      authorizers: { users: issuer.authorizer },
      routes: { 'GET /': { to: backend.origin, authorizer: 'users', integration: { RequestParameters } } },
    })
    await api.send('GET /', [`Authorization: Bearer ${issuer.token({ sub: 'jane' })}`])
    assert.equal(backend.seen[0]?.headers['x-sub'], 'jane')
  })

  it("C39 of the example's stack call the backend as API Gateway does", async () => {
    const { apiId, userPoolId, clientId } = await deployExample(poolgate.sdk)
    const user = { Username: 'jane@example.com', Password: 'S3cure!!' }
    await poolgate.sdk.cognito.send(new SignUpCommand({ ClientId: clientId, ...user }))
    const { Username } = user
    await poolgate.sdk.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId: userPoolId, Username }))
    const AuthParameters = { USERNAME: Username, PASSWORD: user.Password }
    const signIn = { ClientId: clientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters } as const
    const { AuthenticationResult } = await poolgate.sdk.cognito.send(new InitiateAuthCommand(signIn))

    const host = `${apiId}.execute-api.us-east-1.amazonaws.com`
    const api = poolgate.clientOf(host)
    assertGatewayAnswer(await api.send('GET /'), 401, 'Unauthorized')
    assert.deepEqual(backend.seen, [])
    for (const token of [AuthenticationResult?.AccessToken, AuthenticationResult?.IdToken])
      assert.equal((await api.send('GET /', [`Authorization: Bearer ${token}`])).status, 200)
    assert.deepEqual(seenTargets(), ['GET /', 'GET /'])
    const { headers, httpVersion } = backend.seen[0]!
    assert.equal(httpVersion, '1.1')
    assert.equal(headers['host'], 'www.wikipedia.org')
    assert.equal(headers['via'], 'HTTP/1.1 AmazonAPIGateway')
    assert.equal(headers['forwarded'], `for=127.0.0.1;host=${host};proto=http`)
    assert.match(headers['x-amzn-trace-id'] ?? '', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/)
    assert.equal(headers['content-length'], '0')
  })

  it('C40 of the $default route append the whole path and the query', async () => {
    await (await proxy('$default', '')).send('GET /x/y?q=1')
    await (await proxy('$default', '/base')).send('GET /x/y?q=1')
    assert.deepEqual(seenTargets(), ['GET /x/y?q=1', 'GET /base/x/y?q=1'])
  })

  it('C41 put path variables into their URI', async () => {
    await (await proxy('ANY /p/{proxy+}', '/q/{proxy}')).send('PUT /p/a/b?z=1', ['Content-Length: 0'])
    assert.deepEqual(seenTargets(), ['PUT /q/a/b?z=1'])
  })

  it('C42 replace the method by their own', async () => {
    const api = await proxy('ANY /m', '/m', { IntegrationMethod: 'GET' })
    await api.send('POST /m', ['Content-Length: 0'])
    assert.deepEqual(seenTargets(), ['GET /m'])
  })

  it('C43 pass a redirect back and do not follow it', async () => {
    const answer = await (await proxy('GET /', '/moved')).send('GET /')
    assert.equal(answer.status, 302)
    assert.equal(answer.headers['location'], '/elsewhere')
    assert.deepEqual(seenTargets(), ['GET /moved'])
  })

  it('C44 are a 503 when they do not answer in time', async () => {
    const answer = await (await proxy('GET /', '/never', { TimeoutInMillis: 50 })).send('GET /')
    assertGatewayAnswer(answer, 503, 'Service Unavailable')
    assert.equal(answer.headers['content-length'], '33')
  })

  it('C45 answer with the status and the header that are mapped for the status of the backend', async () => {
    const ResponseParameters = { '500': { 'overwrite:statuscode': '403', 'append:header.h': 'mapped' } }
    const api = await proxy('$default', '', { ResponseParameters })
    const broken = await api.send('GET /broken')
    assert.equal(broken.status, 403)
    assert.equal(broken.headers['h'], 'mapped')
    assert.equal(broken.body, 'hello')
    const whole = await api.send('GET /whole')
    assert.equal(whole.status, 200)
    assert.equal(whole.headers['h'], undefined)
  })

  it('C46 to private targets send the stage in the path, unless $request.path is mapped onto it', async () => {
    const { VpcLinkId } = await poolgate.apis.send(new CreateVpcLinkCommand({ Name: 'link', SubnetIds: ['subnet-1'] }))
    const privately = { ConnectionType: 'VPC_LINK', ConnectionId: VpcLinkId } as const
    const RequestParameters = { 'overwrite:path': '$request.path' }
    const api = await poolgate.create({
      routes: {
        'ANY /plain/{proxy+}': { to: listenerArn, integration: privately },
        'ANY /mapped/{proxy+}': { to: listenerArn, integration: { ...privately, RequestParameters } },
      },
      stages: { dev: {} },
    })
    await api.send('GET /dev/plain/a?q=1')
    await api.send('GET /dev/mapped/a?q=1')
    assert.deepEqual(seenTargets(), ['GET /dev/plain/a?q=1', 'GET /mapped/a?q=1'])
    // Private targets get the client's host, public ones their own.
    assert.equal(backend.seen[0]?.headers['host'], api.host)
  })
})
