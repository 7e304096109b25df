import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openGateway } from '../../../test/support/gateway.ts'

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:hello'
const endpoint = new URL('http://127.0.0.1:3001')
const toFunction = {
  IntegrationType: 'AWS_PROXY',
  IntegrationUri: functionArn,
  PayloadFormatVersion: '2.0',
} as const

describe('integrations with Lambda functions', () => {
  it('are created with POST when no method is given, and read back', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    const { IntegrationId, ...integration } = await client.CreateIntegration({ ApiId, ...toFunction })
    assert.deepEqual(integration, {
      ...toFunction,
      ConnectionType: 'INTERNET',
      IntegrationMethod: 'POST',
      TimeoutInMillis: 30_000,
    })
    assert.deepEqual(await client.GetIntegration({ ApiId, IntegrationId }), { IntegrationId, ...integration })
    const updated = await client.UpdateIntegration({ ApiId, IntegrationId, PayloadFormatVersion: '1.0' })
    assert.deepEqual(updated, { IntegrationId, ...integration, PayloadFormatVersion: '1.0' })
  })

  for (const IntegrationUri of [
    `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
    `${functionArn}:live`,
    functionArn.replace('hello', '${stageVariables.fn}'),
  ])
    it(`may have the URI ${IntegrationUri}`, async (t) => {
      const { client } = await openGateway(t, { endpoint })
      const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
      const integration = await client.CreateIntegration({ ApiId, ...toFunction, IntegrationUri })
      assert.equal(integration.IntegrationUri, IntegrationUri)
    })

  for (const IntegrationUri of ['https://example.com/', 'hello', 'arn:aws:sqs:us-east-1:123456789012:queue'])
    it(`may not have the URI ${IntegrationUri}`, async (t) => {
      const { client } = await openGateway(t, { endpoint })
      const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
      await assert.rejects(client.CreateIntegration({ ApiId, ...toFunction, IntegrationUri }), {
        name: 'BadRequestException',
        message: 'Invalid function ARN specified for IntegrationUri',
      })
    })

  it('are refused when nothing could invoke the function, with what to do about it', async (t) => {
    const { client } = await openGateway(t, { endpoints: new Map([['hello', endpoint]]) })
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    await client.CreateIntegration({ ApiId, ...toFunction })
    const other = functionArn.replace('hello', 'other')
    await assert.rejects(client.CreateIntegration({ ApiId, ...toFunction, IntegrationUri: other }), {
      name: 'BadRequestException',
      message: `poolgate has no endpoint for the function ${other}: start it with --lambda-endpoint URL or --lambda FUNCTION=URL`,
    })
  })

  it('are refused when a stage variable names the function and no endpoint is there at all', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    const IntegrationUri = functionArn.replace('hello', '${stageVariables.fn}')
    await assert.rejects(client.CreateIntegration({ ApiId, ...toFunction, IntegrationUri }), {
      name: 'BadRequestException',
      message: /^poolgate has no endpoint for the function /,
    })
  })

  it('need a payload format version', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    const { PayloadFormatVersion: _, ...without } = toFunction
    for (const version of [{}, { PayloadFormatVersion: '3.0' }])
      await assert.rejects(client.CreateIntegration({ ApiId, ...without, ...version }), {
        name: 'BadRequestException',
        message: 'PayloadFormatVersion of an AWS_PROXY integration must be 1.0 or 2.0',
      })
  })

  it('refuse by name AWS services and the roles to call them with', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    await assert.rejects(client.CreateIntegration({ ApiId, ...toFunction, IntegrationSubtype: 'SQS-SendMessage' }), {
      message: 'poolgate does not implement IntegrationSubtype yet',
    })
    const CredentialsArn = 'arn:aws:iam::123456789012:role/r'
    await assert.rejects(client.CreateIntegration({ ApiId, ...toFunction, CredentialsArn }), {
      message: 'poolgate does not implement CredentialsArn yet',
    })
  })

  it('are made by quick create from the ARN of a function (C66)', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP', Target: functionArn })
    const integrations = (await client.GetIntegrations({ ApiId })).Items!
    assert.deepEqual(integrations, [
      {
        ...toFunction,
        ApiGatewayManaged: true,
        ConnectionType: 'INTERNET',
        IntegrationId: integrations[0]!.IntegrationId,
        IntegrationMethod: 'POST',
        TimeoutInMillis: 30_000,
      },
    ])
    const [route] = (await client.GetRoutes({ ApiId })).Items!
    assert.equal(route?.RouteKey, '$default')
    assert.equal(route.ApiGatewayManaged, true)
    const [stage] = (await client.GetStages({ ApiId })).Items!
    assert.deepEqual([stage?.StageName, stage?.AutoDeploy, stage?.ApiGatewayManaged], ['$default', true, true])
  })

  it('take the place of a URL, and a URL theirs, when an update of quick create says so', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP', Target: 'https://example.com' })
    await client.UpdateApi({ ApiId, Target: functionArn })
    const [integration] = (await client.GetIntegrations({ ApiId })).Items!
    assert.equal(integration?.IntegrationType, 'AWS_PROXY')
    assert.equal(integration.PayloadFormatVersion, '2.0')
    await client.UpdateApi({ ApiId, Target: 'https://example.org' })
    const [changed] = (await client.GetIntegrations({ ApiId })).Items!
    assert.deepEqual([changed?.IntegrationType, changed?.IntegrationUri], ['HTTP_PROXY', 'https://example.org'])
  })
})
