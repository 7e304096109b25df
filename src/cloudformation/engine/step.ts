import type { ResourceStatus } from '@aws-sdk/client-cloudformation'
import type { ResourceClients } from '../cloudformation.ts'
import type { PlannedResource } from '../template/plan.ts'
import { failureReason, isForUser } from './handler-error.ts'
import type { ResourceState } from './making.ts'
import { pinnedIdOf } from './pinned-id.ts'
import { clientsOf, type Run } from './run.ts'

/** Work on one resource. */
export interface Step {
  readonly clients: ResourceClients
  readonly state: () => ResourceState
  /** Values of secrets that the work has read: they come in no event. */
  readonly secrets: Set<string>
  /** Writes the changed state down, with an event; `reason` is the event's. */
  save(changed: Partial<ResourceState>, reason?: string): Promise<void>
}

/** Does `work` on a resource. When it throws, the resource gets the status `failed` with the reason, and this answers false. */
export async function openStep(
  { run }: { readonly run: Run },
  { type, declaration }: Pick<PlannedResource, 'type'> & Partial<Pick<PlannedResource, 'declaration'>>,
  initial: ResourceState,
  failed: ResourceStatus,
  work: (step: Step) => Promise<void>,
): Promise<boolean> {
  const { requestId, clients } = clientsOf(run, declaration && pinnedIdOf(run, declaration))
  let state = initial
  const step: Step = {
    clients,
    state: () => state,
    secrets: new Set(),
    async save(changed, reason) {
      state = { ...state, ...changed }
      await run.journal.saveResource(state, reason)
    },
  }
  try {
    await work(step)
    return true
  } catch (error) {
    logBug(run, state, requestId, error)
    const reason = failureReason(error, type.service, requestId, run.ports.random.uuid())
    await step.save({ status: failed }, withoutSecrets(reason, step.secrets))
    return false
  }
}

/** Services quote what they refuse. */
function withoutSecrets(text: string, secrets: ReadonlySet<string>): string {
  return [...secrets].reduce((hidden, secret) => (secret === '' ? hidden : hidden.replaceAll(secret, '****')), text)
}

/** What a service or the template's reading refuses is for the user, and may quote secrets; anything else is for us. */
export function logBug(
  { ports }: Run,
  { stackId, logicalId }: Pick<ResourceState, 'stackId' | 'logicalId'>,
  requestId: string,
  error: unknown,
): void {
  if (!isForUser(error)) ports.log.error({ event: 'resource-failed', stackId, logicalId, requestId }, error)
}
