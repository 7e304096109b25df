import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openGateway, privateListener } from '../../../test/support/gateway.ts'

const SubnetIds = ['subnet-0a1b', 'subnet-0c2d']

async function openWithLink(t: TestContext) {
  const opened = await openGateway(t)
  const { client } = opened
  const { VpcLinkId = '' } = await client.CreateVpcLink({ Name: 'inside', SubnetIds })
  const { ApiId = '' } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
  const input = {
    ApiId,
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'ANY',
    IntegrationUri: privateListener,
    ConnectionType: 'VPC_LINK',
    ConnectionId: VpcLinkId,
  } as const
  return { ...opened, VpcLinkId, ApiId, input }
}

describe('VPC links', () => {
  it('are ready at once, with an id of six characters', async (t) => {
    const { client, clock } = await openGateway(t)
    const created = await client.CreateVpcLink({
      Name: 'inside',
      SubnetIds,
      SecurityGroupIds: ['sg-1'],
      Tags: { team: 'shop' },
    })
    assert.match(created.VpcLinkId ?? '', /^[a-z0-9]{6}$/)
    assert.deepEqual(created, {
      CreatedDate: clock.now(),
      Name: 'inside',
      SecurityGroupIds: ['sg-1'],
      SubnetIds,
      Tags: { team: 'shop' },
      VpcLinkId: created.VpcLinkId,
      VpcLinkStatus: 'AVAILABLE',
      VpcLinkStatusMessage: 'VPC link is ready to route traffic',
      VpcLinkVersion: 'V2',
    })
    assert.deepEqual(await client.GetVpcLink({ VpcLinkId: created.VpcLinkId }), created)
    assert.deepEqual((await client.GetVpcLinks({})).Items, [created])
  })

  it('change their name and their tags, and nothing else', async (t) => {
    const { client, VpcLinkId } = await openWithLink(t)
    assert.equal((await client.UpdateVpcLink({ VpcLinkId, Name: 'other' })).Name, 'other')
    const ResourceArn = `arn:aws:apigateway:us-east-1::/vpclinks/${VpcLinkId}`
    await client.TagResource({ ResourceArn, Tags: { team: 'shop', size: '1' } })
    await client.UntagResource({ ResourceArn, TagKeys: ['size'] })
    assert.deepEqual((await client.GetTags({ ResourceArn })).Tags, { team: 'shop' })
    const { Name, Tags } = await client.GetVpcLink({ VpcLinkId })
    assert.deepEqual([Name, Tags], ['other', { team: 'shop' }])
  })

  it('that do not exist, or only elsewhere, are 404', async (t) => {
    const { client, clientIn, VpcLinkId } = await openWithLink(t)
    const missing = { code: 'NotFoundException', message: 'Invalid VpcLink identifier specified zzzzzz' }
    await assert.rejects(client.GetVpcLink({ VpcLinkId: 'zzzzzz' }), missing)
    await assert.rejects(client.UpdateVpcLink({ VpcLinkId: 'zzzzzz', Name: 'a' }), missing)
    await assert.rejects(client.DeleteVpcLink({ VpcLinkId: 'zzzzzz' }), missing)
    await assert.rejects(clientIn('eu-west-1').GetVpcLink({ VpcLinkId }), { code: 'NotFoundException' })
  })

  it('have quotas: ten for an account, ten subnets each', async (t) => {
    const { client } = await openGateway(t)
    const create = (subnets: readonly string[]) => client.CreateVpcLink({ Name: 'a', SubnetIds: [...subnets] })
    await assert.rejects(create(Array.from({ length: 11 }, (_, n) => `subnet-${n}`)), {
      message:
        'Maximum number of Subnets for this VPC link has been reached. Please contact AWS if you need additional Subnets.',
    })
    for (let n = 0; n < 10; n++) await create(SubnetIds)
    await assert.rejects(create(SubnetIds), { code: 'BadRequestException' })
  })

  it('are not deleted while a route leads through them', async (t) => {
    const { client, ApiId, VpcLinkId, input } = await openWithLink(t)
    const { IntegrationId = '' } = await client.CreateIntegration(input)
    const { RouteId = '' } = await client.CreateRoute({
      ApiId,
      RouteKey: 'GET /in',
      Target: `integrations/${IntegrationId}`,
    })
    await assert.rejects(client.DeleteVpcLink({ VpcLinkId }), {
      code: 'BadRequestException',
      message: `Cannot delete vpc link. Vpc link '${VpcLinkId}', is referenced in [GET:${RouteId}] in format of [Method:Resource].`,
    })
    await client.DeleteRoute({ ApiId, RouteId })
    await client.DeleteIntegration({ ApiId, IntegrationId })
    await client.DeleteVpcLink({ VpcLinkId })
    assert.deepEqual((await client.GetVpcLinks({})).Items, [])
  })
})

describe('private integrations', () => {
  it('are answered with their VPC link and the name that is verified', async (t) => {
    const { client, ApiId, VpcLinkId, input } = await openWithLink(t)
    const { IntegrationId = '', ...created } = await client.CreateIntegration({
      ...input,
      TlsConfig: { ServerNameToVerify: 'inside.example.com' },
    })
    assert.deepEqual(created, {
      ConnectionId: VpcLinkId,
      ConnectionType: 'VPC_LINK',
      IntegrationMethod: 'ANY',
      IntegrationType: 'HTTP_PROXY',
      IntegrationUri: privateListener,
      PayloadFormatVersion: '1.0',
      TimeoutInMillis: 30_000,
      TlsConfig: { ServerNameToVerify: 'inside.example.com' },
    })
    const untouched = await client.UpdateIntegration({ ApiId, IntegrationId, Description: 'a' })
    assert.deepEqual([untouched.ConnectionId, untouched.TlsConfig], [VpcLinkId, created.TlsConfig])
    assert.equal((await client.UpdateIntegration({ ApiId, IntegrationId, TlsConfig: {} })).TlsConfig, undefined)
    const open = await client.UpdateIntegration({
      ApiId,
      IntegrationId,
      ConnectionType: 'INTERNET',
      IntegrationUri: 'https://www.example.com',
    })
    assert.deepEqual([open.ConnectionType, open.ConnectionId], ['INTERNET', undefined])
  })

  it('need a VPC link that exists', async (t) => {
    const { client, input } = await openWithLink(t)
    const { ConnectionId: _id, ...without } = input
    await assert.rejects(client.CreateIntegration(without), {
      message: 'ConnectionId must be specified for ConnectionType VPC_LINK',
    })
    await assert.rejects(client.CreateIntegration({ ...input, ConnectionId: 'zzzzzz' }), { code: 'NotFoundException' })
  })

  it('name a listener or a Cloud Map service, for which the operator has a URL', async (t) => {
    const { client, input } = await openWithLink(t)
    const create = (IntegrationUri: string) => client.CreateIntegration({ ...input, IntegrationUri })
    for (const uri of ['https://www.example.com', `${privateListener}?a=b`, 'arn:aws:s3:::bucket'])
      await assert.rejects(create(uri), {
        code: 'BadRequestException',
        message:
          'For VpcLink VPC_LINK, integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN.',
      })
    const service = 'arn:aws:servicediscovery:us-east-1:000000000000:service/srv-pets'
    await assert.rejects(create(`${service}?stage=beta`), {
      code: 'BadRequestException',
      message: `poolgate has no URL for ${service}: start it with --private-integration ${service}=URL`,
    })
  })

  it('are no functions', async (t) => {
    const { client, input } = await openWithLink(t)
    await assert.rejects(
      client.CreateIntegration({ ...input, IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' }),
      { message: 'ConnectionType VPC_LINK is supported only for HTTP_PROXY integrations' },
    )
  })
})
