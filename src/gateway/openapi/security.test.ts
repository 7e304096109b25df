import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { localIssuer, openGateway, remoteIssuer } from '../../../test/support/gateway.ts'
import { documentWith, get, importDocument, pool } from '../../../test/support/openapi.ts'
import type { ApiGatewayV2Client } from '../service.ts'

describe('the security requirements of a document', () => {
  const key = { 'x-amazon-apigateway-authorizer': { type: 'request' } }
  const components = { securitySchemes: { pool, other: pool, key } }
  const securityOf = async (client: ApiGatewayV2Client, operation: object, more: object = {}) => {
    const paths = { '/': { get: { ...get, ...operation } } }
    const { ApiId } = await importDocument(client, documentWith({ paths, components, ...more }))
    const { Items: [route] = [] } = await client.GetRoutes({ ApiId })
    return [route?.AuthorizationType, route?.AuthorizationScopes]
  }

  it('hold for every operation that has none of its own', async (t) => {
    const { client } = await openGateway(t)
    const security = [{ pool: ['pets/read'] }]
    assert.deepEqual(await securityOf(client, {}, { security }), ['JWT', ['pets/read']])
    assert.deepEqual(await securityOf(client, { security: [{ other: [] }] }, { security }), ['JWT', undefined])
    assert.deepEqual(await securityOf(client, { security: [] }, { security }), ['NONE', undefined])
    assert.deepEqual(await securityOf(client, { 'x-amazon-apigateway-auth': { type: 'NONE' } }, { security }), [
      'NONE',
      undefined,
    ])
    assert.deepEqual(await securityOf(client, { security: [{ NONE: [] }] }, { security }), ['NONE', undefined])
    assert.deepEqual(await securityOf(client, {}), ['NONE', undefined])
  })

  it('are IAM by the extension of an operation, by a scheme, and by both', async (t) => {
    const { client } = await openGateway(t)
    const auth = { 'x-amazon-apigateway-auth': { type: 'aws_iam' } }
    const sigv4 = { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' }
    const more = { components: { securitySchemes: { sigv4, pool } } }
    const security = [{ sigv4: [] }]
    for (const operation of [auth, { security }, { ...auth, security }])
      assert.deepEqual(await securityOf(client, operation, more), ['AWS_IAM', undefined])
    assert.deepEqual(await securityOf(client, {}, { ...more, security }), ['AWS_IAM', undefined])
    for (const operation of [
      { ...auth, security: [{ pool: [] }] },
      { 'x-amazon-apigateway-auth': { type: 'NONE' }, security },
    ])
      await assert.rejects(securityOf(client, operation, more), { message: /has more than one security requirement/ })
  })

  it('leave a route out that asks for IAM and scopes, or by a scheme that is nobody knows what', async (t) => {
    const { client } = await openGateway(t)
    const scheme = { type: 'apiKey', name: 'Authorization', in: 'header' }
    const sigv4 = { ...scheme, 'x-amazon-apigateway-authtype': 'awsSigv4' }
    const other = { ...scheme, 'x-amazon-apigateway-authtype': 'awsSigv5' }
    const securitySchemes = { sigv4, other }
    const paths = {
      '/a': { get: { ...get, security: [{ sigv4: ['read'] }] } },
      '/b': { get: { ...get, security: [{ other: [] }] } },
    }
    const { ApiId, Warnings } = await importDocument(client, documentWith({ paths, components: { securitySchemes } }))
    assert.deepEqual((await client.GetRoutes({ ApiId })).Items, [])
    assert.deepEqual(Warnings, [
      "Unable to create Route 'GET /a': Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types",
      "Unable to create Route 'GET /b': the security scheme 'other' has no authorizer that was created",
    ])
  })

  it('mean the scheme called NONE when there is one', async (t) => {
    const { client } = await openGateway(t)
    const more = { components: { securitySchemes: { NONE: pool } } }
    assert.deepEqual(await securityOf(client, { security: [{ NONE: [] }] }, more), ['JWT', undefined])
  })

  it('refuse the whole document when an operation has several', async (t) => {
    const { client } = await openGateway(t)
    const several = [
      { security: [{ pool: [] }, { other: [] }] },
      { security: [{ pool: [], other: [] }] },
      { security: [{ pool: [] }], 'x-amazon-apigateway-auth': { type: 'NONE' } },
    ]
    for (const operation of several)
      await assert.rejects(securityOf(client, operation), {
        name: 'BadRequestException',
        message:
          "Invalid OpenAPI input. paths.'/'(get) has more than one security requirement: each operation can have only one of IAM authorization, a Lambda authorizer, or a JWT authorizer",
      })
  })

  it('find the issuer by openIdConnectUrl', async (t) => {
    const { client } = await openGateway(t)
    const { jwtConfiguration: _with, ...extension } = pool['x-amazon-apigateway-authorizer']
    const scheme = {
      type: 'openIdConnect',
      openIdConnectUrl: `${localIssuer}/.well-known/openid-configuration`,
      'x-amazon-apigateway-authorizer': { ...extension, jwtConfiguration: { audience: ['client'] } },
    }
    const { ApiId, Warnings } = await importDocument(
      client,
      documentWith({ components: { securitySchemes: { scheme } } }),
    )
    const { Items: [authorizer] = [] } = await client.GetAuthorizers({ ApiId })
    assert.deepEqual([authorizer?.JwtConfiguration?.Issuer, Warnings], [localIssuer, undefined])
  })

  it('find by openIdConnectUrl also an issuer that ends in a slash, which its URL does not tell', async (t) => {
    const { client } = await openGateway(t)
    const { jwtConfiguration: _with, ...extension } = pool['x-amazon-apigateway-authorizer']
    const scheme = {
      type: 'openIdConnect',
      openIdConnectUrl: `${remoteIssuer}.well-known/openid-configuration`,
      'x-amazon-apigateway-authorizer': { ...extension, jwtConfiguration: { audience: ['client'] } },
    }
    const document = documentWith({ components: { securitySchemes: { scheme } } })
    const { ApiId, Warnings } = await importDocument(client, document)
    const { Items: [authorizer] = [] } = await client.GetAuthorizers({ ApiId })
    assert.deepEqual([authorizer?.JwtConfiguration?.Issuer, Warnings], [remoteIssuer, undefined])
  })

  it('may be decided by a function, whose identity sources stand in one text or in a list', async (t) => {
    const { client } = await openGateway(t, { endpoint: new URL('http://127.0.0.1:9001') })
    const scheme = (identitySource: unknown) => ({
      type: 'apiKey',
      name: 'Unused',
      in: 'header',
      'x-amazon-apigateway-authorizer': {
        type: 'request',
        identitySource,
        authorizerUri:
          'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations',
        authorizerPayloadFormatVersion: '2.0',
        authorizerResultTtlInSeconds: '60',
        enableSimpleResponses: true,
      },
    })
    const sources = ['$request.header.Authorization', '$context.stage']
    const securitySchemes = { text: scheme(sources.join(', ')), list: scheme(sources) }
    const paths = { '/': { get: { ...get, security: [{ text: [] }] } } }
    const { ApiId, Warnings } = await importDocument(client, documentWith({ paths, components: { securitySchemes } }))
    assert.equal(Warnings, undefined)
    const { Items: authorizers = [] } = await client.GetAuthorizers({ ApiId })
    for (const authorizer of authorizers) {
      assert.deepEqual(authorizer.IdentitySource, sources)
      assert.equal(authorizer.AuthorizerResultTtlInSeconds, 60)
      assert.equal(authorizer.EnableSimpleResponses, true)
    }
    assert.equal(authorizers.length, 2)
    const { Items: [route] = [] } = await client.GetRoutes({ ApiId })
    assert.equal(route?.AuthorizationType, 'CUSTOM')
  })
})
