import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { stringify } from 'yaml'
import { localIssuer, openGateway, privateListener } from '../../../test/support/gateway.ts'
import { backend, documentWith, get, importDocument, pool, routeKeysOf } from '../../../test/support/openapi.ts'

describe('importing an API', () => {
  it('leaves out integrations through VPC links that do not exist, and says so', async (t) => {
    const { client } = await openGateway(t)
    const { VpcLinkId = '' } = await client.CreateVpcLink({ Name: 'inside', SubnetIds: ['subnet-1'] })
    const through = (connectionId: string) => ({
      'x-amazon-apigateway-integration': {
        type: 'http_proxy',
        httpMethod: 'ANY',
        uri: privateListener,
        payloadFormatVersion: '1.0',
        connectionType: 'VPC_LINK',
        connectionId,
        tlsConfig: { serverNameToVerify: 'inside.example.com' },
      },
    })
    const { ApiId, Warnings } = await importDocument(
      client,
      documentWith({ paths: { '/in': { get: through(VpcLinkId) }, '/out': { get: through('zzzzzz') } } }),
    )
    const { Items: integrations = [] } = await client.GetIntegrations({ ApiId })
    assert.deepEqual(
      integrations.map(({ ConnectionId, TlsConfig }) => [ConnectionId, TlsConfig?.ServerNameToVerify]),
      [[VpcLinkId, 'inside.example.com']],
    )
    assert.ok(Warnings?.some((warning) => warning.endsWith('Invalid VpcLink identifier specified zzzzzz')))
  })

  it('makes its settings, routes, integrations and authorizers', async (t) => {
    const { client, deployed } = await openGateway(t)
    const {
      ApiId,
      CreatedDate: _created,
      ...api
    } = await importDocument(client, {
      openapi: '3.0.1',
      info: { title: 'Example Pet Store', description: 'A Pet Store API.', version: '2026-11-22T08:00:00Z' },
      servers: [
        {
          url: 'https://example.com',
          'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true },
        },
      ],
      tags: [{ name: 'Owner', 'x-amazon-apigateway-tag-value': 'Admin' }, { name: 'Prod' }],
      paths: {
        '/pets/{id}': {
          get: {
            operationId: 'Get Pet',
            security: [{ pool: ['pets/read'] }],
            responses: {},
            'x-amazon-apigateway-integration': {
              type: 'http_proxy',
              httpMethod: 'ANY',
              uri: 'https://www.example.com/pets/{id}',
              payloadFormatVersion: 1.0,
              connectionType: 'INTERNET',
              timeoutInMillis: 1000,
              requestParameters: { 'append:header.x-sub': '$context.authorizer.claims.sub' },
              responseParameters: { '500': { 'overwrite:statuscode': '403' } },
            },
          },
        },
      },
      components: { securitySchemes: { pool } },
      'x-amazon-apigateway-cors': { allowOrigins: ['https://shop.example.com'], allowMethods: ['GET'], maxAge: 300 },
      'x-amazon-apigateway-importexport-version': '1.0',
    })
    assert.deepEqual(api, {
      ApiEndpoint: `https://${ApiId}.execute-api.us-east-1.amazonaws.com`,
      ApiKeySelectionExpression: '$request.header.x-api-key',
      CorsConfiguration: {
        AllowCredentials: false,
        AllowMethods: ['GET'],
        AllowOrigins: ['https://shop.example.com'],
        MaxAge: 300,
      },
      Description: 'A Pet Store API.',
      DisableExecuteApiEndpoint: true,
      IpAddressType: 'ipv4',
      Name: 'Example Pet Store',
      ProtocolType: 'HTTP',
      RouteSelectionExpression: '$request.method $request.path',
      Tags: { Owner: 'Admin', Prod: '' },
      Version: '2026-11-22T08:00:00Z',
    })
    const { Items: [authorizer] = [] } = await client.GetAuthorizers({ ApiId })
    assert.deepEqual(authorizer, {
      AuthorizerId: authorizer?.AuthorizerId,
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: ['client'], Issuer: localIssuer },
      Name: 'pool',
    })
    const { Items: [integration] = [] } = await client.GetIntegrations({ ApiId })
    assert.deepEqual(integration, {
      ConnectionType: 'INTERNET',
      IntegrationId: integration?.IntegrationId,
      IntegrationMethod: 'ANY',
      IntegrationType: 'HTTP_PROXY',
      IntegrationUri: 'https://www.example.com/pets/{id}',
      PayloadFormatVersion: '1.0',
      RequestParameters: { 'append:header.x-sub': '$context.authorizer.claims.sub' },
      ResponseParameters: { '500': { 'overwrite:statuscode': '403' } },
      TimeoutInMillis: 1000,
    })
    const { Items: [route] = [] } = await client.GetRoutes({ ApiId })
    assert.deepEqual(route, {
      ApiKeyRequired: false,
      AuthorizationScopes: ['pets/read'],
      AuthorizationType: 'JWT',
      AuthorizerId: authorizer?.AuthorizerId,
      OperationName: 'Get Pet',
      RouteId: route?.RouteId,
      RouteKey: 'GET /pets/{id}',
      Target: `integrations/${integration?.IntegrationId}`,
    })
    assert.deepEqual((await client.GetStages({ ApiId })).Items, [])
    assert.deepEqual(deployed, [ApiId])
  })

  it('takes YAML as well, in which versions may stand without quotes', async (t) => {
    const { client } = await openGateway(t)
    const yaml = stringify(documentWith()).replaceAll('"1.0"', '1.0')
    assert.match(yaml, /version: 1\.0\n/)
    const { ApiId, Version, Warnings } = await importDocument(client, yaml)
    assert.deepEqual([Version, Warnings], ['1.0', undefined])
    const { Items: [integration] = [] } = await client.GetIntegrations({ ApiId })
    assert.equal(integration?.PayloadFormatVersion, '1.0')
  })

  it('follows the aliases of YAML, until they make the document larger than its text', async (t) => {
    const { client } = await openGateway(t)
    const head = 'openapi: 3.0.1\ninfo: { title: pets, version: "1" }\n'
    const integration = '{ type: http_proxy, httpMethod: GET, uri: "https://www.example.com/" }'
    const paths = `paths:\n  /a: { get: &get { x-amazon-apigateway-integration: ${integration} } }\n  /b: { get: *get }\n`
    const { ApiId } = await importDocument(client, head + paths)
    assert.deepEqual(await routeKeysOf(client, ApiId), ['GET /a', 'GET /b'])
    const levels = Array.from({ length: 30 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(9)}]\n`)
    await assert.rejects(importDocument(client, `${head}l0: &l0 [x]\n${levels.join('')}`), {
      name: 'BadRequestException',
      message: 'Invalid OpenAPI input. The aliases of the document make it too large',
    })
  })

  it('knows ANY and the default route, with a slash before its name or, as AWS SAM writes it, without', async (t) => {
    const { client } = await openGateway(t)
    const anyMethod = (more: object) => ({ 'x-amazon-apigateway-any-method': { ...get, ...more } })
    const paths = { '/a/{proxy+}': anyMethod({}), '/$default': anyMethod({ isDefaultRoute: true }) }
    const { ApiId, Warnings } = await importDocument(client, documentWith({ paths }))
    assert.deepEqual(await routeKeysOf(client, ApiId), ['$default', 'ANY /a/{proxy+}'])
    assert.equal(Warnings, undefined)
    const sam = await importDocument(client, documentWith({ paths: { $default: anyMethod({ isDefaultRoute: true }) } }))
    assert.deepEqual(await routeKeysOf(client, sam.ApiId), ['$default'])
    assert.deepEqual(sam.Warnings, ['Parse issue: attribute paths. Resource $default should start with /'])
  })

  it('lets routes share an integration of the components', async (t) => {
    const { client } = await openGateway(t)
    const shared = {
      get: { 'x-amazon-apigateway-integration': { $ref: '#/components/x-amazon-apigateway-integrations/pets' } },
    }
    const components = { 'x-amazon-apigateway-integrations': { pets: backend } }
    const { ApiId } = await importDocument(client, documentWith({ paths: { '/a': shared, '/b': shared }, components }))
    assert.equal((await client.GetIntegrations({ ApiId })).Items?.length, 1)
    const { Items = [] } = await client.GetRoutes({ ApiId })
    assert.equal(new Set(Items.map(({ Target }) => Target)).size, 1)
    assert.equal(Items.length, 2)
  })

  it('fills in the variables of AWS', async (t) => {
    const { client } = await openGateway(t, { endpoint: new URL('http://127.0.0.1:9001') })
    const uri =
      'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:pets/invocations'
    const integration = { type: 'aws_proxy', httpMethod: 'POST', uri, payloadFormatVersion: '2.0' }
    const paths = { '/': { get: { 'x-amazon-apigateway-integration': integration } } }
    const { ApiId } = await importDocument(client, documentWith({ paths }))
    const { Items: [made] = [] } = await client.GetIntegrations({ ApiId })
    assert.equal(
      made?.IntegrationUri,
      'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:pets/invocations',
    )
  })
})
