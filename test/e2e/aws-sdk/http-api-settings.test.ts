import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  CreateApiCommand,
  DeleteAccessLogSettingsCommand,
  DeleteCorsConfigurationCommand,
  DeleteRouteSettingsCommand,
  GetApisCommand,
  GetStageCommand,
  UpdateApiCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateStackCommand } from '@aws-sdk/client-cloudformation'
import { type Backend, startBackend } from '../../support/backend.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

let backend: Backend
let server: SpawnedServer
let clients: ReturnType<typeof sdkClients>
before(async () => {
  backend = await startBackend()
  server = await startServer()
  clients = sdkClients(server.url)
})
after(async () => {
  clients.close()
  await server.stop()
  await backend.close()
})

async function send(apiId: string | undefined, path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(`${server.url}/execute-api/${apiId}${path}`, init)
  await response.arrayBuffer()
  return response
}

describe('the CORS configuration of an HTTP API', () => {
  const origin = 'https://shop.example'
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } }
  const allowOrigin = (response: Response) => response.headers.get('access-control-allow-origin')

  it('lets pages of an origin in, once it is updated, and until it is deleted', async () => {
    const quick = { Name: 'cors', ProtocolType: 'HTTP', Target: backend.url, RouteKey: 'PUT /a' } as const
    const { ApiId } = await clients.apis.send(new CreateApiCommand(quick))
    assert.equal((await send(ApiId, '/a', preflight)).status, 404)
    const CorsConfiguration = { AllowOrigins: [origin], AllowMethods: ['PUT'], MaxAge: 300 }
    await clients.apis.send(new UpdateApiCommand({ ApiId, CorsConfiguration }))
    const answer = await send(ApiId, '/a', preflight)
    assert.equal(answer.status, 204)
    assert.equal(allowOrigin(answer), origin)
    assert.equal(answer.headers.get('access-control-allow-methods'), 'PUT')
    assert.equal(answer.headers.get('access-control-max-age'), '300')
    assert.equal(allowOrigin(await send(ApiId, '/a', { method: 'PUT', headers: { origin } })), origin)
    await clients.apis.send(new DeleteCorsConfigurationCommand({ ApiId }))
    assert.equal((await send(ApiId, '/a', preflight)).status, 404)
    assert.equal(allowOrigin(await send(ApiId, '/a', { method: 'PUT', headers: { origin } })), null)
  })

  it('comes from a template as well', async () => {
    const Properties = {
      Name: 'cors-of-a-stack',
      ProtocolType: 'HTTP',
      Target: backend.url,
      RouteKey: 'PUT /a',
      CorsConfiguration: { AllowOrigins: ['*'] },
    }
    const TemplateBody = JSON.stringify({ Resources: { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties } } })
    await clients.cloudFormation.send(new CreateStackCommand({ StackName: 'cors', TemplateBody }))
    const { Items } = await clients.apis.send(new GetApisCommand({}))
    const ApiId = Items?.find(({ Name }) => Name === 'cors-of-a-stack')?.ApiId
    assert.equal(allowOrigin(await send(ApiId, '/a', preflight)), '*')
  })
})

describe('the limits of a stage', () => {
  it('hold for the route that they name, until they are deleted', async () => {
    const quick = { Name: 'limits', ProtocolType: 'HTTP', Target: backend.url, RouteKey: 'GET /a' } as const
    const { ApiId } = await clients.apis.send(new CreateApiCommand(quick))
    const stage = { ApiId, StageName: '$default' }
    const RouteSettings = { 'GET /a': { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 0.001 } }
    const updated = await clients.apis.send(new UpdateStageCommand({ ...stage, RouteSettings }))
    assert.equal(updated.RouteSettings?.['GET /a']?.ThrottlingRateLimit, 0.001)
    assert.equal((await send(ApiId, '/a')).status, 200)
    const refused = await fetch(`${server.url}/execute-api/${ApiId}/a`)
    assert.equal(refused.status, 429)
    assert.equal(await refused.text(), '{"message":"Too Many Requests"}')
    await clients.apis.send(new DeleteRouteSettingsCommand({ ...stage, RouteKey: 'GET /a' }))
    assert.equal((await send(ApiId, '/a')).status, 200)
  })
})

describe('the access log of a stage', () => {
  it('has a line in a file, too, for each request, until its settings are deleted', async () => {
    const own = await startServer({ args: ['--access-log', 'files'] })
    const apis = sdkClients(own.url)
    try {
      const quick = { Name: 'logged', ProtocolType: 'HTTP', Target: backend.url } as const
      const { ApiId } = await apis.apis.send(new CreateApiCommand(quick))
      const stage = { ApiId, StageName: '$default' }
      const AccessLogSettings = {
        DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/pets/access',
        Format: '$context.requestId $context.httpMethod $context.path $context.status',
      }
      await apis.logs.send(new CreateLogGroupCommand({ logGroupName: '/pets/access' }))
      await apis.apis.send(new UpdateStageCommand({ ...stage, AccessLogSettings }))
      const get = async (path: string) => {
        const response = await fetch(`${own.url}/execute-api/${ApiId}${path}`)
        await response.arrayBuffer()
        return response.headers.get('apigw-requestid')
      }
      const ids = [await get('/a'), await get('/b?c=d')]
      await apis.apis.send(new DeleteAccessLogSettingsCommand(stage))
      await get('/unlogged')
      assert.equal(await own.stop(), 0)
      const lines = readFileSync(join(own.dataDir, 'logs', '%2Fpets%2Faccess.log'), 'utf8')
      assert.equal(lines, `${ids[0]} GET /a 200\n${ids[1]} GET /b 200\n`)
    } finally {
      apis.close()
      await own.stop()
    }
  })
})

describe('a stage of a template', () => {
  it('has its limits and its access log', async () => {
    const Properties = { Name: 'stage-of-a-stack', ProtocolType: 'HTTP' }
    const log = { 'Fn::GetAtt': 'Log.Arn' }
    const stage = {
      ApiId: { Ref: 'Api' },
      StageName: 'dev',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingBurstLimit: 5, ThrottlingRateLimit: 2.5 },
      AccessLogSettings: { DestinationArn: log, Format: '$context.requestId' },
    }
    const Resources = {
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'stack' } },
      Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: stage },
    }
    const TemplateBody = JSON.stringify({ Resources })
    await clients.cloudFormation.send(new CreateStackCommand({ StackName: 'stage', TemplateBody }))
    const { Items } = await clients.apis.send(new GetApisCommand({}))
    const ApiId = Items?.find(({ Name }) => Name === 'stage-of-a-stack')?.ApiId
    const made = await clients.apis.send(new GetStageCommand({ ApiId, StageName: 'dev' }))
    assert.deepEqual(made.DefaultRouteSettings, { ...stage.DefaultRouteSettings, DetailedMetricsEnabled: false })
    assert.deepEqual(made.AccessLogSettings, {
      DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:stack',
      Format: '$context.requestId',
    })
  })
})
