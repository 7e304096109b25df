import type { CallContext, Fails } from '../../wire/operation.ts'
import { deployToStages } from './deployments.ts'
import type { Gateway } from '../gateway.ts'
import { newId } from './ids.ts'
import { applyIntegrationInput, newIntegration } from './integrations.ts'
import { applyRouteInput, checkRoute, readRouteKey } from './routes.ts'
import { newStage } from './stages.ts'
import type { ApiDraft } from '../store.ts'

type QuickCreateContext = Pick<Gateway, 'random' | 'functions' | 'findPrivateTarget'> &
  Pick<CallContext, 'now'> &
  Fails<'BadRequestException' | 'ConflictException' | 'NotFoundException'>

/** What `Target` and `RouteKey` ask CreateApi and UpdateApi for. */
interface QuickCreateInput {
  readonly Target?: string
  readonly RouteKey?: string
}

/**
 * Gives a new API an integration with the target, a route to it and a deployed `$default` stage, all of them marked
 * as managed (AWS page "Create an HTTP API", `target` and `routeKey` of CreateApi).
 */
export function quickCreate(context: QuickCreateContext, draft: ApiDraft, input: QuickCreateInput): void {
  if (input.Target === undefined) {
    if (input.RouteKey !== undefined)
      context.fail('BadRequestException', 'RouteKey can only be given together with Target')
    return
  }
  const blank = newIntegration(newId('integration', context.random))
  const integration = applyIntegrationInput(context, blank, integrationWith(input.Target))
  const { integrationId } = integration
  const routeId = newId('route', context.random)
  const routeKey = readRouteKey(context, input.RouteKey ?? '$default')
  const target = `integrations/${integrationId}`
  const stage = { ...newStage(context, '$default'), autoDeploy: true, apiGatewayManaged: true } as const
  draft.integrations.set(integrationId, { ...integration, apiGatewayManaged: true })
  draft.routes.set(routeId, { routeId, routeKey, target, authorizationType: 'NONE', apiGatewayManaged: true })
  draft.stages.set(stage.stageName, stage)
  deployToStages(context, draft, [stage])
}

/** Replaces target and route key of an API that was made by quick create. */
export function updateQuickCreated(context: QuickCreateContext, draft: ApiDraft, input: QuickCreateInput): void {
  if (input.Target !== undefined) {
    const integration = requireManaged(context, draft.integrations, 'Target')
    const changed = applyIntegrationInput(context, integration, integrationWith(input.Target))
    draft.integrations.set(integration.integrationId, changed)
  }
  if (input.RouteKey !== undefined) {
    const route = requireManaged(context, draft.routes, 'RouteKey')
    const changed = applyRouteInput(context, route, { RouteKey: input.RouteKey })
    checkRoute(context, draft, changed)
    draft.routes.set(route.routeId, changed)
  }
}

/** The integration with a target, which is a URL or a function. */
function integrationWith(target: string) {
  return target.startsWith('arn:')
    ? ({
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: target,
        PayloadFormatVersion: '2.0',
        IntegrationMethod: 'POST',
      } as const)
    : ({
        IntegrationType: 'HTTP_PROXY',
        IntegrationUri: target,
        PayloadFormatVersion: '1.0',
        IntegrationMethod: 'ANY',
      } as const)
}

function requireManaged<Part extends { readonly apiGatewayManaged?: true }>(
  context: QuickCreateContext,
  parts: ReadonlyMap<string, Part>,
  member: string,
): Part {
  const managed = [...parts.values()].find((part) => part.apiGatewayManaged)
  return managed ?? context.fail('BadRequestException', `${member} can only be updated for an API made by quick create`)
}
