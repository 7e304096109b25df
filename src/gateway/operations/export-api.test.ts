import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { parse } from 'yaml'
import { jwtAuthorizer, localIssuer, openGateway, privateListener } from '../../../test/support/gateway.ts'
import { exportDocument } from '../../../test/support/openapi.ts'

/** The API of the tests: every kind of route, one of them protected, the default endpoint closed. */
async function openWithApi(t: TestContext) {
  const opened = await openGateway(t)
  const { client } = opened
  const { ApiId } = await client.CreateApi({
    Name: 'pets',
    ProtocolType: 'HTTP',
    Description: 'A pet store',
    CorsConfiguration: { AllowOrigins: ['https://shop.example.com'], AllowCredentials: true },
    DisableExecuteApiEndpoint: true,
    Tags: { team: 'shop' },
  })
  const { AuthorizerId } = await client.CreateAuthorizer({ ApiId, ...jwtAuthorizer })
  const { IntegrationId } = await client.CreateIntegration({
    ApiId,
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'ANY',
    IntegrationUri: 'https://www.example.com/{proxy}',
    TimeoutInMillis: 1000,
    RequestParameters: { 'append:header.x-stage': '$context.stage' },
  })
  const Target = `integrations/${IntegrationId}`
  const AuthorizationScopes = ['pets/read']
  const authorization = { AuthorizationType: 'JWT' as const, AuthorizerId, AuthorizationScopes }
  await client.CreateRoute({ ApiId, RouteKey: 'ANY /pets/{proxy+}', Target })
  await client.CreateRoute({ ApiId, RouteKey: 'GET /pets/{id}/toys/{toy}', OperationName: 'Get Toy', ...authorization })
  await client.CreateRoute({ ApiId, RouteKey: '$default' })
  return { ...opened, ApiId: ApiId! }
}

const toParameter = (name: string) => ({
  name,
  in: 'path',
  description: `Generated path parameter for ${name}`,
  required: true,
  schema: { type: 'string' },
})

describe('exporting an API', () => {
  it('writes it as AWS does', async (t) => {
    const { client, ApiId } = await openWithApi(t)
    assert.deepEqual(await exportDocument(client, ApiId), {
      openapi: '3.0.1',
      info: { title: 'pets', description: 'A pet store', version: '2026-11-22 10:00:00UTC' },
      servers: [
        {
          url: `https://${ApiId}.execute-api.us-east-1.amazonaws.com/{basePath}`,
          variables: { basePath: { default: '' } },
          'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true },
        },
      ],
      tags: [{ name: 'team', 'x-amazon-apigateway-tag-value': 'shop' }],
      paths: {
        '/$default': {
          'x-amazon-apigateway-any-method': {
            isDefaultRoute: true,
            responses: { default: { description: 'Default response for $default' } },
          },
        },
        '/pets/{id}/toys/{toy}': {
          get: {
            operationId: 'Get Toy',
            responses: { default: { description: 'Default response for GET /pets/{id}/toys/{toy}' } },
            security: [{ pool: ['pets/read'] }],
          },
          parameters: [toParameter('id'), toParameter('toy')],
        },
        '/pets/{proxy+}': {
          'x-amazon-apigateway-any-method': {
            responses: { default: { description: 'Default response for ANY /pets/{proxy+}' } },
            'x-amazon-apigateway-integration': {
              requestParameters: { 'append:header.x-stage': '$context.stage' },
              payloadFormatVersion: '1.0',
              type: 'http_proxy',
              httpMethod: 'ANY',
              uri: 'https://www.example.com/{proxy}',
              connectionType: 'INTERNET',
              timeoutInMillis: 1000,
            },
          },
          parameters: [toParameter('proxy+')],
        },
      },
      components: {
        securitySchemes: {
          pool: {
            type: 'oauth2',
            flows: {},
            'x-amazon-apigateway-authorizer': {
              identitySource: '$request.header.Authorization',
              jwtConfiguration: { audience: ['client'], issuer: localIssuer },
              type: 'jwt',
            },
          },
        },
      },
      'x-amazon-apigateway-cors': { allowCredentials: true, allowOrigins: ['https://shop.example.com'] },
      'x-amazon-apigateway-importexport-version': '1.0',
    })
  })

  it('writes the same in YAML', async (t) => {
    const { client, ApiId } = await openWithApi(t)
    const { body } = await client.ExportApi({ ApiId, OutputType: 'YAML', Specification: 'OAS30' })
    const text = Buffer.from(body!).toString()
    assert.match(text, /^openapi: 3\.0\.1\ninfo:\n {2}title: pets\n/)
    assert.deepEqual(parse(text), await exportDocument(client, ApiId))
  })

  it('leaves out what only extensions can say, where they are not wanted', async (t) => {
    const { client, ApiId } = await openWithApi(t)
    const document = await exportDocument(client, ApiId, { IncludeExtensions: false })
    assert.doesNotMatch(JSON.stringify(document), /x-amazon/)
    assert.deepEqual(Object.keys(document['paths'] as object), ['/pets/{id}/toys/{toy}'])
    assert.deepEqual(document['components'], { securitySchemes: { pool: { type: 'oauth2', flows: {} } } })
  })

  it('writes what a stage serves, whatever has changed since', async (t) => {
    const { client, ApiId } = await openWithApi(t)
    await client.CreateStage({ ApiId, StageName: 'dev' })
    const StageName = 'dev'
    await assert.rejects(exportDocument(client, ApiId, { StageName }), {
      name: 'BadRequestException',
      message: 'Stage dev has no deployment that could be exported',
    })
    await client.CreateDeployment({ ApiId, StageName })
    await client.CreateRoute({ ApiId, RouteKey: 'GET /later' })
    const staged = await exportDocument(client, ApiId, { StageName })
    assert.equal('/later' in (staged['paths'] as object), false)
    assert.partialDeepStrictEqual(staged, { servers: [{ variables: { basePath: { default: 'dev' } } }] })
    assert.ok('/later' in ((await exportDocument(client, ApiId))['paths'] as object))
  })

  it('refuses stages, APIs and versions that are not there', async (t) => {
    const { client, ApiId } = await openWithApi(t)
    await assert.rejects(exportDocument(client, ApiId, { StageName: 'prod' }), {
      name: 'NotFoundException',
      message: 'Invalid stage identifier specified',
    })
    await assert.rejects(exportDocument(client, 'nosuchapi1'), { name: 'NotFoundException' })
    await assert.rejects(exportDocument(client, ApiId, { ExportVersion: '2.0' }), { name: 'BadRequestException' })
  })

  it('writes signed routes as AWS does, and beside an authorizer that is called so', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await client.CreateApi({ Name: 'signed', ProtocolType: 'HTTP' })
    await client.CreateRoute({ ApiId, RouteKey: 'GET /', AuthorizationType: 'AWS_IAM' })
    const scheme = { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' }
    const schemesOf = (document: Record<string, unknown>) => Object(document['components']).securitySchemes
    const document = await exportDocument(client, ApiId)
    assert.deepEqual(schemesOf(document), { sigv4: scheme })
    assert.deepEqual(Object(document['paths'])['/'].get.security, [{ sigv4: [] }])
    await client.CreateAuthorizer({
      ApiId,
      Name: 'sigv4',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: localIssuer, Audience: ['client'] },
    })
    assert.deepEqual(schemesOf(await exportDocument(client, ApiId))['sigv4_'], scheme)
  })

  it('writes private integrations, functions and their authorizers so that they can be imported again', async (t) => {
    const { client } = await openGateway(t, { endpoint: new URL('http://127.0.0.1:9001') })
    const { ApiId } = await client.CreateApi({ Name: 'pets', ProtocolType: 'HTTP' })
    const { VpcLinkId } = await client.CreateVpcLink({ Name: 'inside', SubnetIds: ['subnet-1'] })
    const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:pets'
    const invocation = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`
    const authorizer = (Name: string, IdentitySource: string[]) =>
      client.CreateAuthorizer({
        ApiId,
        Name,
        AuthorizerType: 'REQUEST',
        AuthorizerUri: invocation,
        AuthorizerPayloadFormatVersion: '2.0',
        EnableSimpleResponses: true,
        IdentitySource,
      })
    const { AuthorizerId } = await authorizer('one', ['$request.querystring.key'])
    await authorizer('several', ['$request.header.a', '$context.stage'])
    await authorizer('none', [])
    const integrations = [
      { IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn, PayloadFormatVersion: '2.0' },
      {
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'ANY',
        IntegrationUri: privateListener,
        PayloadFormatVersion: '1.0',
        ConnectionType: 'VPC_LINK',
        ConnectionId: VpcLinkId,
        TlsConfig: { ServerNameToVerify: 'inside.example.com' },
      },
    ] as const
    for (const [index, integration] of integrations.entries()) {
      const { IntegrationId } = await client.CreateIntegration({ ApiId, ...integration })
      const Target = `integrations/${IntegrationId}`
      await client.CreateRoute({ ApiId, RouteKey: `GET /${index}`, Target, AuthorizationType: 'CUSTOM', AuthorizerId })
    }
    const exported = await exportDocument(client, ApiId)
    assert.partialDeepStrictEqual(exported, {
      paths: {
        '/0': {
          get: {
            security: [{ one: [] }],
            'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: functionArn },
          },
        },
        '/1': {
          get: {
            'x-amazon-apigateway-integration': {
              type: 'http_proxy',
              connectionType: 'VPC_LINK',
              connectionId: VpcLinkId,
              tlsConfig: { serverNameToVerify: 'inside.example.com' },
            },
          },
        },
      },
      components: {
        securitySchemes: {
          one: {
            type: 'apiKey',
            name: 'key',
            in: 'query',
            'x-amazon-apigateway-authorizer': {
              type: 'request',
              identitySource: '$request.querystring.key',
              authorizerUri: invocation,
              authorizerPayloadFormatVersion: '2.0',
              authorizerResultTtlInSeconds: 300,
              enableSimpleResponses: true,
            },
          },
          several: {
            name: 'Unused',
            in: 'header',
            'x-amazon-apigateway-authorizer': { identitySource: '$request.header.a,$context.stage' },
          },
          none: { name: 'Unused', 'x-amazon-apigateway-authorizer': { authorizerResultTtlInSeconds: 0 } },
        },
      },
    })
    const { Warnings } = await client.ReimportApi({ ApiId, Body: JSON.stringify(exported) })
    assert.equal(Warnings, undefined)
    assert.deepEqual(await exportDocument(client, ApiId), exported)
  })
})
