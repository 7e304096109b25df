import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

describe('stages', () => {
  it('are created with the defaults of AWS, without a deployment, and read back', async (t) => {
    const { client, clock } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const stage = await client.CreateStage({ ApiId, StageName: 'dev' })
    assert.deepEqual(stage, {
      CreatedDate: clock.now(),
      DefaultRouteSettings: { DetailedMetricsEnabled: false },
      LastUpdatedDate: clock.now(),
      RouteSettings: {},
      StageName: 'dev',
      StageVariables: {},
      Tags: {},
    })
    assert.deepEqual(await client.GetStage({ ApiId, StageName: 'dev' }), stage)
    assert.deepEqual(await client.GetStages({ ApiId }), { Items: [stage] })
  })

  it('echo the deployment they were given', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const { DeploymentId } = await client.CreateDeployment({ ApiId })
    const stage = await client.CreateStage({ ApiId, StageName: 'dev', DeploymentId })
    assert.equal(stage.DeploymentId, DeploymentId)
    const next = await client.CreateDeployment({ ApiId })
    await client.UpdateStage({ ApiId, StageName: 'dev', DeploymentId: next.DeploymentId })
    assert.equal((await client.GetStage({ ApiId, StageName: 'dev' })).DeploymentId, next.DeploymentId)
  })

  it('refuse a deployment that does not exist', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const refusal = { name: 'NotFoundException', message: 'Invalid Deployment identifier specified zzzzzz' }
    await assert.rejects(client.CreateStage({ ApiId, StageName: 'dev', DeploymentId: 'zzzzzz' }), refusal)
  })

  it('have their name once in an API', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await client.CreateStage({ ApiId, StageName: '$default' })
    await assert.rejects(client.CreateStage({ ApiId, StageName: '$default' }), {
      name: 'ConflictException',
      message: 'Stage already exists',
    })
  })

  for (const StageName of ['a b', 'a/b', '$other', 'a.b', 'ä', 'x'.repeat(129)])
    it(`refuse the name ${StageName.slice(0, 10)}`, async (t) => {
      const { client } = await openGateway(t)
      const { ApiId } = await createServedApi(client)
      await assert.rejects(client.CreateStage({ ApiId, StageName }), { name: 'BadRequestException' })
    })

  it('merge stage variables on update; an empty value takes one away', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const StageName = 'dev'
    await client.CreateStage({ ApiId, StageName, StageVariables: { host: 'a.example.com', size: '1' } })
    const stage = await client.UpdateStage({ ApiId, StageName, StageVariables: { host: '', color: 'red' } })
    assert.deepEqual(stage.StageVariables, { size: '1', color: 'red' })
  })

  it('refuse stage variables with other characters, and more than a hundred of them', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`v${index}`, 'x']))
    for (const StageVariables of [{ 'a-b': 'x' }, { a: 'x y' }, { a: 'x\r\nHost: b' }, { a: '{b}' }, many])
      await assert.rejects(client.CreateStage({ ApiId, StageName: 'dev', StageVariables }), {
        name: 'BadRequestException',
      })
  })

  it('keep a variable with the name of a built-in property as it is', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const StageVariables = Object.fromEntries([
      ['__proto__', 'x'],
      ['createdAt', '2026'],
    ])
    const stage = await client.CreateStage({ ApiId, StageName: 'dev', StageVariables })
    assert.deepEqual(Object.entries(stage.StageVariables!), Object.entries(StageVariables))
    const found = await client.GetStage({ ApiId, StageName: 'dev' })
    assert.deepEqual(Object.entries(found.StageVariables!), Object.entries(StageVariables))
  })

  it('keep what an update does not give', async (t) => {
    const { client, clock } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const created = await client.CreateStage({ ApiId, StageName: 'dev', Description: 'first', Tags: { a: 'b' } })
    clock.advance(1000)
    const updated = await client.UpdateStage({ ApiId, StageName: 'dev', Description: 'second' })
    assert.deepEqual(updated, { ...created, Description: 'second', LastUpdatedDate: clock.now() })
  })

  it('refuse by name what would have no effect', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const refused = (more: object, message: string) =>
      assert.rejects(client.CreateStage({ ApiId, StageName: 'dev', ...more }), { name: 'BadRequestException', message })
    await refused(
      { DefaultRouteSettings: { ThrottlingBurstLimit: -1 } },
      'DefaultRouteSettings.ThrottlingBurstLimit must be a number that is not negative',
    )
    await refused(
      { RouteSettings: { 'GET /': { ThrottlingRateLimit: -0.5 } } },
      'RouteSettings GET /.ThrottlingRateLimit must be a number that is not negative',
    )
    await refused({ ClientCertificateId: 'a' }, 'ClientCertificateId is supported only for WebSocket APIs')
  })

  it('keep whether they are to have detailed metrics', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const [on, off] = [{ DetailedMetricsEnabled: true }, { DetailedMetricsEnabled: false }]
    const input = { ApiId, StageName: 'dev', DefaultRouteSettings: on, RouteSettings: { 'GET /': off } }
    const stage = await client.CreateStage(input)
    assert.deepEqual([stage.DefaultRouteSettings, stage.RouteSettings], [on, { 'GET /': off }])
    const updated = await client.UpdateStage({ ...input, DefaultRouteSettings: off, RouteSettings: { 'GET /': on } })
    assert.deepEqual([updated.DefaultRouteSettings, updated.RouteSettings], [off, { 'GET /': on }])
  })

  it('keep the limits of all their routes', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const DefaultRouteSettings = { ThrottlingBurstLimit: 0, ThrottlingRateLimit: 10 }
    const stage = await client.CreateStage({ ApiId, StageName: 'dev', DefaultRouteSettings })
    assert.deepEqual(stage.DefaultRouteSettings, { DetailedMetricsEnabled: false, ...DefaultRouteSettings })
  })

  it('keep route settings until DeleteRouteSettings takes them away', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const StageName = 'dev'
    const limits = { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 0.5 }
    const RouteSettings = { 'GET /': { DetailedMetricsEnabled: false, ...limits } }
    assert.deepEqual((await client.CreateStage({ ApiId, StageName, RouteSettings })).RouteSettings, RouteSettings)
    await client.DeleteRouteSettings({ ApiId, StageName, RouteKey: 'GET /' })
    assert.deepEqual((await client.GetStage({ ApiId, StageName })).RouteSettings, {})
    const refusal = { name: 'NotFoundException' }
    await assert.rejects(client.DeleteRouteSettings({ ApiId, StageName, RouteKey: 'GET /' }), refusal)
    await assert.rejects(client.UpdateStage({ ApiId, StageName, RouteSettings: { 'GET /zzz': {} } }), {
      name: 'NotFoundException',
      message: 'Unable to find Route by key GET /zzz within the provided RouteSettings',
    })
  })

  it('are refused by name when there is no such stage', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await client.CreateStage({ ApiId, StageName: 'dev' })
    await client.DeleteStage({ ApiId, StageName: 'dev' })
    const refusal = { name: 'NotFoundException', message: 'Invalid stage identifier specified' }
    await assert.rejects(client.GetStage({ ApiId, StageName: 'dev' }), refusal)
    await assert.rejects(client.UpdateStage({ ApiId, StageName: 'dev' }), refusal)
    await assert.rejects(client.DeleteStage({ ApiId, StageName: 'dev' }), refusal)
  })

  it('are at most ten in one API', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    for (let count = 0; count < 10; count++) await client.CreateStage({ ApiId, StageName: `s${count}` })
    await assert.rejects(client.CreateStage({ ApiId, StageName: 's10' }), { name: 'BadRequestException' })
  })
})
