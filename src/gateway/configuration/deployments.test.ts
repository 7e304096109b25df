import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServedApi, jwtAuthorizer, openGateway } from '../../../test/support/gateway.ts'
import type { GatewayStore } from '../store.ts'

async function servedRouteKeys(store: GatewayStore, apiId: string, stageName: string): Promise<string[] | undefined> {
  const deployed = await store.findDeployedApi(apiId)
  const stage = deployed?.stages.find((candidate) => candidate.stage.stageName === stageName)
  return stage?.snapshot?.routes.map((route) => route.routeKey).toSorted()
}

describe('deployments', () => {
  it('are answered as AWS answers them and read back', async (t) => {
    const { client, clock } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const { DeploymentId, ...deployment } = await client.CreateDeployment({ ApiId, Description: 'first' })
    assert.match(DeploymentId!, /^[a-z0-9]{6}$/)
    assert.deepEqual(deployment, {
      AutoDeployed: false,
      CreatedDate: clock.now(),
      DeploymentStatus: 'DEPLOYED',
      Description: 'first',
    })
    assert.deepEqual(await client.GetDeployment({ ApiId, DeploymentId }), { DeploymentId, ...deployment })
    await client.UpdateDeployment({ ApiId, DeploymentId, Description: 'second' })
    assert.deepEqual(await client.GetDeployments({ ApiId }), {
      Items: [{ DeploymentId, ...deployment, Description: 'second' }],
    })
  })

  it('are refused for an API without routes', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    await assert.rejects(client.CreateDeployment({ ApiId }), {
      name: 'BadRequestException',
      message: 'Unable to deploy API because no routes exist in this API',
    })
  })

  it('are what the stage serves, however the API changes, until the next one', async (t) => {
    const { client, store, deployed } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await client.CreateStage({ ApiId, StageName: 'dev' })
    assert.equal(await servedRouteKeys(store, ApiId, 'dev'), undefined)
    await client.CreateDeployment({ ApiId, StageName: 'dev' })
    deployed.length = 0
    await client.CreateRoute({ ApiId, RouteKey: 'GET /new' })
    assert.deepEqual(await servedRouteKeys(store, ApiId, 'dev'), ['GET /'])
    assert.deepEqual(deployed, [])
    const { DeploymentId } = await client.CreateDeployment({ ApiId, StageName: 'dev' })
    assert.deepEqual(await servedRouteKeys(store, ApiId, 'dev'), ['GET /', 'GET /new'])
    assert.equal((await client.GetStage({ ApiId, StageName: 'dev' })).DeploymentId, DeploymentId)
    assert.deepEqual(deployed, [ApiId])
  })

  it('cannot be deleted while a stage serves them', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const { DeploymentId } = await client.CreateDeployment({ ApiId })
    await client.CreateStage({ ApiId, StageName: 'dev', DeploymentId })
    await assert.rejects(client.DeleteDeployment({ ApiId, DeploymentId }), {
      name: 'BadRequestException',
      message: 'Active stages pointing to this deployment must be moved or deleted',
    })
    await client.DeleteStage({ ApiId, StageName: 'dev' })
    await client.DeleteDeployment({ ApiId, DeploymentId })
    await assert.rejects(client.GetDeployment({ ApiId, DeploymentId }), { name: 'NotFoundException' })
  })
})

describe('automatic deployments', () => {
  it('deploy when the stage is created, with the texts of AWS', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const stage = await client.CreateStage({ ApiId, StageName: '$default', AutoDeploy: true })
    assert.equal(
      stage.LastDeploymentStatusMessage,
      `Successfully deployed stage with deployment ID '${stage.DeploymentId}'`,
    )
    const deployment = await client.GetDeployment({ ApiId, DeploymentId: stage.DeploymentId })
    assert.equal(deployment.AutoDeployed, true)
    assert.equal(deployment.Description, 'Automatic deployment triggered by changes to the Api configuration')
  })

  it('fail without routes and succeed with the first one', async (t) => {
    const { client, store } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    const stage = await client.CreateStage({ ApiId, StageName: '$default', AutoDeploy: true })
    assert.equal(
      stage.LastDeploymentStatusMessage,
      'Deployment attempt failed: Unable to deploy API because no routes exist in this API',
    )
    assert.equal(stage.DeploymentId, undefined)
    assert.deepEqual(await client.GetDeployments({ ApiId }), { Items: [] })
    await client.CreateRoute({ ApiId, RouteKey: 'GET /' })
    assert.deepEqual(await servedRouteKeys(store, ApiId!, '$default'), ['GET /'])
  })

  it('keep serving what was deployed when the last route goes', async (t) => {
    const { client, store } = await openGateway(t)
    const { ApiId, RouteId } = await createServedApi(client)
    const before = await client.CreateStage({ ApiId, StageName: '$default', AutoDeploy: true })
    await client.DeleteRoute({ ApiId, RouteId })
    const after = await client.GetStage({ ApiId, StageName: '$default' })
    assert.equal(after.DeploymentId, before.DeploymentId)
    assert.match(after.LastDeploymentStatusMessage!, /^Deployment attempt failed: /)
    assert.deepEqual(await servedRouteKeys(store, ApiId, '$default'), ['GET /'])
  })

  it('follow every change of routes, integrations, authorizers and settings, and tell the data plane', async (t) => {
    const { client, deployed } = await openGateway(t)
    const { ApiId, RouteId, IntegrationId } = await createServedApi(client)
    await client.CreateStage({ ApiId, StageName: '$default', AutoDeploy: true })
    const changes: [string, () => Promise<unknown>][] = [
      ['UpdateRoute', () => client.UpdateRoute({ ApiId, RouteId, OperationName: 'x' })],
      ['UpdateIntegration', () => client.UpdateIntegration({ ApiId, IntegrationId, TimeoutInMillis: 50 })],
      ['CreateAuthorizer', () => client.CreateAuthorizer({ ApiId, ...jwtAuthorizer })],
      ['UpdateApi', () => client.UpdateApi({ ApiId, DisableExecuteApiEndpoint: true })],
    ]
    for (const [name, change] of changes) {
      const before = await client.GetStage({ ApiId, StageName: '$default' })
      deployed.length = 0
      await change()
      const after = await client.GetStage({ ApiId, StageName: '$default' })
      assert.notEqual(after.DeploymentId, before.DeploymentId, name)
      assert.deepEqual(deployed, [ApiId], name)
    }
  })

  it('begin when an update turns them on', async (t) => {
    const { client, store } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await client.CreateStage({ ApiId, StageName: 'dev' })
    const stage = await client.UpdateStage({ ApiId, StageName: 'dev', AutoDeploy: true })
    assert.ok(stage.DeploymentId)
    await client.UpdateStage({ ApiId, StageName: 'dev', AutoDeploy: false })
    await client.CreateRoute({ ApiId, RouteKey: 'GET /new' })
    assert.deepEqual(await servedRouteKeys(store, ApiId, 'dev'), ['GET /'])
  })

  it('do not let the deployment of their stage be chosen', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const { DeploymentId } = await client.CreateDeployment({ ApiId })
    const StageName = '$default'
    await client.CreateStage({ ApiId, StageName, AutoDeploy: true })
    const refusal = { name: 'BadRequestException' }
    await assert.rejects(client.UpdateStage({ ApiId, StageName, DeploymentId }), refusal)
    await assert.rejects(client.CreateDeployment({ ApiId, StageName }), refusal)
    const switched = await client.UpdateStage({ ApiId, StageName, AutoDeploy: false, DeploymentId })
    assert.equal(switched.DeploymentId, DeploymentId)
  })

  it('do not pile up: those that no stage serves go, but for the newest ten and those that were asked for', async (t) => {
    const { client, clock } = await openGateway(t)
    const { ApiId, RouteId } = await createServedApi(client)
    const asked = await client.CreateDeployment({ ApiId })
    await client.CreateStage({ ApiId, StageName: '$default', AutoDeploy: true })
    for (let count = 0; count < 30; count++) {
      clock.advance(1000)
      await client.UpdateRoute({ ApiId, RouteId, OperationName: `n${count}` })
    }
    const ids = (await client.GetDeployments({ ApiId })).Items!.map((deployment) => deployment.DeploymentId)
    const { DeploymentId } = await client.GetStage({ ApiId, StageName: '$default' })
    assert.equal(ids.length, 12)
    assert.ok(ids.includes(asked.DeploymentId))
    assert.ok(ids.includes(DeploymentId))
  })

  it('are undone together with a change that is refused', async (t) => {
    const { client, deployed } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const before = await client.CreateStage({ ApiId, StageName: '$default', AutoDeploy: true })
    deployed.length = 0
    await assert.rejects(client.CreateRoute({ ApiId, RouteKey: 'GET /' }), { name: 'ConflictException' })
    assert.deepEqual(await client.GetStage({ ApiId, StageName: '$default' }), before)
    assert.deepEqual(deployed, [])
  })
})
