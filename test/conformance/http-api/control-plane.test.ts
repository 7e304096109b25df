import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  CreateApiCommand,
  type CreateApiCommandInput,
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateDomainNameCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  DeleteAuthorizerCommand,
  GetAuthorizersCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStagesCommand,
} from '@aws-sdk/client-apigatewayv2'
import { type Issuer, startIssuer } from '../../support/issuer.ts'
import { startLambdaEndpoint } from '../../support/lambda-endpoint.ts'
import { openPoolgate, type OpenPoolgate } from '../../support/poolgate.ts'

const badRequest = (message: string | RegExp) => ({ name: 'BadRequestException', message })
const toBackend = {
  IntegrationType: 'HTTP_PROXY',
  IntegrationMethod: 'GET',
  IntegrationUri: 'http://b.example',
} as const
const IdentitySource = ['$request.header.Authorization']
const jwt = { Name: 'a', AuthorizerType: 'JWT' as const, IdentitySource }

describe('the control plane of HTTP APIs', () => {
  let poolgate: OpenPoolgate
  let issuer: Issuer
  let lambda: Awaited<ReturnType<typeof startLambdaEndpoint>>
  before(async () => {
    issuer = await startIssuer()
    lambda = await startLambdaEndpoint()
    poolgate = await openPoolgate({ lambdaEndpoint: lambda.url })
  })

  const createApi = async (more: Partial<CreateApiCommandInput> = {}): Promise<string> => {
    const { ApiId } = await poolgate.apis.send(new CreateApiCommand({ Name: 'pets', ProtocolType: 'HTTP', ...more }))
    return ApiId!
  }
  const createRoute = (ApiId: string, RouteKey: string, more: object = {}) =>
    poolgate.apis.send(new CreateRouteCommand({ ApiId, RouteKey, ...more }))
  const createIntegration = (ApiId: string, more: object = {}) =>
    poolgate.apis.send(new CreateIntegrationCommand({ ApiId, ...toBackend, ...more }))

  it('C10 a route key without its space is refused with its format', async () => {
    const created = createRoute(await createApi(), 'POST/augur')
    const text =
      'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"'
    await assert.rejects(created, badRequest(text))
  })

  it('C11 a route path that ends in "/" is refused', async () => {
    await assert.rejects(createRoute(await createApi(), 'GET /a/'), { name: 'BadRequestException' })
  })

  it('C12 a second route with one key is a conflict', async () => {
    const ApiId = await createApi()
    await createRoute(ApiId, 'GET /x')
    const message = 'Route with key GET /x already exists for this API'
    await assert.rejects(createRoute(ApiId, 'GET /x'), { name: 'ConflictException', message })
  })

  it('C31 an issuer without discovery makes no authorizer', async () => {
    const ApiId = await createApi()
    // Port 1 on this machine: nobody listens.
    const JwtConfiguration = { Issuer: 'http://127.0.0.1:1', Audience: ['app'] }
    const created = poolgate.apis.send(new CreateAuthorizerCommand({ ApiId, ...jwt, JwtConfiguration }))
    const text =
      /Invalid issuer: http:\/\/127\.0\.0\.1:1\. Issuer must have a valid discovery endpoint ended with '\/\.well-known\/openid-configuration'$/
    await assert.rejects(created, badRequest(text))
    assert.deepEqual((await poolgate.apis.send(new GetAuthorizersCommand({ ApiId }))).Items, [])
  })

  it('C32 the 51st audience and the 11th scope are refused', async () => {
    const ApiId = await createApi()
    const create = (count: number) => {
      const Audience = Array.from({ length: count }, (_, index) => `app-${index}`)
      const JwtConfiguration = { Issuer: issuer.url, Audience }
      return poolgate.apis.send(new CreateAuthorizerCommand({ ApiId, ...jwt, JwtConfiguration }))
    }
    await assert.rejects(create(51), { name: 'BadRequestException' })
    const { AuthorizerId } = await create(50)
    const scopes = (count: number) => ({
      AuthorizationType: 'JWT',
      AuthorizerId,
      AuthorizationScopes: Array.from({ length: count }, (_, index) => `scope-${index}`),
    })
    await assert.rejects(createRoute(ApiId, 'GET /a', scopes(11)), { name: 'BadRequestException' })
    await createRoute(ApiId, 'GET /a', scopes(10))
  })

  it('C38 a mapping onto a reserved header is refused', async () => {
    const ApiId = await createApi()
    for (const name of ['Authorization', 'Via', 'x-amz-date', 'X-Forwarded-For', 'access-control-allow-origin', 'te']) {
      const created = createIntegration(ApiId, { RequestParameters: { [`overwrite:header.${name}`]: 'x' } })
      const text = /^Invalid mapping expression specified: Validation Result: warnings : \[\], errors : \[.+\]$/
      await assert.rejects(created, badRequest(text))
    }
  })

  it('C61 credentials do not go with every origin', async () => {
    const CorsConfiguration = { AllowCredentials: true, AllowOrigins: ['*'] }
    await assert.rejects(
      createApi({ CorsConfiguration }),
      badRequest("allow-credentials is not supported if 'allow-origin' is *"),
    )
  })

  it('C64 an authorizer that a route uses is not deleted', async () => {
    const ApiId = await createApi()
    const { AuthorizerId } = await poolgate.apis.send(
      new CreateAuthorizerCommand({ ApiId, ...jwt, ...issuer.authorizer, Name: 'users' }),
    )
    await createRoute(ApiId, 'POST /pdf/generate', { AuthorizerId, AuthorizationType: 'JWT' })
    await assert.rejects(poolgate.apis.send(new DeleteAuthorizerCommand({ ApiId, AuthorizerId })), {
      name: 'ConflictException',
      message: "Cannot delete authorizer 'users', is referenced in route: POST /pdf/generate",
    })
  })

  it('C65 an API has the ids and defaults of AWS', async () => {
    const command = new CreateApiCommand({ Name: 'pets', ProtocolType: 'HTTP' })
    const { $metadata, ...api } = await poolgate.apis.send(command)
    assert.equal($metadata.httpStatusCode, 201)
    assert.match(api.ApiId ?? '', /^[a-z0-9]{10}$/)
    assert.equal(api.ApiKeySelectionExpression, '$request.header.x-api-key')
    assert.equal(api.RouteSelectionExpression, '$request.method $request.path')
    assert.equal(api.DisableExecuteApiEndpoint, false)
    assert.equal(api.IpAddressType, 'ipv4')
    assert.equal(api.ProtocolType, 'HTTP')
    // Where this server answers; docs/decisions/0006.
    assert.equal(api.ApiEndpoint, `http://${api.ApiId}.execute-api.localhost:${poolgate.port}`)
    assert.deepEqual(api.CreatedDate, poolgate.clock.now())
  })

  it('C66 quick create makes everything that a function needs, and marks it', async () => {
    const ApiId = await createApi({ Target: lambda.arn('hello') })
    const [integration] = (await poolgate.apis.send(new GetIntegrationsCommand({ ApiId }))).Items ?? []
    assert.equal(integration?.IntegrationType, 'AWS_PROXY')
    assert.equal(integration.IntegrationMethod, 'POST')
    assert.equal(integration.PayloadFormatVersion, '2.0')
    assert.match(integration.IntegrationId ?? '', /^[a-z0-9]{7}$/)
    const [route] = (await poolgate.apis.send(new GetRoutesCommand({ ApiId }))).Items ?? []
    assert.equal(route?.RouteKey, '$default')
    assert.equal(route.Target, `integrations/${integration.IntegrationId}`)
    const [stage] = (await poolgate.apis.send(new GetStagesCommand({ ApiId }))).Items ?? []
    assert.equal(stage?.StageName, '$default')
    assert.equal(stage.AutoDeploy, true)
    for (const made of [integration, route, stage]) assert.equal(made.ApiGatewayManaged, true)
  })

  it('C67 an HTTP_PROXY integration has the defaults of AWS', async () => {
    const { $metadata, ...integration } = await createIntegration(await createApi())
    assert.equal($metadata.httpStatusCode, 201)
    assert.equal(integration.ConnectionType, 'INTERNET')
    assert.equal(integration.TimeoutInMillis, 30_000)
    assert.equal(integration.ApiGatewayManaged, undefined)
  })

  it('C68 an integration that is no proxy is refused', async () => {
    const text =
      'Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)'
    await assert.rejects(createIntegration(await createApi(), { IntegrationType: 'HTTP' }), badRequest(text))
  })

  it('C69 scopes without a JWT authorizer are refused', async () => {
    const text =
      'Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types'
    const scoped = { AuthorizationType: 'AWS_IAM', AuthorizationScopes: ['a'] }
    await assert.rejects(createRoute(await createApi(), 'GET /a', scoped), badRequest(text))
  })

  it('C73 an API without routes is not deployed', async () => {
    const ApiId = await createApi()
    const text = 'Unable to deploy API because no routes exist in this API'
    await assert.rejects(poolgate.apis.send(new CreateDeploymentCommand({ ApiId })), badRequest(text))
  })

  it('C74 a domain name that exists is a bad request, no conflict', async () => {
    const CertificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/0a1b'
    const create = () =>
      poolgate.apis.send(
        new CreateDomainNameCommand({
          DomainName: 'twice.example.com',
          DomainNameConfigurations: [{ CertificateArn }],
        }),
      )
    await create()
    await assert.rejects(create(), badRequest(/already exists/))
  })
})
