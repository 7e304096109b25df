import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openGateway } from '../../../test/support/gateway.ts'
import { backend, documentWith, get, importDocument, pool, routeKeysOf } from '../../../test/support/openapi.ts'

describe('what an import leaves out', () => {
  it('is told in warnings, with the routes that would have needed it', async (t) => {
    const { client, log } = await openGateway(t)
    const jwt = (issuer: string) => ({
      'x-amazon-apigateway-authorizer': {
        type: 'jwt',
        identitySource: '$request.header.Authorization',
        jwtConfiguration: { issuer, audience: ['client'] },
      },
    })
    const secured = (name: string) => ({ get: { ...get, security: [{ [name]: [] }] } })
    const integrated = (more: object) => ({ get: { 'x-amazon-apigateway-integration': { ...backend, ...more } } })
    const { ApiId, Warnings } = await importDocument(
      client,
      documentWith({
        paths: {
          '/pets': { get },
          '/lonely': secured('nobody'),
          '/apiKey': secured('key'),
          '/unscoped': { get: { ...get, security: [{ ours: 'all' }] } },
          '/aws': integrated({ type: 'AWS' }),
          '/slow': integrated({ timeoutInMillis: 30_001 }),
          '/slash/': { get },
          '/trace': { trace: get },
          '/lost': { get: { 'x-amazon-apigateway-integration': { $ref: '#/components/nowhere' } } },
          '/odd': { get: 'odd' },
        },
        components: {
          securitySchemes: { nobody: jwt('https://nobody.example.com'), key: { type: 'apiKey' }, ours: pool },
        },
      }),
    )
    assert.deepEqual(await routeKeysOf(client, ApiId), ['GET /pets'])
    assert.deepEqual(Warnings, [
      "Parse issue: attribute paths.'/unscoped'(get).security.ours is not of type `array`",
      "Unable to create Route 'GET /unscoped': paths.'/unscoped'(get) cannot be read",
      'Parse issue: attribute components.nowhere is missing',
      "Unable to create Route 'GET /lost': paths.'/lost'(get) cannot be read",
      "Parse issue: attribute paths.'/odd'(get) is not of type `object`",
      "Unable to create Authorizer 'nobody': Caught exception when connecting to https://nobody.example.com/.well-known/openid-configuration for issuer https://nobody.example.com. Please try again later.",
      "Unable to create Route 'GET /lonely': the security scheme 'nobody' has no authorizer that was created",
      "Unable to create Route 'GET /apiKey': the security scheme 'key' has no authorizer that was created",
      "Unable to create Integration at paths.'/aws'(get).x-amazon-apigateway-integration: Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)",
      "Unable to create Route 'GET /aws': its integration was not created",
      "Unable to create Integration at paths.'/slow'(get).x-amazon-apigateway-integration: 1 validation error detected: Value '30001' at 'timeoutInMillis' failed to satisfy constraint: Member must have value less than or equal to 30000",
      "Unable to create Route 'GET /slow': its integration was not created",
      'Unable to create Route \'GET /slash/\': The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
      'Unable to create Route \'TRACE /trace\': The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
    ])
    assert.partialDeepStrictEqual(log.entries, [
      { level: 'warn', event: 'import-warnings', apiId: ApiId, warnings: Warnings },
    ])
    const { Items: authorizers = [] } = await client.GetAuthorizers({ ApiId })
    assert.deepEqual(
      authorizers.map(({ Name }) => Name),
      ['ours'],
    )
  })

  it('may be what a second server says of the default endpoint; other servers are no matter', async (t) => {
    const { client } = await openGateway(t)
    const closed = { url: '/b', 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } }
    const second = await importDocument(client, documentWith({ servers: [{ url: '/a' }, closed] }))
    assert.deepEqual(second.Warnings, [
      'More than one server provided. Ignoring all but the first for defining endpoint configuration',
    ])
    assert.equal(second.DisableExecuteApiEndpoint, false)
    const first = await importDocument(client, documentWith({ servers: [closed, { url: '/a' }] }))
    assert.deepEqual([first.Warnings, first.DisableExecuteApiEndpoint], [undefined, true])
  })

  it('fails it with FailOnWarnings, and then nothing is made', async (t) => {
    const { client, deployed } = await openGateway(t)
    const $ref = '#/components/schemas/ModelThatDoesNotExist'
    const responses = { '200': { description: 'pets', content: { 'application/json': { schema: { $ref } } } } }
    const document = documentWith({ paths: { '/update': { get: { ...get, responses } } }, colour: 'red' })
    await assert.rejects(importDocument(client, document, { FailOnWarnings: true }), {
      name: 'BadRequestException',
      message:
        "Warnings found during import:\n\tParse issue: attribute colour is unexpected\n\tParse issue: attribute paths.'/update'(get).responses.200.content.schema.#/components/schemas/ModelThatDoesNotExist is missing",
    })
    assert.deepEqual((await client.GetApis({})).Items, [])
    assert.deepEqual(deployed, [])
    const { ApiId } = await importDocument(client, document, { FailOnWarnings: false })
    assert.deepEqual(await routeKeysOf(client, ApiId), ['GET /update'])
  })

  it('is told in ImportInfo when OpenAPI has it, but HTTP APIs make nothing of it', async (t) => {
    const { client } = await openGateway(t)
    const requestBody = { content: { 'application/json': { schema: { type: 'object' } } } }
    const integration = {
      ...backend,
      passthroughBehavior: 'when_no_match',
      responses: { default: { statusCode: '200' } },
    }
    const paths = { '/': { get: { requestBody, 'x-amazon-apigateway-integration': integration, 'x-ours': 1 } } }
    const { ImportInfo, Warnings } = await importDocument(
      client,
      documentWith({ paths, 'x-amazon-apigateway-api-key-source': 'HEADER' }),
    )
    const ignored = 'Ignored, because HTTP APIs do not support it: '
    assert.deepEqual(ImportInfo, [
      `${ignored}x-amazon-apigateway-api-key-source`,
      `${ignored}paths.'/'(get).requestBody`,
      `${ignored}paths.'/'(get).x-amazon-apigateway-integration.passthroughBehavior`,
      `${ignored}paths.'/'(get).x-amazon-apigateway-integration.responses`,
    ])
    assert.equal(Warnings, undefined)
  })

  it('is never what poolgate alone lacks: that refuses the whole document, and says where', async (t) => {
    const { client } = await openGateway(t)
    const lambda = {
      type: 'aws_proxy',
      uri: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      payloadFormatVersion: '2.0',
    }
    const paths = { '/f': { get: { 'x-amazon-apigateway-integration': lambda } } }
    await assert.rejects(importDocument(client, documentWith({ paths })), {
      message:
        /^poolgate has no endpoint for the function .*: start it with .* \(paths\.'\/f'\(get\)\.x-amazon-apigateway-integration\)$/,
    })
    assert.deepEqual((await client.GetApis({})).Items, [])
  })
})
