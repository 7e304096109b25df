import type { CallContext, Fails } from '../../wire/operation.ts'
import type { Gateway } from '../gateway.ts'
import { newId } from './ids.ts'
import type { Item } from '../service.ts'
import type { ApiConfiguration, ApiDraft, DeploymentRecord, DeploymentSnapshot, StageRecord } from '../store.ts'

type DeployContext = Pick<Gateway, 'random'> & Pick<CallContext, 'now'>

/** AWS's words, for CreateDeployment and in the status message of a stage. */
export const noRoutes = 'Unable to deploy API because no routes exist in this API'

/**
 * AWS keeps every automatic deployment. Here those that no stage serves any more go, except the newest of them, so
 * that an API which changes all day does not grow without bound. Deployments that were asked for are never removed.
 */
const keptAutomaticDeployments = 10

/** Adds a deployment of the API as it is now. */
export function addDeployment(
  context: DeployContext,
  draft: ApiDraft,
  details: { readonly autoDeployed: boolean; readonly description?: string },
): DeploymentRecord {
  const deploymentId = newId('deployment', context.random, draft.deployments)
  const deployment: DeploymentRecord = { deploymentId, ...details, createdAt: context.now }
  draft.deployments.set(deploymentId, deployment)
  draft.snapshots.set(deploymentId, snapshotOf(draft))
  return deployment
}

/** Deploys the API to its stages with `AutoDeploy`. */
export function deployAutomatically(context: DeployContext, draft: ApiDraft): void {
  deployToStages(
    context,
    draft,
    [...draft.stages.values()].filter((stage) => stage.autoDeploy),
  )
}

/** An automatic deployment to these stages, which fails for an API without routes and leaves the stages as they were. */
export function deployToStages(context: DeployContext, draft: ApiDraft, stages: readonly StageRecord[]): void {
  if (stages.length === 0) return
  if (draft.routes.size === 0) {
    const lastDeploymentStatusMessage = `Deployment attempt failed: ${noRoutes}`
    for (const stage of stages) draft.stages.set(stage.stageName, { ...stage, lastDeploymentStatusMessage })
    return
  }
  const description = 'Automatic deployment triggered by changes to the Api configuration'
  const { deploymentId } = addDeployment(context, draft, { autoDeployed: true, description })
  const lastDeploymentStatusMessage = `Successfully deployed stage with deployment ID '${deploymentId}'`
  for (const stage of stages)
    draft.stages.set(stage.stageName, { ...stage, deploymentId, lastDeploymentStatusMessage, updatedAt: context.now })
  removeStaleDeployments(draft)
}

/** The deployment of this id; an unknown one is refused with 404. */
export function requireDeployment(
  context: Fails<'NotFoundException'>,
  api: ApiConfiguration,
  deploymentId: string,
): DeploymentRecord {
  const text = `Invalid Deployment identifier specified ${deploymentId}`
  return api.deployments.get(deploymentId) ?? context.fail('NotFoundException', text)
}

/** A deployment as the API shows it. */
export function toDeployment(deployment: DeploymentRecord): Item<'GetDeployments'> {
  return {
    AutoDeployed: deployment.autoDeployed,
    CreatedDate: deployment.createdAt,
    DeploymentId: deployment.deploymentId,
    DeploymentStatus: 'DEPLOYED',
    ...(deployment.description !== undefined && { Description: deployment.description }),
  }
}

/** What a deployment of the API as it is now would serve. */
export function snapshotOf(draft: Omit<ApiConfiguration, 'stages' | 'deployments'>): DeploymentSnapshot {
  return {
    disableExecuteApiEndpoint: draft.api.disableExecuteApiEndpoint,
    ...(draft.api.corsConfiguration && { corsConfiguration: draft.api.corsConfiguration }),
    routes: [...draft.routes.values()],
    integrations: [...draft.integrations.values()],
    authorizers: [...draft.authorizers.values()],
  }
}

function removeStaleDeployments(draft: ApiDraft): void {
  const served = new Set([...draft.stages.values()].map((stage) => stage.deploymentId))
  const unserved = [...draft.deployments.values()].filter(
    ({ autoDeployed, deploymentId }) => autoDeployed && !served.has(deploymentId),
  )
  for (const { deploymentId } of unserved.slice(0, -keptAutomaticDeployments)) draft.deployments.delete(deploymentId)
}
