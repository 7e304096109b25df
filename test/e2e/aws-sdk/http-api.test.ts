import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  CreateApiCommand,
  CreateDeploymentCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteApiCommand,
  GetStageCommand,
  UpdateApiCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import { type Backend, startBackend } from '../../support/backend.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

describe('HTTP APIs made with the AWS SDK, and served', () => {
  let backend: Backend
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  before(async () => {
    backend = await startBackend()
    server = await startServer()
    clients = sdkClients(server.url)
  })
  after(async () => {
    clients.close()
    await server.stop()
    await backend.close()
  })

  const statusOf = async (apiId: string | undefined, path: string): Promise<number> => {
    const response = await fetch(`${server.url}/execute-api/${apiId}${path}`)
    await response.arrayBuffer()
    return response.status
  }
  const createApi = async (): Promise<string> => {
    const { ApiId } = await clients.apis.send(new CreateApiCommand({ Name: 'pets', ProtocolType: 'HTTP' }))
    return ApiId!
  }
  const createRoute = async (ApiId: string, RouteKey: string, IntegrationUri = `${backend.url}/`): Promise<void> => {
    const integration = { IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', IntegrationUri } as const
    const { IntegrationId } = await clients.apis.send(new CreateIntegrationCommand({ ApiId, ...integration }))
    const Target = `integrations/${IntegrationId}`
    await clients.apis.send(new CreateRouteCommand({ ApiId, RouteKey, Target }))
  }

  it('serve a new route of a stage without AutoDeploy only once it is deployed', async () => {
    const ApiId = await createApi()
    await createRoute(ApiId, 'GET /old')
    await clients.apis.send(new CreateStageCommand({ ApiId, StageName: 'dev' }))
    assert.equal(await statusOf(ApiId, '/dev/old'), 404)
    await clients.apis.send(new CreateDeploymentCommand({ ApiId, StageName: 'dev' }))
    assert.equal(await statusOf(ApiId, '/dev/old'), 200)
    await createRoute(ApiId, 'GET /new')
    assert.equal(await statusOf(ApiId, '/dev/new'), 404)
    await clients.apis.send(new CreateDeploymentCommand({ ApiId, StageName: 'dev' }))
    assert.equal(await statusOf(ApiId, '/dev/new'), 200)
  })

  it('serve every change at once on a stage with AutoDeploy', async () => {
    const ApiId = await createApi()
    await clients.apis.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }))
    assert.equal(await statusOf(ApiId, '/a'), 404)
    await createRoute(ApiId, 'GET /a')
    assert.equal(await statusOf(ApiId, '/a'), 200)
    const stage = await clients.apis.send(new GetStageCommand({ ApiId, StageName: '$default' }))
    assert.equal(
      stage.LastDeploymentStatusMessage,
      `Successfully deployed stage with deployment ID '${stage.DeploymentId}'`,
    )
  })

  it('are served by quick create alone, until their endpoint is disabled or they are deleted', async () => {
    const quick = { Name: 'quick', ProtocolType: 'HTTP', Target: backend.url } as const
    const { ApiId } = await clients.apis.send(new CreateApiCommand(quick))
    assert.equal(await statusOf(ApiId, '/anything'), 200)
    assert.equal(backend.arrivals.at(-1)?.url, '/anything')
    await clients.apis.send(new UpdateApiCommand({ ApiId, DisableExecuteApiEndpoint: true }))
    assert.equal(await statusOf(ApiId, '/anything'), 404)
    await clients.apis.send(new UpdateApiCommand({ ApiId, DisableExecuteApiEndpoint: false }))
    assert.equal(await statusOf(ApiId, '/anything'), 200)
    await clients.apis.send(new DeleteApiCommand({ ApiId }))
    assert.equal(await statusOf(ApiId, '/anything'), 404)
  })

  it('send requests where the variables of the stage say', async () => {
    const ApiId = await createApi()
    await createRoute(ApiId, 'GET /{id}', `${backend.url}/\${stageVariables.folder}/{id}`)
    const stage = { ApiId, StageName: '$default', AutoDeploy: true, StageVariables: { folder: 'one' } }
    await clients.apis.send(new CreateStageCommand(stage))
    assert.equal(await statusOf(ApiId, '/cat'), 200)
    assert.equal(backend.arrivals.at(-1)?.url, '/one/cat')
    const StageVariables = { folder: 'two' }
    await clients.apis.send(new UpdateStageCommand({ ApiId, StageName: '$default', StageVariables }))
    await statusOf(ApiId, '/cat')
    assert.equal(backend.arrivals.at(-1)?.url, '/two/cat')
  })

  it('refuse as AWS does, with the error class that the SDK knows', async () => {
    const ApiId = await createApi()
    const deployment = clients.apis.send(new CreateDeploymentCommand({ ApiId }))
    await assert.rejects(deployment, {
      name: 'BadRequestException',
      message: 'Unable to deploy API because no routes exist in this API',
    })
    const stage = clients.apis.send(new GetStageCommand({ ApiId, StageName: 'none' }))
    await assert.rejects(stage, { name: 'NotFoundException', message: 'Invalid stage identifier specified' })
  })
})
