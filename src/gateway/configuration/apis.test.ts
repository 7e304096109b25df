import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

describe('APIs', () => {
  it('are created with the defaults of AWS', async (t) => {
    const { client, clock } = await openGateway(t)
    const { ApiId, ...api } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    assert.match(ApiId!, /^[a-z0-9]{10}$/)
    assert.deepEqual(api, {
      ApiEndpoint: `https://${ApiId}.execute-api.us-east-1.amazonaws.com`,
      ApiKeySelectionExpression: '$request.header.x-api-key',
      CreatedDate: clock.now(),
      DisableExecuteApiEndpoint: false,
      IpAddressType: 'ipv4',
      Name: 'pets',
      ProtocolType: 'HTTP',
      RouteSelectionExpression: '$request.method $request.path',
      Tags: {},
    })
  })

  it('are read back as they were created', async (t) => {
    const { client } = await openGateway(t)
    const created = await client.CreateApi({
      Name: 'pets',
      ProtocolType: 'HTTP',
      Description: 'all of them',
      Version: 'v1',
      Tags: { team: 'zoo' },
    })
    assert.deepEqual(await client.GetApi({ ApiId: created.ApiId }), created)
    assert.deepEqual(await client.GetApis({}), { Items: [created] })
  })

  it('take the route selection expression with braces and answer it without', async (t) => {
    const { client } = await openGateway(t)
    const api = await client.CreateApi({
      Name: 'pets',
      ProtocolType: 'HTTP',
      RouteSelectionExpression: '${request.method} ${request.path}',
    })
    assert.equal(api.RouteSelectionExpression, '$request.method $request.path')
    const other = client.UpdateApi({ ApiId: api.ApiId, RouteSelectionExpression: '$request.body.action' })
    await assert.rejects(other, { name: 'BadRequestException' })
  })

  it('keep what an update does not give', async (t) => {
    const { client } = await openGateway(t)
    const created = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP', Description: 'all', Tags: { a: 'b' } })
    const updated = await client.UpdateApi({ ApiId: created.ApiId, Name: 'cats' })
    assert.deepEqual(updated, { ...created, Name: 'cats' })
    assert.deepEqual(await client.GetApi({ ApiId: created.ApiId }), updated)
  })

  it('lose no update when several come at once', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    await Promise.all([
      client.UpdateApi({ ApiId, Name: 'cats' }),
      client.UpdateApi({ ApiId, Description: 'all' }),
      client.UpdateApi({ ApiId, Version: 'v2' }),
    ])
    const { Name, Description, Version } = await client.GetApi({ ApiId })
    assert.deepEqual({ Name, Description, Version }, { Name: 'cats', Description: 'all', Version: 'v2' })
  })

  it('do not exist in another region', async (t) => {
    const { client, clientIn } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    const elsewhere = clientIn('eu-west-1')
    const refusal = { name: 'NotFoundException', message: `Invalid API identifier specified 000000000000:${ApiId}` }
    await assert.rejects(elsewhere.GetApi({ ApiId }), refusal)
    await assert.rejects(elsewhere.UpdateApi({ ApiId, Name: 'cats' }), refusal)
    await assert.rejects(elsewhere.DeleteApi({ ApiId }), refusal)
    assert.deepEqual(await elsewhere.GetApis({}), { Items: [] })
    assert.equal(
      (await elsewhere.CreateApi({ Name: 'x', ProtocolType: 'HTTP' })).ApiEndpoint?.split('.')[2],
      'eu-west-1',
    )
  })

  it('are gone with everything in them when deleted, and the data plane learns it', async (t) => {
    const { client, deployed, store } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    deployed.length = 0
    await client.DeleteApi({ ApiId })
    assert.deepEqual(deployed, [ApiId])
    const refusal = { name: 'NotFoundException', message: `Invalid API identifier specified 000000000000:${ApiId}` }
    await assert.rejects(client.GetRoutes({ ApiId }), refusal)
    await assert.rejects(client.DeleteApi({ ApiId }), refusal)
    assert.equal(await store.findDeployedApi(ApiId), undefined)
  })

  it('refuse by name what poolgate does not implement', async (t) => {
    const { client } = await openGateway(t)
    const create = { Name: 'pets', ProtocolType: 'HTTP' } as const
    const refused = (more: object, message: string) =>
      assert.rejects(client.CreateApi({ ...create, ...more }), { name: 'BadRequestException', message })
    await refused({ ProtocolType: 'WEBSOCKET' }, 'poolgate does not implement ProtocolType WEBSOCKET yet')
    await refused({ CredentialsArn: 'arn:aws:iam::1:role/r' }, 'poolgate does not implement CredentialsArn yet')
    await refused({ DisableSchemaValidation: true }, 'DisableSchemaValidation is supported only for WebSocket APIs')
    assert.deepEqual(await client.GetApis({}), { Items: [] })
  })

  it('are refused by the operations that poolgate lacks, by name', async (t) => {
    const { client } = await openGateway(t)
    await assert.rejects(client.DisablePortal({ PortalId: 'p' }), {
      name: 'NotImplementedException',
      message: 'ApiGatewayV2 DisablePortal is not implemented by poolgate',
    })
  })
})

describe('quick create', () => {
  it('makes an integration, a route and a deployed $default stage, all of them managed', async (t) => {
    const { client, deployed } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'p', ProtocolType: 'HTTP', Target: 'https://www.example.com/p' })
    const [integration] = (await client.GetIntegrations({ ApiId })).Items!
    assert.deepEqual(integration, {
      ApiGatewayManaged: true,
      ConnectionType: 'INTERNET',
      IntegrationId: integration!.IntegrationId,
      IntegrationMethod: 'ANY',
      IntegrationType: 'HTTP_PROXY',
      IntegrationUri: 'https://www.example.com/p',
      PayloadFormatVersion: '1.0',
      TimeoutInMillis: 30_000,
    })
    const [route] = (await client.GetRoutes({ ApiId })).Items!
    assert.deepEqual(route, {
      ApiGatewayManaged: true,
      ApiKeyRequired: false,
      AuthorizationType: 'NONE',
      RouteId: route!.RouteId,
      RouteKey: '$default',
      Target: `integrations/${integration.IntegrationId}`,
    })
    const stage = await client.GetStage({ ApiId, StageName: '$default' })
    assert.equal(stage.ApiGatewayManaged, true)
    assert.equal(stage.AutoDeploy, true)
    assert.equal(
      stage.LastDeploymentStatusMessage,
      `Successfully deployed stage with deployment ID '${stage.DeploymentId}'`,
    )
    assert.deepEqual(deployed, [ApiId])
  })

  it('takes the route key that is given, and replaces target and route key on update', async (t) => {
    const { client } = await openGateway(t)
    const target = 'https://www.example.com/'
    const { ApiId } = await client.CreateApi({ Name: 'p', ProtocolType: 'HTTP', Target: target, RouteKey: 'GET /a' })
    assert.equal((await client.GetRoutes({ ApiId })).Items?.[0]?.RouteKey, 'GET /a')
    await client.UpdateApi({ ApiId, RouteKey: 'GET /b', Target: 'https://www.example.com/b' })
    assert.equal((await client.GetRoutes({ ApiId })).Items?.[0]?.RouteKey, 'GET /b')
    assert.equal((await client.GetIntegrations({ ApiId })).Items?.[0]?.IntegrationUri, 'https://www.example.com/b')
  })

  it('refuses a Lambda function by name, a route key alone, and an update of what it did not make', async (t) => {
    const { client } = await openGateway(t)
    const create = { Name: 'pets', ProtocolType: 'HTTP' } as const
    const lambda = client.CreateApi({ ...create, Target: 'arn:aws:lambda:us-east-1:000000000000:function:f' })
    await assert.rejects(lambda, { message: /^poolgate has no endpoint for the function / })
    await assert.rejects(client.CreateApi({ ...create, RouteKey: 'GET /' }), { name: 'BadRequestException' })
    const { ApiId } = await client.CreateApi(create)
    await assert.rejects(client.UpdateApi({ ApiId, Target: 'https://www.example.com/' }), {
      name: 'BadRequestException',
    })
  })
})
