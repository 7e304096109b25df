import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServedApi, jwtAuthorizer, openGateway } from '../../../test/support/gateway.ts'

describe('routes', () => {
  it('are created with the defaults of AWS and read back', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, IntegrationId } = await createServedApi(client)
    const Target = `integrations/${IntegrationId}`
    const { RouteId, ...route } = await client.CreateRoute({ ApiId, RouteKey: 'ANY /pets/{proxy+}', Target })
    assert.match(RouteId!, /^[a-z0-9]{7}$/)
    assert.deepEqual(route, {
      ApiKeyRequired: false,
      AuthorizationType: 'NONE',
      RouteKey: 'ANY /pets/{proxy+}',
      Target,
    })
    assert.deepEqual(await client.GetRoute({ ApiId, RouteId }), { RouteId, ...route })
    assert.equal((await client.GetRoutes({ ApiId })).Items?.length, 2)
  })

  for (const RouteKey of ['POST/augur', 'GET /a/', 'get /a', 'GET', '', 'FETCH /a', 'GET /{a+}/b', '$connect'])
    it(`refuse the route key "${RouteKey}" in AWS's words`, async (t) => {
      const { client } = await openGateway(t)
      const { ApiId } = await createServedApi(client)
      await assert.rejects(client.CreateRoute({ ApiId, RouteKey }), {
        name: 'BadRequestException',
        message:
          'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
      })
    })

  it('refuse a route key that another route has, when created and when updated', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const refusal = { name: 'ConflictException', message: 'Route with key GET / already exists for this API' }
    await assert.rejects(client.CreateRoute({ ApiId, RouteKey: 'GET /' }), refusal)
    const { RouteId } = await client.CreateRoute({ ApiId, RouteKey: 'GET /b' })
    await assert.rejects(client.UpdateRoute({ ApiId, RouteId, RouteKey: 'GET /' }), refusal)
    assert.equal((await client.UpdateRoute({ ApiId, RouteId, RouteKey: 'GET /b' })).RouteKey, 'GET /b')
  })

  it('let exactly one of two calls at once have a route key', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const calls = [1, 2, 3].map(() => client.CreateRoute({ ApiId, RouteKey: 'GET /one' }))
    const results = await Promise.allSettled(calls)
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected', 'rejected'])
  })

  it('need a JWT authorizer of their own API for authorization type JWT', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const other = await client.CreateApi({ Name: 'other', ProtocolType: 'HTTP' })
    const { AuthorizerId } = await client.CreateAuthorizer({ ApiId: other.ApiId, ...jwtAuthorizer })
    const refusal = {
      name: 'BadRequestException',
      message:
        'Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.',
    }
    const create = { ApiId, RouteKey: 'GET /a', AuthorizationType: 'JWT' } as const
    await assert.rejects(client.CreateRoute(create), refusal)
    await assert.rejects(client.CreateRoute({ ...create, AuthorizerId }), refusal)
  })

  it('keep authorizer and scopes with authorization type JWT', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, RouteId } = await createServedApi(client)
    const { AuthorizerId } = await client.CreateAuthorizer({ ApiId, ...jwtAuthorizer })
    const authorization = { AuthorizationType: 'JWT' as const, AuthorizerId, AuthorizationScopes: ['pets/read'] }
    await client.UpdateRoute({ ApiId, RouteId, ...authorization })
    const { AuthorizationScopes, AuthorizationType, ...route } = await client.UpdateRoute({
      ApiId,
      RouteId,
      OperationName: 'x',
    })
    assert.deepEqual({ AuthorizationScopes, AuthorizationType, AuthorizerId: route.AuthorizerId }, authorization)
  })

  it('forget their authorizer when they become open, so that it can be deleted', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, RouteId } = await createServedApi(client)
    const { AuthorizerId } = await client.CreateAuthorizer({ ApiId, ...jwtAuthorizer })
    await client.UpdateRoute({ ApiId, RouteId, AuthorizationType: 'JWT', AuthorizerId })
    const route = await client.UpdateRoute({ ApiId, RouteId, AuthorizationType: 'NONE' })
    assert.equal(route.AuthorizerId, undefined)
    await client.DeleteAuthorizer({ ApiId, AuthorizerId })
  })

  it('refuse an authorizer for a route that would be open', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const { AuthorizerId } = await client.CreateAuthorizer({ ApiId, ...jwtAuthorizer })
    await assert.rejects(client.CreateRoute({ ApiId, RouteKey: 'GET /a', AuthorizerId }), {
      name: 'BadRequestException',
      message: 'AuthorizerId is given, but AuthorizationType is NONE: the route would be open',
    })
  })

  it('may be for signed requests, which ask no authorizer', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, RouteId } = await createServedApi(client)
    const { AuthorizerId } = await client.CreateAuthorizer({ ApiId, ...jwtAuthorizer })
    await assert.rejects(client.UpdateRoute({ ApiId, RouteId, AuthorizationType: 'AWS_IAM', AuthorizerId }), {
      name: 'BadRequestException',
      message: 'AuthorizerId is given, but AuthorizationType is AWS_IAM: no authorizer would be asked',
    })
    await client.UpdateRoute({ ApiId, RouteId, AuthorizationType: 'JWT', AuthorizerId })
    const route = await client.UpdateRoute({ ApiId, RouteId, AuthorizationType: 'AWS_IAM' })
    assert.deepEqual([route.AuthorizationType, route.AuthorizerId], ['AWS_IAM', undefined])
    const made = await client.CreateRoute({ ApiId, RouteKey: 'GET /iam', AuthorizationType: 'AWS_IAM' })
    assert.equal(made.AuthorizationType, 'AWS_IAM')
  })

  it("refuse scopes with any other authorization type in AWS's words", async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    for (const AuthorizationType of ['AWS_IAM', 'NONE'] as const)
      await assert.rejects(
        client.CreateRoute({ ApiId, RouteKey: 'GET /a', AuthorizationType, AuthorizationScopes: ['a'] }),
        {
          name: 'BadRequestException',
          message:
            'Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types',
        },
      )
  })

  it('refuse more than ten scopes', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, RouteId } = await createServedApi(client)
    const { AuthorizerId } = await client.CreateAuthorizer({ ApiId, ...jwtAuthorizer })
    const AuthorizationScopes = Array.from({ length: 11 }, (_, index) => `scope${index}`)
    const update = client.UpdateRoute({ ApiId, RouteId, AuthorizationType: 'JWT', AuthorizerId, AuthorizationScopes })
    await assert.rejects(update, { name: 'BadRequestException' })
  })

  it('refuse a target that is no integration of their API', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, RouteId, IntegrationId } = await createServedApi(client)
    for (const Target of [IntegrationId, 'integrations/zzzzzzz', `integrations/${IntegrationId}/x`])
      await assert.rejects(client.UpdateRoute({ ApiId, RouteId, Target }), {
        name: 'BadRequestException',
        message: `Invalid target specified: ${Target} is not an integration of this API`,
      })
  })

  it('are refused by id when there is no such route', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, RouteId } = await createServedApi(client)
    await client.DeleteRoute({ ApiId, RouteId })
    const refusal = { name: 'NotFoundException', message: `Invalid Route identifier specified ${RouteId}` }
    await assert.rejects(client.GetRoute({ ApiId, RouteId }), refusal)
    await assert.rejects(client.UpdateRoute({ ApiId, RouteId, RouteKey: 'GET /' }), refusal)
    await assert.rejects(client.DeleteRoute({ ApiId, RouteId }), refusal)
  })

  it('refuse by name what HTTP APIs do not have', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const refused = (more: object, message: string) =>
      assert.rejects(client.CreateRoute({ ApiId, RouteKey: 'GET /a', ...more }), {
        name: 'BadRequestException',
        message,
      })
    await refused({ ApiKeyRequired: true }, 'ApiKeyRequired is supported only for WebSocket APIs')
    await refused({ RequestModels: { a: 'b' } }, 'RequestModels is supported only for WebSocket APIs')
  })

  it('are at most 300 in one API', async (t) => {
    const { client, store } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    await store.changeApi('us-east-1', ApiId, (draft) => {
      for (let index = 1; index < 300; index++) {
        const routeId = `r${index}`
        draft.routes.set(routeId, { routeId, routeKey: `GET /${index}`, authorizationType: 'NONE' })
      }
      return draft
    })
    await assert.rejects(client.CreateRoute({ ApiId, RouteKey: 'GET /one-more' }), {
      name: 'BadRequestException',
      message:
        'Maximum number of Routes for this API has been reached. Please contact AWS if you need additional Routes.',
    })
    assert.equal((await client.GetRoutes({ ApiId })).Items?.length, 300)
  })
})
