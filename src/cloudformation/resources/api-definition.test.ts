import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const template = `
Parameters:
  Backend: { Type: String, Default: https://www.example.com }
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool } }
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      FailOnWarnings: true
      CorsConfiguration: { AllowOrigins: ['https://shop.example.com'], MaxAge: 300 }
      Tags: { team: shop }
      Body:
        openapi: 3.0.1
        info: { title: pets, version: 1.10, description: of the shop }
        paths:
          /pets:
            get:
              security: [{ pool: [pets/read] }]
              x-amazon-apigateway-integration:
                type: http_proxy
                httpMethod: GET
                uri: !Sub \${Backend}/pets
                payloadFormatVersion: 1.0
                timeoutInMillis: 1000
        components:
          securitySchemes:
            pool:
              type: oauth2
              x-amazon-apigateway-authorizer:
                type: jwt
                identitySource: $request.header.Authorization
                jwtConfiguration:
                  issuer: !GetAtt Pool.ProviderURL
                  audience: [!Ref Client]
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true } }
Outputs:
  Api: { Value: !Ref Api }
`

async function openWithStack(t: Parameters<typeof openCloudFormation>[0], TemplateBody = template) {
  const opened = await openCloudFormation(t)
  const { client, gateway } = opened
  await client.CreateStack({ StackName: 'pets', TemplateBody })
  const describeStack = async () => {
    const { Stacks: [stack] = [] } = await client.DescribeStacks({ StackName: 'pets' })
    return { status: stack?.StackStatus, ApiId: stack?.Outputs?.[0]?.OutputValue }
  }
  const reasons = async () => {
    const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: 'pets' })
    return StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason)
  }
  const routeKeys = async (ApiId: string | undefined) => {
    const { Items = [] } = await gateway.GetRoutes({ ApiId })
    return Items.map(({ RouteKey }) => RouteKey).toSorted()
  }
  const update = (body: string) => client.UpdateStack({ StackName: 'pets', TemplateBody: body })
  return { ...opened, describeStack, reasons, routeKeys, update }
}

describe('an API that a stack defines by an OpenAPI document', () => {
  it('is imported, with properties in the place of what the document says', async (t) => {
    const { gateway, describeStack, routeKeys } = await openWithStack(t)
    const { status, ApiId } = await describeStack()
    assert.equal(status, 'CREATE_COMPLETE')
    const api = await gateway.GetApi({ ApiId })
    assert.deepEqual([api.Name, api.Version, api.Description], ['pets', '1.10', 'of the shop'])
    assert.deepEqual([{ ...api.Tags }, api.CorsConfiguration?.MaxAge], [{ team: 'shop' }, 300])
    assert.deepEqual(await routeKeys(ApiId), ['GET /pets'])
    const { Items: [integration] = [] } = await gateway.GetIntegrations({ ApiId })
    assert.equal(integration?.IntegrationUri, 'https://www.example.com/pets')
    assert.deepEqual([integration?.PayloadFormatVersion, integration?.TimeoutInMillis], ['1.0', 1000])
    const { Items: [route] = [] } = await gateway.GetRoutes({ ApiId })
    assert.deepEqual([route?.AuthorizationType, route?.AuthorizationScopes], ['JWT', ['pets/read']])
    assert.ok((await gateway.GetStage({ ApiId, StageName: '$default' })).DeploymentId)
  })

  it('is imported again in place when its document or a property changes', async (t) => {
    const { gateway, describeStack, routeKeys, update } = await openWithStack(t)
    const { ApiId } = await describeStack()
    const before = await gateway.GetStage({ ApiId, StageName: '$default' })
    await update(
      template
        .replace('/pets:', '/animals:')
        .replace('FailOnWarnings: true', 'Name: animals\n      IpAddressType: dualstack')
        .replace(/CorsConfiguration: .*\n/, 'DisableExecuteApiEndpoint: true\n')
        .replace('Tags: { team: shop }', 'Tags: { size: "1" }'),
    )
    assert.deepEqual(await describeStack(), { status: 'UPDATE_COMPLETE', ApiId })
    assert.deepEqual(await routeKeys(ApiId), ['GET /animals'])
    const api = await gateway.GetApi({ ApiId })
    assert.deepEqual([api.Name, { ...api.Tags }, api.CorsConfiguration], ['animals', { size: '1' }, undefined])
    assert.deepEqual([api.DisableExecuteApiEndpoint, api.IpAddressType], [true, 'dualstack'])
    assert.notEqual((await gateway.GetStage({ ApiId, StageName: '$default' })).DeploymentId, before.DeploymentId)
    await update(template)
    const restored = await gateway.GetApi({ ApiId })
    assert.deepEqual([restored.Name, { ...restored.Tags }], ['pets', { team: 'shop' }])
    assert.deepEqual([restored.DisableExecuteApiEndpoint, restored.IpAddressType], [false, 'ipv4'])
  })

  it('stays as it was when an update of it fails', async (t) => {
    const { gateway, describeStack, reasons, routeKeys, update } = await openWithStack(t)
    const { ApiId } = await describeStack()
    await update(template.replace('/pets:', '/pets/:'))
    assert.deepEqual(await describeStack(), { status: 'UPDATE_ROLLBACK_COMPLETE', ApiId })
    assert.ok(
      (await reasons()).some((reason) => reason.includes('Warnings found during import:\n\tUnable to create Route')),
    )
    assert.deepEqual(await routeKeys(ApiId), ['GET /pets'])
    await update(template.replace('StageName: $default', 'StageName: not!valid').replace('/pets:', '/other:'))
    assert.deepEqual(await describeStack(), { status: 'UPDATE_ROLLBACK_COMPLETE', ApiId })
    assert.deepEqual(await routeKeys(ApiId), ['GET /pets'])
    assert.equal((await gateway.GetApis({})).Items?.length, 1)
  })

  it('loses what the document made when the template has it no more', async (t) => {
    const typed = template.replace('FailOnWarnings: true', 'Name: pets\n      ProtocolType: HTTP')
    const { describeStack, routeKeys, update } = await openWithStack(t, typed)
    const { ApiId } = await describeStack()
    assert.deepEqual(await routeKeys(ApiId), ['GET /pets'])
    await update(typed.replace(/ {6}Body:[^]*?(?= {2}Stage:)/, ''))
    assert.deepEqual(await describeStack(), { status: 'UPDATE_COMPLETE', ApiId })
    assert.deepEqual(await routeKeys(ApiId), [])
    await update(typed)
    assert.deepEqual(await describeStack(), { status: 'UPDATE_COMPLETE', ApiId })
    assert.deepEqual(await routeKeys(ApiId), ['GET /pets'])
  })

  it('may be written as a text of JSON', async (t) => {
    const body = { openapi: '3.0.1', info: { title: 'pets', version: '1' }, paths: { '/a': { get: {} } } }
    const json = template.replace(/Body:[^]*?(?= {2}Stage:)/, `Body: '${JSON.stringify(body)}'\n`)
    const { describeStack, routeKeys } = await openWithStack(t, json)
    const { status, ApiId } = await describeStack()
    assert.equal(status, 'CREATE_COMPLETE')
    assert.deepEqual(await routeKeys(ApiId), ['GET /a'])
  })

  for (const [what, changed, reason] of [
    [
      'warnings, where they are to fail it',
      template.replace('get:', 'git:'),
      "Warnings found during import:\n\tParse issue: attribute paths.'/pets'.git is unexpected",
    ],
    [
      'no OpenAPI 3.0',
      template.replace('openapi: 3.0.1', 'swagger: 2.0'),
      'Invalid OpenAPI input. HTTP APIs support only OpenAPI 3.0: the document is Swagger 2.0',
    ],
    [
      'a WebSocket protocol',
      template.replace('FailOnWarnings', 'ProtocolType: WEBSOCKET\n      FailOnWarnings'),
      'ProtocolType must be HTTP for an API with a Body: WEBSOCKET',
    ],
    [
      'a document in a bucket besides',
      template.replace('FailOnWarnings', 'BodyS3Location: { Bucket: b, Key: k }\n      FailOnWarnings'),
      'Specify either Body or BodyS3Location and not both',
    ],
    [
      'quick create',
      template.replace('FailOnWarnings', 'Target: https://www.example.com\n      FailOnWarnings'),
      'Target cannot be given together with Body',
    ],
    [
      'what UpdateApi refuses afterwards',
      template.replace('FailOnWarnings', 'DisableSchemaValidation: true\n      FailOnWarnings'),
      'DisableSchemaValidation is supported only for WebSocket APIs',
    ],
    [
      'a base path without a Body',
      template.replace(/Body:[^]*?(?= {2}Stage:)/, 'Name: a\n      ProtocolType: HTTP\n'),
      'BasePath and FailOnWarnings can only be given together with Body',
    ],
  ] as const)
    it(`fails with the stack when it has ${what}`, async (t) => {
      const { gateway, describeStack, reasons } = await openWithStack(t, changed)
      assert.equal((await describeStack()).status, 'ROLLBACK_COMPLETE')
      const told = await reasons()
      assert.ok(
        told.some((text) => text.includes(reason)),
        told.join('\n'),
      )
      assert.deepEqual((await gateway.GetApis({})).Items, [])
    })

  it('is refused before anything is made when it has neither a document nor a name', async (t) => {
    const { client } = await openCloudFormation(t)
    const validate = (TemplateBody: string) => client.CreateStack({ StackName: 'pets', TemplateBody })
    await assert.rejects(validate('Resources: { Api: { Type: AWS::ApiGatewayV2::Api, Properties: {} } }'), {
      message: /Property Name cannot be empty\./,
    })
    await assert.rejects(validate(template.replace('openapi: 3.0.1', 'openapi: null')), {
      message: /\[\/Resources\/Api\/Properties\/Body\/openapi\] 'null' values are not allowed in templates/,
    })
  })
})
