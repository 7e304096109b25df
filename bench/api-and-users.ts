import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import { createPoolOfUsers } from './pool-of-users.ts'

/** An HTTP API that passes everything on; answers its host. */
export async function createApi(endpoint: string, backendPort: string): Promise<string> {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
  const client = new ApiGatewayV2Client({ endpoint, region: 'us-east-1', credentials })
  const { ApiId } = await client.send(new CreateApiCommand({ Name: 'bench', ProtocolType: 'HTTP' }))
  const { IntegrationId } = await client.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      IntegrationUri: `http://127.0.0.1:${backendPort}/`,
      PayloadFormatVersion: '1.0',
    }),
  )
  await client.send(new CreateRouteCommand({ ApiId, RouteKey: '$default', Target: `integrations/${IntegrationId}` }))
  await client.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }))
  client.destroy()
  return `${ApiId}.execute-api.us-east-1.amazonaws.com`
}

/** An access token of each of the users. */
export async function signUsersIn(port: number, users: number): Promise<string[]> {
  const { names, signIn, close } = await createPoolOfUsers(port, users)
  const signedIn = await Promise.all(names.map(signIn))
  close()
  return signedIn.map(({ AccessToken }) => AccessToken)
}
