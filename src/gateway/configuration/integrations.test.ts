import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

const httpProxy = {
  IntegrationType: 'HTTP_PROXY',
  IntegrationMethod: 'GET',
  IntegrationUri: 'https://www.example.com/',
} as const

describe('integrations', () => {
  it('are created with the defaults of AWS and read back', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    const { IntegrationId, ...integration } = await client.CreateIntegration({ ApiId, ...httpProxy })
    assert.match(IntegrationId!, /^[a-z0-9]{7}$/)
    assert.deepEqual(integration, {
      ...httpProxy,
      ConnectionType: 'INTERNET',
      PayloadFormatVersion: '1.0',
      TimeoutInMillis: 30_000,
    })
    assert.deepEqual(await client.GetIntegration({ ApiId, IntegrationId }), { IntegrationId, ...integration })
    assert.deepEqual(await client.GetIntegrations({ ApiId }), { Items: [{ IntegrationId, ...integration }] })
  })

  it('keep what an update does not give', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, IntegrationId } = await createServedApi(client)
    const before = await client.GetIntegration({ ApiId, IntegrationId })
    const after = await client.UpdateIntegration({ ApiId, IntegrationId, TimeoutInMillis: 1000, Description: 'slow' })
    assert.deepEqual(after, { ...before, TimeoutInMillis: 1000, Description: 'slow' })
  })

  for (const IntegrationType of ['HTTP', 'AWS', 'MOCK'] as const)
    it(`of the type ${IntegrationType} are refused in AWS's words`, async (t) => {
      const { client } = await openGateway(t)
      const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
      await assert.rejects(client.CreateIntegration({ ApiId, IntegrationType }), {
        name: 'BadRequestException',
        message:
          'Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)',
      })
    })

  it('refuse by name what poolgate does not implement and what HTTP_PROXY does not have', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    const refused = (more: object, message: string) =>
      assert.rejects(client.CreateIntegration({ ApiId, ...httpProxy, ...more }), {
        name: 'BadRequestException',
        message,
      })
    await refused(
      { IntegrationSubtype: 'SQS-SendMessage' },
      'IntegrationSubtype is supported only for Lambda integrations',
    )
    await refused({ TlsConfig: { ServerNameToVerify: 'x' } }, 'TlsConfig is supported only for private integrations')
    await refused({ RequestTemplates: { a: 'b' } }, 'RequestTemplates is supported only for WebSocket APIs')
    await refused({ PayloadFormatVersion: '2.0' }, 'PayloadFormatVersion of an HTTP_PROXY integration must be 1.0')
  })

  it('take the empty values and the passthrough behaviour that Terraform sends', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    const integration = await client.CreateIntegration({
      ApiId,
      ...httpProxy,
      ConnectionType: 'INTERNET',
      PassthroughBehavior: 'WHEN_NO_MATCH',
      RequestParameters: {},
      PayloadFormatVersion: '1.0',
    })
    assert.equal(integration.PassthroughBehavior, undefined)
  })

  for (const IntegrationUri of [
    'http://127.0.0.1:8080',
    'https://example.com/{proxy}?a={id}',
    'https://${stageVariables.host}/x',
    'https://{tenant}.example.com/',
    '${stageVariables.url}/x',
  ])
    it(`may have the URI ${IntegrationUri}`, async (t) => {
      const { client } = await openGateway(t)
      const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
      const integration = await client.CreateIntegration({ ApiId, ...httpProxy, IntegrationUri })
      assert.equal(integration.IntegrationUri, IntegrationUri)
    })

  for (const IntegrationUri of [
    'www.example.com',
    '/path',
    'ftp://example.com/',
    'http://',
    'https://user:secret@example.com/',
    'https://example.com/a b',
    'https://example.com/{open',
    'https://example.com/${context.path}',
  ])
    it(`may not have the URI ${IntegrationUri}`, async (t) => {
      const { client } = await openGateway(t)
      const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
      await assert.rejects(client.CreateIntegration({ ApiId, ...httpProxy, IntegrationUri }), {
        name: 'BadRequestException',
        message: 'Invalid HTTP endpoint specified for URI',
      })
    })

  it('need a method that a route can have', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    const { IntegrationMethod: _, ...withoutMethod } = httpProxy
    await assert.rejects(client.CreateIntegration({ ApiId, ...withoutMethod }), {
      name: 'BadRequestException',
      message: 'Enumeration value for HttpMethod must be non-empty',
    })
    await assert.rejects(client.CreateIntegration({ ApiId, ...httpProxy, IntegrationMethod: 'get' }), {
      name: 'BadRequestException',
    })
  })

  it('have a timeout between 50 and 30000 milliseconds', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, IntegrationId } = await createServedApi(client)
    for (const TimeoutInMillis of [49, 30_001])
      await assert.rejects(client.UpdateIntegration({ ApiId, IntegrationId, TimeoutInMillis }), {
        name: 'BadRequestException',
      })
  })

  it('cannot be deleted while a route has them as its target', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, IntegrationId, RouteId } = await createServedApi(client)
    await assert.rejects(client.DeleteIntegration({ ApiId, IntegrationId }), {
      name: 'ConflictException',
      message: `Cannot delete Integration because it is referenced by the following Routes with Ids: [${RouteId}]`,
    })
    await client.DeleteRoute({ ApiId, RouteId })
    await client.DeleteIntegration({ ApiId, IntegrationId })
    await assert.rejects(client.GetIntegration({ ApiId, IntegrationId }), {
      name: 'NotFoundException',
      message: `Invalid Integration identifier specified ${IntegrationId}`,
    })
  })
})
