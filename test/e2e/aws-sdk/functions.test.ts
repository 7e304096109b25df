import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { CreateApiCommand, ResetAuthorizersCacheCommand, UpdateApiCommand } from '@aws-sdk/client-apigatewayv2'
import { CreateStackCommand, DescribeStacksCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation'
import { type Backend, startBackend } from '../../support/backend.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

/** An API in which everything that functions can do stands in a template. */
const template = (backend: string): string => `
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: functions, ProtocolType: HTTP }
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: $default, AutoDeploy: true }
  Authorizer:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      Name: asks
      AuthorizerType: REQUEST
      AuthorizerPayloadFormatVersion: 2.0
      EnableSimpleResponses: true
      IdentitySource: [$request.header.X-Key]
      AuthorizerResultTtlInSeconds: 300
      AuthorizerUri: !Sub arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:asks/invocations
  Function:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:serves
      PayloadFormatVersion: 2.0
  FunctionRoute:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: GET /function
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Authorizer
      Target: !Sub integrations/\${Function}
  Backend:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: HTTP_PROXY
      IntegrationMethod: ANY
      IntegrationUri: ${backend}
      PayloadFormatVersion: 1.0
      RequestParameters:
        overwrite:header.x-tenant: $context.authorizer.tenant
        overwrite:path: /mapped/\${request.path.id}
      ResponseParameters:
        '200':
          ResponseParameters:
            - { Destination: overwrite:statuscode, Source: '202' }
            - { Destination: append:header.x-mapped, Source: $context.routeKey }
  BackendRoute:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: GET /backend/{id}
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Authorizer
      Target: !Sub integrations/\${Backend}
Outputs:
  ApiId: { Value: !Ref Api }
`

describe('HTTP APIs in front of Lambda functions, through the AWS SDK', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let backend: Backend
  /** Paths at which functions were invoked. */
  const invoked: string[] = []
  const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`

  /** Runs the functions: `asks` knows one key, every other answers with its event's path and authorizer. */
  const lambda = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      invoked.push(request.url ?? '')
      const { rawPath, identitySource, requestContext } = JSON.parse(body)
      if (rawPath === '/fails') response.setHeader('X-Amz-Function-Error', 'Unhandled')
      const answer = identitySource
        ? { isAuthorized: identitySource[0] === 'open', context: { tenant: 't1' } }
        : { rawPath, authorizer: requestContext.authorizer }
      response.end(JSON.stringify(answer))
    })
  })

  before(async () => {
    await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve))
    backend = await startBackend()
    const url = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`
    server = await startServer({ args: ['--lambda-endpoint', url, '--lambda', `own=${url}/invoke-own`] })
    clients = sdkClients(server.url)
  })
  beforeEach(() => {
    invoked.length = 0
  })
  after(async () => {
    clients.close()
    await server.stop()
    await backend.close()
    lambda.closeAllConnections()
    lambda.close()
  })

  const get = async (apiId: string | undefined, path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/execute-api/${apiId}${path}`, { headers })
    return { status: response.status, body: await response.text(), headers: response.headers }
  }

  it('are made by quick create with the ARN of a function, wherever it is invoked', async () => {
    const quick = { Name: 'hello', ProtocolType: 'HTTP', Target: arn('hello') } as const
    const { ApiId } = await clients.apis.send(new CreateApiCommand(quick))
    assert.deepEqual(await get(ApiId, '/pets').then(({ status, body }) => [status, body]), [200, '{"rawPath":"/pets"}'])
    const failed = await get(ApiId, '/fails')
    assert.deepEqual([failed.status, failed.body], [500, '{"message":"Internal Server Error"}'])
    await clients.apis.send(new UpdateApiCommand({ ApiId, Target: arn('own') }))
    assert.equal((await get(ApiId, '/pets')).status, 200)
    assert.deepEqual(invoked, [
      '/2015-03-31/functions/hello/invocations',
      '/2015-03-31/functions/hello/invocations',
      '/invoke-own',
    ])
  })

  it('are made by a template, with an authorizer that is remembered and mapped parameters', async () => {
    const StackName = 'functions'
    await clients.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: template(backend.url) }))
    await waitUntilStackCreateComplete({ client: clients.cloudFormation, maxWaitTime: 20, minDelay: 1 }, { StackName })
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName }))
    const apiId = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiId')?.OutputValue

    assert.equal((await get(apiId, '/function')).status, 401)
    assert.equal((await get(apiId, '/function', { 'x-key': 'shut' })).status, 403)
    const served = await get(apiId, '/function', { 'x-key': 'open' })
    assert.deepEqual(JSON.parse(served.body), { rawPath: '/function', authorizer: { lambda: { tenant: 't1' } } })

    const mapped = await get(apiId, '/backend/a%20b', { 'x-key': 'open', 'x-tenant': 'forged' })
    assert.equal(mapped.status, 202)
    assert.equal(mapped.headers.get('x-mapped'), 'GET /backend/{id}')
    assert.equal(backend.arrivals.at(-1)?.url, '/mapped/a%20b')
    assert.equal(backend.arrivals.at(-1)?.headers['x-tenant'], 't1')

    const asked = () => invoked.filter((path) => path.includes('/asks/')).length
    assert.equal(asked(), 2)
    await clients.apis.send(new ResetAuthorizersCacheCommand({ ApiId: apiId, StageName: '$default' }))
    await get(apiId, '/function', { 'x-key': 'open' })
    assert.equal(asked(), 3)
  })
})
