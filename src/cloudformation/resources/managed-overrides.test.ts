import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const plain = `
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: pets, ProtocolType: HTTP, Target: https://www.example.com } }
Outputs:
  Api: { Value: !Ref Api }
`
const template = plain.replace(
  'Outputs:',
  `  Overrides:
    Type: AWS::ApiGatewayV2::ApiGatewayManagedOverrides
    Properties:
      ApiId: !Ref Api
      Integration: { Description: the shop, IntegrationMethod: GET, TimeoutInMillis: 1000 }
      Route: { OperationName: everything }
      Stage:
        AutoDeploy: false
        Description: for everybody
        AccessLogSettings: { DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:pets', Format: $context.requestId }
        DefaultRouteSettings: { ThrottlingBurstLimit: 5 }
        RouteSettings: { $default: { ThrottlingRateLimit: 1.5 } }
        StageVariables: { colour: red, size: "1" }
Outputs:
  Id: { Value: !GetAtt Overrides.Id }`,
)

async function openWithStack(t: Parameters<typeof openCloudFormation>[0], TemplateBody = template) {
  const opened = await openCloudFormation(t)
  const { client, gateway } = opened
  await client.CreateStack({ StackName: 'pets', TemplateBody })
  const { Items: [api] = [] } = await gateway.GetApis({})
  const ApiId = api?.ApiId
  const readParts = async () => {
    const { Items: integrations = [] } = await gateway.GetIntegrations({ ApiId })
    const integration = integrations.find(({ ApiGatewayManaged }) => ApiGatewayManaged)
    const { Items: [route] = [] } = await gateway.GetRoutes({ ApiId })
    const { Items: [stage] = [] } = await gateway.GetStages({ ApiId })
    return { integration, route, stage }
  }
  const statusOf = async () => (await client.DescribeStacks({ StackName: 'pets' })).Stacks?.[0]?.StackStatus
  const update = async (body: string) => {
    await client.UpdateStack({ StackName: 'pets', TemplateBody: body })
    return statusOf()
  }
  return { ...opened, ApiId, readParts, statusOf, update }
}

describe('a stack that overrides what quick create made', () => {
  it('changes the integration, the route and the stage', async (t) => {
    const { client, ApiId, readParts, statusOf } = await openWithStack(t)
    assert.equal(await statusOf(), 'CREATE_COMPLETE')
    const { Stacks } = await client.DescribeStacks({ StackName: 'pets' })
    assert.equal(Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'Id')?.OutputValue, ApiId)
    const { integration, route, stage } = await readParts()
    assert.deepEqual(
      [integration?.Description, integration?.IntegrationMethod, integration?.TimeoutInMillis],
      ['the shop', 'GET', 1000],
    )
    assert.equal(integration?.IntegrationUri, 'https://www.example.com')
    assert.deepEqual([route?.OperationName, route?.RouteKey], ['everything', '$default'])
    assert.deepEqual([stage?.AutoDeploy, stage?.Description], [false, 'for everybody'])
    assert.equal(stage?.AccessLogSettings?.Format, '$context.requestId')
    assert.equal(stage?.DefaultRouteSettings?.ThrottlingBurstLimit, 5)
    assert.equal(stage?.RouteSettings?.['$default']?.ThrottlingRateLimit, 1.5)
    assert.deepEqual({ ...stage?.StageVariables }, { colour: 'red', size: '1' })
  })

  it('puts back in a section what the template has no more', async (t) => {
    const { readParts, update } = await openWithStack(t)
    const fewer = template
      .replace(', IntegrationMethod: GET, TimeoutInMillis: 1000', '')
      .replace('{ OperationName: everything }', '{ Target: !Sub "integrations/${Other}" }')
      .replace(
        'Overrides:',
        `Other:
    Type: AWS::ApiGatewayV2::Integration
    Properties: { ApiId: !Ref Api, IntegrationType: HTTP_PROXY, IntegrationMethod: GET, IntegrationUri: https://www.example.com }
  Overrides:`,
      )
      .replace(/ +AccessLogSettings:.*\n/, '')
      .replace(/ +RouteSettings: \{ \$default.*\n/, '')
      .replace('colour: red, ', '')
    assert.equal(await update(fewer), 'UPDATE_COMPLETE')
    const { integration, route, stage } = await readParts()
    assert.deepEqual(
      [integration?.Description, integration?.IntegrationMethod, integration?.TimeoutInMillis],
      ['the shop', 'ANY', 30_000],
    )
    assert.notEqual(route?.Target, `integrations/${integration?.IntegrationId}`)
    assert.equal(stage?.AccessLogSettings, undefined)
    assert.deepEqual({ ...stage?.RouteSettings }, {})
    assert.deepEqual({ ...stage?.StageVariables }, { size: '1' })
    assert.equal(stage?.Description, 'for everybody')
  })

  it('leaves everything as quick create made it once they are gone', async (t) => {
    const untouched = await (await openWithStack(t, plain)).readParts()
    const { readParts, update } = await openWithStack(t)
    assert.equal(await update(plain), 'UPDATE_COMPLETE')
    const { integration, route, stage } = await readParts()
    assert.deepEqual({ ...integration, Description: undefined }, { ...untouched.integration, Description: undefined })
    assert.deepEqual({ ...route, OperationName: undefined }, { ...untouched.route, OperationName: undefined })
    assert.deepEqual(
      [stage?.AutoDeploy, stage?.Description, stage?.AccessLogSettings, { ...stage?.StageVariables }],
      [true, '', undefined, {}],
    )
  })

  it('does not touch the parts of which it says nothing', async (t) => {
    const { gateway, ApiId, readParts, update } = await openWithStack(t, plain)
    const { integration } = await readParts()
    await gateway.UpdateIntegration({ ApiId, IntegrationId: integration?.IntegrationId, TimeoutInMillis: 77 })
    const onlyRoute = template.replace(/ +Integration: .*\n/, '').replace(/ +Stage:[^]*?(?=Outputs)/, '')
    assert.equal(await update(onlyRoute), 'UPDATE_COMPLETE')
    assert.equal(await update(plain), 'UPDATE_COMPLETE')
    assert.equal((await readParts()).integration?.TimeoutInMillis, 77)
  })

  it('fails for an API that was not made by quick create, and for what an update refuses', async (t) => {
    const { client, statusOf } = await openWithStack(t, template.replace(', Target: https://www.example.com', ''))
    assert.equal(await statusOf(), 'ROLLBACK_COMPLETE')
    const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: 'pets' })
    assert.ok(
      StackEvents.some(({ ResourceStatusReason = '' }) =>
        /has nothing that quick create made/.test(ResourceStatusReason),
      ),
    )
    const slow = await openWithStack(t, template.replace('1000', '30001'))
    assert.equal(await slow.statusOf(), 'ROLLBACK_COMPLETE')
  })
})
