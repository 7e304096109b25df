import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { localIssuer, openGateway, remoteIssuer } from '../../../test/support/gateway.ts'
import { exportDocument, importDocument } from '../../../test/support/openapi.ts'

const text = fc.oneof(
  fc.constantFrom('1.0', '~', 'null', 'yes', '1e3', '- a', '#', '"', '{{', '&a', '!x', 'a: b', '\u2028', '${AWS::X}'),
  fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
)
const name = fc.constantFrom('pool', 'sigv4', 'a.b', '1', '__proto__', 'constructor', 'x/y~z', 'größer')
const segment = fc.constantFrom('/pets', '/{id}', '/a.b', '/%41', '/__proto__', '/{b}', '')
const tail = fc.constantFrom('', '', '/{proxy+}')
const path = fc
  .tuple(segment, segment, tail)
  .map((parts) => parts.join('') || '/')
  .filter((whole) => new Set(whole.match(/\{\w+/g)).size === (whole.match(/\{\w+/g) ?? []).length)
const routeKey = fc.oneof(
  fc.constant('$default'),
  fc.tuple(fc.constantFrom('ANY', 'GET', 'PUT', 'DELETE', 'HEAD'), path).map((parts) => parts.join(' ')),
)
const scopes = fc.uniqueArray(fc.constantFrom('openid', 'pets/read', 'a b'), { maxLength: 3 })

const integration = fc.record({
  IntegrationMethod: fc.constantFrom('ANY', 'GET', 'POST'),
  IntegrationUri: fc.constantFrom('https://www.example.com/', 'http://${stageVariables.host}/{id}'),
  TimeoutInMillis: fc.integer({ min: 50, max: 30_000 }),
  RequestParameters: fc.constantFrom({}, { 'append:header.x': '$request.path', 'overwrite:path': '/x' }),
  ResponseParameters: fc.constantFrom(
    {},
    { '200': { 'append:header.y': "'1'" }, '500': { 'overwrite:statuscode': '403' } },
  ),
})
const authorizer = fc.record({
  Name: name,
  IdentitySource: fc.constantFrom('$request.header.Authorization', '$request.querystring.a').map((source) => [source]),
  JwtConfiguration: fc.record({
    Issuer: fc.constantFrom(localIssuer, remoteIssuer),
    Audience: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
  }),
})
const api = fc.record({
  settings: fc.record(
    {
      Description: text,
      Version: text,
      DisableExecuteApiEndpoint: fc.boolean(),
      Tags: fc.dictionary(fc.constantFrom('a', 'b c'), text),
    },
    { requiredKeys: [] },
  ),
  cors: fc.option(
    fc.record({
      AllowOrigins: fc.constantFrom('https://a.example', '*').map((origin) => [origin]),
      AllowHeaders: fc.constantFrom('*', 'x-a').map((header) => [header]),
      MaxAge: fc.integer({ min: -1, max: 86_400 }),
    }),
  ),
  authorizers: fc.uniqueArray(authorizer, { selector: ({ Name }) => Name, maxLength: 3 }),
  routes: fc.uniqueArray(
    fc.record({
      key: routeKey,
      integration: fc.option(integration),
      authorizer: fc.option(fc.nat(2)),
      isIam: fc.boolean(),
      scopes,
      id: fc.option(text),
    }),
    { selector: ({ key }) => key, maxLength: 6 },
  ),
})

describe('any API', () => {
  for (const OutputType of ['JSON', 'YAML'] as const)
    it(`exported as ${OutputType} and imported is one that exports the same`, async (t) => {
      const { client } = await openGateway(t)
      await fc.assert(
        fc.asyncProperty(api, async ({ settings, cors, authorizers, routes }) => {
          const CorsConfiguration = cors && { CorsConfiguration: cors }
          const { ApiId } = await client.CreateApi({
            Name: 'any',
            ProtocolType: 'HTTP',
            ...settings,
            ...CorsConfiguration,
          })
          const ids: (string | undefined)[] = []
          for (const wanted of authorizers)
            ids.push((await client.CreateAuthorizer({ ApiId, AuthorizerType: 'JWT', ...wanted })).AuthorizerId)
          for (const route of routes) {
            const made =
              route.integration &&
              (await client.CreateIntegration({ ApiId, IntegrationType: 'HTTP_PROXY', ...route.integration }))
            const AuthorizerId = ids[route.authorizer ?? -1]
            await client.CreateRoute({
              ApiId,
              RouteKey: route.key,
              ...(made && { Target: `integrations/${made.IntegrationId}` }),
              ...(route.id !== null && { OperationName: route.id }),
              ...(route.isIam && { AuthorizationType: 'AWS_IAM' }),
              ...(AuthorizerId && { AuthorizationType: 'JWT', AuthorizerId, AuthorizationScopes: route.scopes }),
            })
          }
          const { body } = await client.ExportApi({ ApiId, OutputType, Specification: 'OAS30' })
          const { ApiId: twin, Warnings, ImportInfo } = await importDocument(client, Buffer.from(body!).toString())
          assert.deepEqual([Warnings, ImportInfo], [undefined, undefined])
          const first = JSON.stringify(await exportDocument(client, ApiId))
          const second = JSON.stringify(await exportDocument(client, twin))
          assert.deepEqual(JSON.parse(second.replaceAll(`//${twin}.`, `//${ApiId}.`)), JSON.parse(first))
          for (const id of [ApiId, twin]) await client.DeleteApi({ ApiId: id })
        }),
        { numRuns: 60 },
      )
    })
})

describe('any document', () => {
  it('is imported or refused with 400, and is never an error of ours', async (t) => {
    const { client } = await openGateway(t)
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(
          null,
          true,
          '',
          '$default',
          'https://x',
          0,
          1.5,
          [],
          {},
          { $ref: '#/components/a' },
          { $ref: '#/x~1' },
        ),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(anyKey, tie('value'), { maxKeys: 4 }),
      ),
    }))
    const anyDocument = fc.dictionary(anyKey, value, { maxKeys: 6 }).map((members) => ({
      openapi: '3.0.1',
      info: { title: 'any', version: '1' },
      ...members,
    }))
    await fc.assert(
      fc.asyncProperty(anyDocument, async (document) => {
        try {
          const { ApiId } = await importDocument(client, JSON.stringify(document))
          await client.DeleteApi({ ApiId })
        } catch (error) {
          assert.ok(error instanceof Error)
          assert.equal(error.name, 'BadRequestException')
        }
      }),
      { numRuns: 1000 },
    )
  })
})

const anyKey = fc.constantFrom(
  ...`
    openapi info title version servers url variables basePath default tags name paths / /a /{a+}
    $default x get x-amazon-apigateway-any-method isDefaultRoute operationId security components
    securitySchemes a x-amazon-apigateway-authorizer type jwtConfiguration issuer audience
    identitySource x-amazon-apigateway-integration x-amazon-apigateway-integrations uri httpMethod
    requestParameters responseParameters tlsConfig x-amazon-apigateway-cors allowOrigins responses
    200 content application/json schema $ref requestBody __proto__ constructor
    x-amazon-apigateway-tag-value x-amazon-apigateway-auth
    x-amazon-apigateway-endpoint-configuration
  `
    .trim()
    .split(/\s+/),
)
