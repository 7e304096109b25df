import type { ApiDraft } from '../../src/gateway/store.ts'

export const time = new Date('2026-01-02T03:04:05.678Z')

/** An API that has nothing yet, as it is stored. */
export function newApi(apiId: string, region = 'us-east-1'): ApiDraft {
  return {
    api: {
      apiId,
      region,
      name: 'pets',
      apiKeySelectionExpression: '$request.header.x-api-key',
      routeSelectionExpression: '$request.method $request.path',
      disableExecuteApiEndpoint: false,
      ipAddressType: 'ipv4',
      tags: { createdAt: '2026-01-01T00:00:00.000Z' },
      createdAt: time,
    },
    routes: new Map(),
    integrations: new Map(),
    authorizers: new Map(),
    stages: new Map(),
    deployments: new Map(),
    snapshots: new Map(),
  }
}
