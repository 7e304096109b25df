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
 * @param timeouts milliseconds by path; 30 seconds when not given
 */
export async function createRoutes(
  { url }: SpawnedServer,
  backends: Readonly<Record<string, string>>,
  timeouts: Readonly<Record<string, number>> = {},
): Promise<string> {
  const { apis, close } = sdkClients(url)
  const { ApiId } = await apis.send(new CreateApiCommand({ Name: 'routes', ProtocolType: 'HTTP' }))
  const proxy = { IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', PayloadFormatVersion: '1.0' } as const
  for (const [path, IntegrationUri] of Object.entries(backends)) {
    const { IntegrationId } = await apis.send(
      new CreateIntegrationCommand({ ApiId, IntegrationUri, TimeoutInMillis: timeouts[path] ?? 30_000, ...proxy }),
    )
    const Target = `integrations/${IntegrationId}`
    await apis.send(new CreateRouteCommand({ ApiId, RouteKey: `ANY ${path}`, Target }))
  }
  await apis.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }))
  close()
  return `${url}/execute-api/${ApiId}`
}
