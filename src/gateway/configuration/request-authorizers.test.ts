import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServedApi, jwtAuthorizer, openGateway } from '../../../test/support/gateway.ts'
import type { ApiGatewayV2Client } from '../service.ts'

const endpoint = new URL('http://127.0.0.1:3001')
const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:asks'
const invocationOf = (arn: string) => `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`
const requestAuthorizer = {
  Name: 'asks',
  AuthorizerType: 'REQUEST',
  AuthorizerUri: invocationOf(functionArn),
  AuthorizerPayloadFormatVersion: '2.0',
  IdentitySource: ['$request.header.Authorization'],
} as const

const create = (client: ApiGatewayV2Client, ApiId: string, more: object = {}) =>
  client.CreateAuthorizer({
    ApiId,
    ...requestAuthorizer,
    IdentitySource: [...requestAuthorizer.IdentitySource],
    ...more,
  })
const refused = (message: string | RegExp) => ({ name: 'BadRequestException', message })

describe('REQUEST authorizers', () => {
  it('are read back as they were created, with a TTL of 300 seconds', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await createServedApi(client)
    const { AuthorizerId, ...authorizer } = await create(client, ApiId)
    assert.deepEqual(authorizer, {
      ...requestAuthorizer,
      AuthorizerResultTtlInSeconds: 300,
      EnableSimpleResponses: false,
    })
    assert.deepEqual(await client.GetAuthorizer({ ApiId, AuthorizerId }), { AuthorizerId, ...authorizer })
    const updated = await client.UpdateAuthorizer({ ApiId, AuthorizerId, EnableSimpleResponses: true })
    assert.deepEqual(updated, { AuthorizerId, ...authorizer, EnableSimpleResponses: true })
  })

  it('may have no identity source, and remember nothing then', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await createServedApi(client)
    const authorizer = await create(client, ApiId, { IdentitySource: [] })
    assert.equal(authorizer.AuthorizerResultTtlInSeconds, 0)
    const { AuthorizerId } = await create(client, ApiId, { Name: 'other' })
    const without = await client.UpdateAuthorizer({ ApiId, AuthorizerId, IdentitySource: [] })
    assert.equal(without.AuthorizerResultTtlInSeconds, 0)
    await assert.rejects(
      create(client, ApiId, { IdentitySource: [], AuthorizerResultTtlInSeconds: 1 }),
      refused('AuthorizerResultTtlInSeconds must be 0 for an authorizer without identity sources'),
    )
  })

  it('may have identity sources of four kinds', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await createServedApi(client)
    const IdentitySource = ['$request.header.a', '$request.querystring.b', '$context.routeKey', '$stageVariables.c']
    assert.deepEqual((await create(client, ApiId, { IdentitySource })).IdentitySource, IdentitySource)
    for (const source of ['Authorization', '$request.body.a', '$context.unknown', '$context.authorizer.sub'])
      await assert.rejects(create(client, ApiId, { IdentitySource: [source] }), { name: 'BadRequestException' })
  })

  it('need the ARN of an invocation and a payload format', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await createServedApi(client)
    for (const AuthorizerUri of [undefined, functionArn])
      await assert.rejects(
        create(client, ApiId, { AuthorizerUri }),
        refused("AuthorizerUri must be the ARN of a function's invocation"),
      )
    await assert.rejects(
      create(client, ApiId, { AuthorizerUri: invocationOf('asks') }),
      refused('Invalid function ARN specified for AuthorizerUri'),
    )
    await assert.rejects(
      create(client, ApiId, { AuthorizerPayloadFormatVersion: undefined }),
      refused('AuthorizerPayloadFormatVersion of a REQUEST authorizer must be 1.0 or 2.0'),
    )
  })

  it('have simple responses in payload format 2.0 only', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await createServedApi(client)
    await assert.rejects(
      create(client, ApiId, { AuthorizerPayloadFormatVersion: '1.0', EnableSimpleResponses: true }),
      refused('EnableSimpleResponses is supported only for AuthorizerPayloadFormatVersion 2.0'),
    )
  })

  it('are refused when nothing could invoke the function, and by name what has no effect', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await assert.rejects(create(client, ApiId), refused(/^poolgate has no endpoint for the function /))
    await assert.rejects(
      create(client, ApiId, { AuthorizerCredentialsArn: 'arn:aws:iam::123456789012:role/r' }),
      refused('poolgate does not implement AuthorizerCredentialsArn yet'),
    )
    await assert.rejects(
      create(client, ApiId, { JwtConfiguration: { Issuer: 'https://x', Audience: ['a'] } }),
      refused('JwtConfiguration is supported only for JWT authorizers'),
    )
  })

  it('stay what they are', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId } = await createServedApi(client)
    const { AuthorizerId } = await create(client, ApiId)
    await assert.rejects(
      client.UpdateAuthorizer({ ApiId, AuthorizerId, AuthorizerType: 'JWT' }),
      refused('AuthorizerType cannot be changed from REQUEST to JWT'),
    )
  })

  it('protect routes of the authorization type CUSTOM, and no others', async (t) => {
    const { client } = await openGateway(t, { endpoint })
    const { ApiId, RouteId } = await createServedApi(client)
    const { AuthorizerId } = await create(client, ApiId)
    const jwt = await client.CreateAuthorizer({ ApiId, ...jwtAuthorizer })
    const route = await client.UpdateRoute({ ApiId, RouteId, AuthorizationType: 'CUSTOM', AuthorizerId })
    assert.deepEqual([route.AuthorizationType, route.AuthorizerId], ['CUSTOM', AuthorizerId])
    const mismatches = [
      ['JWT', AuthorizerId],
      ['CUSTOM', jwt.AuthorizerId],
      ['CUSTOM', 'nobody'],
    ] as const
    for (const [AuthorizationType, id] of mismatches)
      await assert.rejects(
        client.UpdateRoute({ ApiId, RouteId, AuthorizationType, AuthorizerId: id }),
        refused(/^Invalid authorizer ID specified\. Setting the authorization type to /),
      )
    await assert.rejects(client.UpdateRoute({ ApiId, RouteId, AuthorizationScopes: ['a/b'] }), {
      message: /^Invalid Route authorization type specified/,
    })
  })
})

describe('resetting the cache of authorizers', () => {
  it('takes the API up anew', async (t) => {
    const { client, deployed } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await client.CreateStage({ ApiId, StageName: 'dev' })
    await client.ResetAuthorizersCache({ ApiId, StageName: 'dev' })
    assert.equal(deployed.at(-1), ApiId)
    const before = deployed.length
    await assert.rejects(client.ResetAuthorizersCache({ ApiId, StageName: 'prod' }), { name: 'NotFoundException' })
    assert.equal(deployed.length, before)
  })
})
