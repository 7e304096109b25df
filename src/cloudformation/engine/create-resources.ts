import { ApiError } from '../../wire/operation.ts'
import { readDynamicValue } from './dynamic-values.ts'
import { openStep, type Step } from './step.ts'
import { sealProperties, type Wanted, withStackSettings } from './properties.ts'
import { type Making, learn, lookUp, type ResourceState } from './making.ts'
import { checkPinnedId } from './pinned-id.ts'
import { searchClientsOf } from './run.ts'
import { inOrderOfNeeds, positionsOf } from './schedule.ts'
import { isSecretReference } from '../template/dynamic-references.ts'
import type { PlannedResource } from '../template/plan.ts'

/** Creates every resource as soon as those it needs exist; after a failure, nothing new. Answers who failed. */
export async function createResources(making: Making): Promise<string[]> {
  const positions = positionsOf(making.plan.resources)
  return inOrderOfNeeds(making.plan.resources, (planned) =>
    createResource(making, planned, newResource(making, planned, positions)),
  )
}

/** What is known of a resource before it is created. */
export function newResource(
  { run }: Making,
  { type, declaration: { logicalId, deletionPolicy } }: PlannedResource,
  positions: ReadonlyMap<string, number>,
): ResourceState {
  return {
    stackId: run.journal.stack().id,
    logicalId,
    type: type.type,
    status: 'CREATE_IN_PROGRESS',
    physicalId: '',
    place: {},
    properties: '',
    generatedName: '',
    lookalikes: [],
    deletionPolicy,
    order: positions.get(logicalId) ?? 0,
  }
}

/** False when it failed; why stands in the resource's events. */
export function createResource(making: Making, planned: PlannedResource, state: ResourceState): Promise<boolean> {
  return openStep(making, planned, state, 'CREATE_FAILED', async (step) => {
    checkTime(making)
    warnOfSkipped(making, planned)
    await createPhysical(making, planned, step, await wantedProperties(making, planned, step))
    await step.save({ status: 'CREATE_COMPLETE' }, planned.type.skipped?.note)
  })
}

/** What the resource is to be given, now that what it refers to exists. */
export async function wantedProperties(
  making: Making,
  planned: PlannedResource,
  { clients, secrets }: Pick<Step, 'clients' | 'secrets'>,
  generatedName = '',
): Promise<Wanted> {
  const { run, plan, known } = making
  const { logicalId } = planned.declaration
  const values = new Map<string, string>()
  const preview = () => plan.previewProperties(logicalId, lookUp(known), (reference) => values.get(reference))
  for (const reference of preview().missing) {
    const value = await readDynamicValue(reference, clients)
    if (isSecretReference(reference)) secrets.add(value)
    values.set(reference, value)
  }
  return withStackSettings(run.journal.stack(), planned, preview().properties, generatedName, run.ports.random)
}

/**
 * Makes the physical resource and learns what others need of it. When it takes the place of another, `why` is the first
 * event's reason and `change` says of which.
 */
export async function createPhysical(
  making: Making,
  planned: PlannedResource,
  step: Step,
  { properties, generatedName }: Wanted,
  why?: string,
  change?: ResourceState['change'],
): Promise<void> {
  const { type } = planned
  checkPinnedId(making.run, planned)
  const place = type.place(properties)
  const lookalikes = await type.findLookalikes(place, searchClientsOf(making.run))
  const sealed = sealProperties(making.run.ports.vault, step.state(), properties)
  // The intent is on disk before the operation runs, the physical id right after: see adoptOrphans.
  await step.save(
    { physicalId: '', place, lookalikes, properties: sealed, generatedName, ...(change && { change }) },
    why,
  )
  const started = (physicalId: string) => step.save({ physicalId }, 'Resource creation Initiated')
  const physicalId = await type.create(properties, step.clients, started)
  if (step.state().physicalId === '') await started(physicalId)
  await learn(making, step.state(), step.clients)
}

function warnOfSkipped({ run }: Making, { type, declaration: { logicalId } }: PlannedResource): void {
  if (type.skipped)
    run.ports.log.warn({ event: 'resource-skipped', stackId: run.journal.stack().id, logicalId, type: type.type })
}

/** Refuses to start anything once the stack's TimeoutInMinutes is over; updates have none. */
function checkTime({ run: { journal, ports } }: Making): void {
  const { createdAt, settings, status } = journal.stack()
  const { timeoutInMinutes } = settings
  if (status !== 'CREATE_IN_PROGRESS' || timeoutInMinutes === undefined) return
  if (ports.clock.time() - createdAt.getTime() > timeoutInMinutes * 60_000)
    throw new ApiError('OperationTimeout', 'Stack creation time exceeded the specified timeout')
}
