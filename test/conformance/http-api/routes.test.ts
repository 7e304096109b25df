import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { CreateDeploymentCommand, CreateIntegrationCommand, CreateRouteCommand } from '@aws-sdk/client-apigatewayv2'
import { CreateStageCommand, GetStageCommand } from '@aws-sdk/client-apigatewayv2'
import { assertGatewayAnswer, startBackend, type TestBackend } from '../../support/http-api.ts'
import { startLambdaEndpoint } from '../../support/lambda-endpoint.ts'
import { openPoolgate, type OpenPoolgate } from '../../support/poolgate.ts'

/** The table of the AWS page "Create routes for HTTP APIs in API Gateway". */
const guide = ['GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}', '$default']

describe('HTTP API routes', () => {
  let poolgate: OpenPoolgate
  let lambda: Awaited<ReturnType<typeof startLambdaEndpoint>>
  let backend: TestBackend
  before(async () => {
    lambda = await startLambdaEndpoint()
    backend = await startBackend()
    poolgate = await openPoolgate({ lambdaEndpoint: lambda.url })
  })

  /** An API whose routes invoke a function each, whose events tell what was matched. */
  const createApi = (routeKeys: readonly string[], stages: readonly string[] = ['$default']) =>
    poolgate.create({
      routes: Object.fromEntries(routeKeys.map((routeKey) => [routeKey, { to: lambda.arn('hello') }])),
      stages: Object.fromEntries(stages.map((stage) => [stage, {}])),
    })
  const requestContext = () => lambda.event()['requestContext'] as Record<string, unknown>

  it('C01 what no route matches is 404 Not Found with a request id', async () => {
    const api = await createApi(['GET /a'])
    const answer = await api.send('GET /zzz')
    assertGatewayAnswer(answer, 404, 'Not Found')
    assert.match(answer.headers['apigw-requestid'] ?? '', /^.{15}=$/)
  })

  it('C02 without $default, what begins with no stage is 404', async () => {
    const api = await createApi(['GET /hello'], ['dev'])
    assertGatewayAnswer(await api.send('GET /hello'), 404, 'Not Found')
    assert.equal((await api.send('GET /dev/hello')).status, 200)
  })

  it('C03 the stage that the first segment names comes before $default', async () => {
    const api = await createApi(['GET /hello'], ['dev', '$default'])
    assert.equal((await api.send('GET /dev/hello')).status, 200)
    assert.equal(requestContext()['stage'], 'dev')
    assert.equal((await api.send('GET /hello')).status, 200)
    assert.equal(requestContext()['stage'], '$default')
  })

  for (const [id, method, path, routeKey, pathParameters] of [
    ['C04', 'GET', '/pets/dog/1', 'GET /pets/dog/1', undefined],
    ['C05', 'GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['C06', 'GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
    ['C07', 'POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
  ] as const)
    it(`${id} ${method} ${path} of the guide's table takes ${routeKey}`, async () => {
      const api = await createApi(guide)
      assert.equal((await api.send(`${method} ${path}`)).status, 200)
      assert.equal(lambda.event()['routeKey'], routeKey)
      assert.deepEqual(lambda.event()['pathParameters'], pathParameters)
    })

  it('C08 a method that no route has is 404, never 405', async () => {
    const api = await createApi(['GET /a'])
    const answer = await api.send('POST /a', ['Content-Length: 0'])
    assertGatewayAnswer(answer, 404, 'Not Found')
    assert.equal(answer.headers['allow'], undefined)
  })

  it('C09 of one path the route that names the method comes before ANY', async () => {
    const api = await createApi(['ANY /a', 'GET /a'])
    await api.send('GET /a')
    assert.equal(lambda.event()['routeKey'], 'GET /a')
    await api.send('PUT /a', ['Content-Length: 0'])
    assert.equal(lambda.event()['routeKey'], 'ANY /a')
  })

  it('C63 a stage without AutoDeploy serves a route once it is deployed, one with AutoDeploy at once', async () => {
    const { ApiId, send } = await poolgate.create({ routes: { 'GET /old': { to: backend.origin } }, stages: {} })
    await poolgate.apis.send(new CreateStageCommand({ ApiId, StageName: 'manual' }))
    await poolgate.apis.send(new CreateStageCommand({ ApiId, StageName: 'auto', AutoDeploy: true }))
    await poolgate.apis.send(new CreateDeploymentCommand({ ApiId, StageName: 'manual' }))
    const integration = {
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      IntegrationUri: backend.origin,
    } as const
    const { IntegrationId } = await poolgate.apis.send(new CreateIntegrationCommand({ ApiId, ...integration }))
    const Target = `integrations/${IntegrationId}`
    await poolgate.apis.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /new', Target }))

    assert.equal((await send('GET /manual/old')).status, 200)
    assertGatewayAnswer(await send('GET /manual/new'), 404, 'Not Found')
    assert.equal((await send('GET /auto/new')).status, 200)
    const stage = await poolgate.apis.send(new GetStageCommand({ ApiId, StageName: 'auto' }))
    const deployed = `Successfully deployed stage with deployment ID '${stage.DeploymentId}'`
    assert.equal(stage.LastDeploymentStatusMessage, deployed)
    await poolgate.apis.send(new CreateDeploymentCommand({ ApiId, StageName: 'manual' }))
    assert.equal((await send('GET /manual/new')).status, 200)
  })
})
