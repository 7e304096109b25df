import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import {
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  CreateVpcLinkCommand,
  DeleteVpcLinkCommand,
  GetVpcLinksCommand,
} from '@aws-sdk/client-apigatewayv2'
import { type Backend, startBackend } from '../../support/backend.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const listener = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/net/inside/1a/2b'

describe('a private integration made with the AWS SDK', () => {
  let backend: Backend
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  before(async () => {
    backend = await startBackend()
    server = await startServer({ args: ['--private-integration', `${listener}=${backend.url}`] })
    clients = sdkClients(server.url)
  })
  after(async () => {
    clients.close()
    await server.stop()
    await backend.close()
  })

  it('serves HTTP/2 clients from what the operator named', async () => {
    const { apis } = clients
    const { VpcLinkId } = await apis.send(new CreateVpcLinkCommand({ Name: 'inside', SubnetIds: ['subnet-1'] }))
    const { ApiId } = await apis.send(new CreateApiCommand({ Name: 'pets', ProtocolType: 'HTTP' }))
    const { IntegrationId } = await apis.send(
      new CreateIntegrationCommand({
        ApiId,
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'ANY',
        IntegrationUri: listener,
        ConnectionType: 'VPC_LINK',
        ConnectionId: VpcLinkId,
        PayloadFormatVersion: '1.0',
      }),
    )
    const Target = `integrations/${IntegrationId}`
    const { RouteId } = await apis.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /pets/{id}', Target }))
    await apis.send(new CreateStageCommand({ ApiId, StageName: 'dev', AutoDeploy: true }))

    const host = `${ApiId}.execute-api.us-east-1.amazonaws.com`
    const ca = readFileSync(join(server.dataDir, 'ca.pem'))
    const session = connect(`https://127.0.0.1:${server.port}`, { ca, servername: host })
    const stream = session.request({ ':path': '/dev/pets/7?a=b', ':authority': host })
    const [head] = (await once(stream, 'response')) as [{ ':status': number; 'apigw-requestid': string }]
    stream.resume()
    await once(stream, 'close')
    session.close()
    assert.equal(head[':status'], 200)
    assert.match(head['apigw-requestid'], /^[\w-]{15}=$/)
    const [arrival] = backend.arrivals
    assert.deepEqual([arrival?.url, arrival?.headers.host], ['/dev/pets/7?a=b', host])
    assert.match(arrival?.headers['forwarded'] as string, /proto=https$/)

    await assert.rejects(apis.send(new DeleteVpcLinkCommand({ VpcLinkId })), {
      name: 'BadRequestException',
      message: `Cannot delete vpc link. Vpc link '${VpcLinkId}', is referenced in [GET:${RouteId}] in format of [Method:Resource].`,
    })
    const { Items = [] } = await apis.send(new GetVpcLinksCommand({}))
    assert.deepEqual(
      Items.map((link) => link.VpcLinkId),
      [VpcLinkId],
    )
  })

  it('speaks HTTP/2 to the AWS API as well', async () => {
    const ca = readFileSync(join(server.dataDir, 'ca.pem'))
    const session = connect(`https://localhost:${server.port}`, { ca })
    const body = JSON.stringify({ UserPoolId: 'us-east-1_Missing12', ClientId: 'a' })
    const stream = session.request({
      ':method': 'POST',
      ':path': '/',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    })
    stream.end(body)
    const [head] = (await once(stream, 'response')) as [{ ':status': number; 'x-amzn-errortype': string }]
    assert.deepEqual([head[':status'], head['x-amzn-errortype']], [400, 'InvalidParameterException:'])
    session.destroy()
  })
})
