import {
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2'
import type { SpawnedServer } from './server.ts'
import { sdkClients } from './sdk.ts'

/**
 * An API of a spawned server whose routes lead to these backends; resolves with its URL.
 * @param backends URL by path, e.g. `{ '/slow': 'http://127.0.0.1:9000' }`
 */
export async function createRoutes(
  { url }: SpawnedServer,
  backends: Readonly<Record<string, string>>,
  TimeoutInMillis = 30_000,
): Promise<string> {
  const { apis, close } = sdkClients(url)
  const { ApiId } = await apis.send(new CreateApiCommand({ Name: 'routes', ProtocolType: 'HTTP' }))
  const proxy = { IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', PayloadFormatVersion: '1.0' } as const
  for (const [path, IntegrationUri] of Object.entries(backends)) {
    const { IntegrationId } = await apis.send(
      new CreateIntegrationCommand({ ApiId, IntegrationUri, TimeoutInMillis, ...proxy }),
    )
    const Target = `integrations/${IntegrationId}`
    await apis.send(new CreateRouteCommand({ ApiId, RouteKey: `ANY ${path}`, Target }))
  }
  await apis.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }))
  close()
  return `${url}/execute-api/${ApiId}`
}
