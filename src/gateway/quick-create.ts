import type { CallContext, Fails } from '../wire/operation.ts'
import { deployToStages } from './deployments.ts'
import type { Gateway } from './gateway.ts'
import { newId } from './ids.ts'
import { applyIntegrationInput, newIntegration } from './integrations.ts'
import { applyRouteInput, checkRoute, readRouteKey } from './routes.ts'
import { newStage } from './stages.ts'
import type { ApiDraft } from './store.ts'
import { refuseUnimplemented } from './unsupported.ts'

type QuickCreateContext = Pick<Gateway, 'random'> &
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
export function quickCreate(draft: ApiDraft, input: QuickCreateInput, context: QuickCreateContext): void {
  if (input.Target === undefined) {
    if (input.RouteKey !== undefined)
      context.fail('BadRequestException', 'RouteKey can only be given together with Target')
    return
  }
  refuseFunction(input.Target, context)
  const integration = applyIntegrationInput(
    newIntegration(newId('integration', context.random)),
    { IntegrationUri: input.Target, IntegrationMethod: 'ANY' },
    context,
  )
  const { integrationId } = integration
  const routeId = newId('route', context.random)
  const routeKey = readRouteKey(input.RouteKey ?? '$default', context)
  const target = `integrations/${integrationId}`
  const stage = { ...newStage('$default', context), autoDeploy: true, apiGatewayManaged: true } as const
  draft.integrations.set(integrationId, { ...integration, apiGatewayManaged: true })
  draft.routes.set(routeId, { routeId, routeKey, target, authorizationType: 'NONE', apiGatewayManaged: true })
  draft.stages.set(stage.stageName, stage)
  deployToStages(draft, [stage], context)
}

/** Replaces target and route key of an API that was made by quick create. */
export function updateQuickCreated(draft: ApiDraft, input: QuickCreateInput, context: QuickCreateContext): void {
  if (input.Target !== undefined) {
    refuseFunction(input.Target, context)
    const integration = requireManaged(draft.integrations, 'Target', context)
    const changed = applyIntegrationInput(integration, { IntegrationUri: input.Target }, context)
    draft.integrations.set(integration.integrationId, changed)
  }
  if (input.RouteKey !== undefined) {
    const route = requireManaged(draft.routes, 'RouteKey', context)
    const changed = applyRouteInput(route, { RouteKey: input.RouteKey }, context)
    checkRoute(draft, changed, context)
    draft.routes.set(route.routeId, changed)
  }
}

function refuseFunction(target: string, context: QuickCreateContext): void {
  if (target.startsWith('arn:')) refuseUnimplemented({ 'Target with a Lambda function': true }, context)
}

function requireManaged<Part extends { readonly apiGatewayManaged?: true }>(
  parts: ReadonlyMap<string, Part>,
  member: string,
  context: QuickCreateContext,
): Part {
  const managed = [...parts.values()].find((part) => part.apiGatewayManaged)
  return managed ?? context.fail('BadRequestException', `${member} can only be updated for an API made by quick create`)
}
