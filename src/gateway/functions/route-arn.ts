import type { EventSource } from './event-source.ts'

/**
 * What a request wants to invoke, as policies name it: `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{METHOD}/{path}`.
 * The path is percent-decoded, since that is what chose the route: a policy must not mean another path than the route.
 */
export function routeArn(
  source: Pick<EventSource, 'region' | 'accountId' | 'apiId' | 'stage' | 'method' | 'routedPath'>,
): string {
  const { region, accountId, apiId, stage, method, routedPath } = source
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${method}${decodeURIComponent(routedPath)}`
}
