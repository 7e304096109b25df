import type { CallContext, Fails } from '../../wire/operation.ts'
import { applyAccessLogInput, toAccessLogSettings } from './access-log-settings.ts'
import { requireDeployment } from './deployments.ts'
import { checkQuota } from './quotas.ts'
import type { Input, Item } from '../service.ts'
import type { ApiConfiguration, StageRecord } from '../store.ts'
import { readRouteSettings, readSettingsOfRoutes, toRouteSettings } from './route-settings.ts'
import { refuseForeignMembers } from './unsupported.ts'

type StageInput = Partial<Input<'UpdateStage'>>
type StageContext = Pick<CallContext, 'now' | 'region'> & Fails<'BadRequestException' | 'NotFoundException'>

export function newStage(
  context: Pick<CallContext, 'now'> & Fails<'BadRequestException'>,
  stageName: string,
): StageRecord {
  if (stageName !== '$default' && !/^[A-Za-z0-9_-]{1,128}$/.test(stageName))
    context.fail('BadRequestException', 'Stage names are $default or 1 to 128 letters, digits, hyphens and underscores')
  return {
    stageName,
    stageVariables: {},
    defaultRouteSettings: {},
    routeSettings: {},
    tags: {},
    createdAt: context.now,
    updatedAt: context.now,
  }
}

/** The stage that `input` makes of `stage`, before any deployment that follows; members that are not given stay. */
export function applyStageInput(
  context: StageContext,
  stage: StageRecord,
  input: StageInput,
  api: ApiConfiguration,
): StageRecord {
  refuseForeignMembers(context, 'WebSocket APIs', { ClientCertificateId: input.ClientCertificateId })
  const autoDeploy = input.AutoDeploy ?? stage.autoDeploy
  if (input.DeploymentId !== undefined) {
    refuseDeploymentOfAutoDeploy(context, autoDeploy)
    requireDeployment(context, api, input.DeploymentId)
  }
  return {
    ...stage,
    ...(autoDeploy !== undefined && { autoDeploy }),
    ...(input.DeploymentId !== undefined && { deploymentId: input.DeploymentId }),
    ...(input.Description !== undefined && { description: input.Description }),
    ...applyAccessLogInput(context, stage, input.AccessLogSettings ?? {}),
    stageVariables: mergeStageVariables(context, stage.stageVariables, input.StageVariables ?? {}),
    ...(input.DefaultRouteSettings && {
      defaultRouteSettings: readRouteSettings(context, input.DefaultRouteSettings, 'DefaultRouteSettings'),
    }),
    routeSettings: { ...stage.routeSettings, ...readSettingsOfRoutes(context, input.RouteSettings ?? {}, api) },
    updatedAt: context.now,
  }
}

/** AWS page "Stages for HTTP APIs": what a stage with automatic deployments serves is not the caller's to choose. */
export function refuseDeploymentOfAutoDeploy(
  context: Fails<'BadRequestException'>,
  autoDeploy: boolean | undefined,
): void {
  if (autoDeploy)
    context.fail('BadRequestException', 'Deployment ID cannot be changed for a stage with AutoDeploy enabled')
}

/** AWS page "Using stage variables for HTTP APIs": the characters allowed. An empty value takes a variable away. */
function mergeStageVariables(
  context: StageContext,
  current: StageRecord['stageVariables'],
  given: Readonly<Record<string, string>>,
): StageRecord['stageVariables'] {
  for (const [name, value] of Object.entries(given))
    if (!/^\w+$/.test(name) || !/^[\w\-.~:/?#&=,]*$/.test(value))
      context.fail(
        'BadRequestException',
        `Stage variable ${name} is invalid: names have letters, digits and underscores, values letters, digits and -._~:/?#&=,`,
      )
  const merged = Object.entries({ ...current, ...given }).filter(([, value]) => value !== '')
  checkQuota(context, 'Stage Variables', merged.length, 'stage')
  return Object.fromEntries(merged)
}

/** The stage of this name; an unknown one is refused with 404. */
export function requireStage(
  context: Fails<'NotFoundException'>,
  { stages }: Pick<ApiConfiguration, 'stages'>,
  stageName: string,
): StageRecord {
  return stages.get(stageName) ?? context.fail('NotFoundException', 'Invalid stage identifier specified')
}

/** A stage as the API shows it. */
export function toStage(stage: StageRecord): Item<'GetStages'> {
  const settings = Object.entries(stage.routeSettings).map(([key, value]) => [key, toRouteSettings(value)] as const)
  return {
    ...(stage.accessLogSettings && { AccessLogSettings: toAccessLogSettings(stage.accessLogSettings) }),
    ...(stage.apiGatewayManaged && { ApiGatewayManaged: true }),
    ...(stage.autoDeploy !== undefined && { AutoDeploy: stage.autoDeploy }),
    CreatedDate: stage.createdAt,
    DefaultRouteSettings: toRouteSettings(stage.defaultRouteSettings),
    ...(stage.deploymentId !== undefined && { DeploymentId: stage.deploymentId }),
    ...(stage.description !== undefined && { Description: stage.description }),
    ...(stage.lastDeploymentStatusMessage !== undefined && {
      LastDeploymentStatusMessage: stage.lastDeploymentStatusMessage,
    }),
    LastUpdatedDate: stage.updatedAt,
    RouteSettings: Object.fromEntries(settings),
    StageName: stage.stageName,
    StageVariables: { ...stage.stageVariables },
    Tags: { ...stage.tags },
  }
}
