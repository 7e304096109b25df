import type { Fails } from '../../wire/operation.ts'
import type { Input } from '../service.ts'
import type { ApiConfiguration, RouteSettingsRecord } from '../store.ts'
import { refuseForeignMembers } from './unsupported.ts'

type RouteSettingsInput = NonNullable<Input<'UpdateStage'>['DefaultRouteSettings']>
type SettingsContext = Fails<'BadRequestException' | 'NotFoundException'>

/** `RouteSettings` of a stage: settings by the keys of routes that the API has. */
export function readSettingsOfRoutes(
  context: SettingsContext,
  given: Readonly<Record<string, RouteSettingsInput>>,
  api: ApiConfiguration,
): Record<string, RouteSettingsRecord> {
  const routeKeys = new Set([...api.routes.values()].map((route) => route.routeKey))
  const entries = Object.entries(given).map(([routeKey, settings]): [string, RouteSettingsRecord] => {
    if (!routeKeys.has(routeKey))
      context.fail('NotFoundException', `Unable to find Route by key ${routeKey} within the provided RouteSettings`)
    return [routeKey, readRouteSettings(context, settings, `RouteSettings ${routeKey}`)]
  })
  return Object.fromEntries(entries)
}

/** @param path names the settings in refusals: `DefaultRouteSettings` */
export function readRouteSettings(
  context: SettingsContext,
  input: RouteSettingsInput,
  path: string,
): RouteSettingsRecord {
  const { DetailedMetricsEnabled, LoggingLevel, ThrottlingBurstLimit, ThrottlingRateLimit } = input
  refuseForeignMembers(context, 'WebSocket APIs', {
    [`${path}.DataTraceEnabled`]: input.DataTraceEnabled,
    [`${path}.LoggingLevel`]: LoggingLevel === 'OFF' ? undefined : LoggingLevel,
  })
  for (const [name, limit] of Object.entries({ ThrottlingBurstLimit, ThrottlingRateLimit }))
    if (limit !== undefined && !(limit >= 0 && Number.isFinite(limit)))
      context.fail('BadRequestException', `${path}.${name} must be a number that is not negative`)
  return {
    ...(DetailedMetricsEnabled !== undefined && { detailedMetricsEnabled: DetailedMetricsEnabled }),
    ...(ThrottlingBurstLimit !== undefined && { throttlingBurstLimit: ThrottlingBurstLimit }),
    ...(ThrottlingRateLimit !== undefined && { throttlingRateLimit: ThrottlingRateLimit }),
  }
}

/** Route settings as the API shows them. */
export function toRouteSettings(settings: RouteSettingsRecord): RouteSettingsInput {
  return {
    DetailedMetricsEnabled: settings.detailedMetricsEnabled ?? false,
    ...(settings.throttlingBurstLimit !== undefined && { ThrottlingBurstLimit: settings.throttlingBurstLimit }),
    ...(settings.throttlingRateLimit !== undefined && { ThrottlingRateLimit: settings.throttlingRateLimit }),
  }
}
