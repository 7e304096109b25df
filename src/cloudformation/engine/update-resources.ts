import { ApiError } from '../../wire/operation.ts'
import { resourceTypeOf } from '../resources/index.ts'
import type { PhysicalState, StackResourceRecord } from '../store.ts'
import type { PlannedResource } from '../template/plan.ts'
import { createPhysical, createResource, newResource, wantedProperties } from './create-resources.ts'
import { learn, type Making, stateOf } from './making.ts'
import {
  describeRefusedChange,
  differingProperties,
  isCreateOnly,
  openProperties,
  refusedChange,
  sealProperties,
  type Wanted,
} from './properties.ts'
import { inOrderOfNeeds, positionsOf } from './schedule.ts'
import { openStep, type Step } from './step.ts'

/** Logical ids of resources that an update could not make or change. */
export interface Failures {
  readonly created: readonly string[]
  readonly updated: readonly string[]
}

/**
 * Makes what the plan adds and changes what it changes, each as soon as what it needs is as it should be. What the plan
 * has no more stays for now, as do the physical resources that others take the place of.
 */
export async function updateResources(making: Making): Promise<Failures> {
  const { run, plan } = making
  const records = await run.ports.store.listResources(run.journal.stack().id)
  const existing = new Map(records.map((record) => [record.logicalId, record]))
  const kept = await refuseRemovals(making, records)
  if (kept.length > 0) return { created: [], updated: kept }
  const positions = positionsOf(plan.resources)
  const failed = await inOrderOfNeeds(plan.resources, (planned) => {
    const record = existing.get(planned.declaration.logicalId)
    if (record) return updateResource(making, planned, record)
    return createResource(making, planned, { ...newResource(making, planned, positions), change: {} })
  })
  return {
    created: failed.filter((logicalId) => !existing.has(logicalId)),
    updated: failed.filter((logicalId) => existing.has(logicalId)),
  }
}

/** Answers whom the stack's policy keeps, though the template has them no more. */
async function refuseRemovals({ run, plan }: Making, records: readonly StackResourceRecord[]): Promise<string[]> {
  const kept: string[] = []
  for (const record of records.filter(({ logicalId }) => !plan.resources.has(logicalId))) {
    const { physicalId, place, properties, generatedName, order } = record
    const change = { before: { physicalId, place, properties, generatedName, order } }
    const removing = { ...stateOf(record), change }
    const type = resourceTypeOf(record)
    const isFree = await openStep({ run }, { type }, removing, 'UPDATE_FAILED', async () =>
      run.policy?.require('Update:Delete', record),
    )
    if (!isFree) kept.push(record.logicalId)
  }
  return kept
}

function updateResource(making: Making, planned: PlannedResource, record: StackResourceRecord): Promise<boolean> {
  const { physicalId, place, properties, generatedName, order } = record
  const before = { physicalId, place, properties, generatedName, order }
  const state = { ...stateOf(record), status: 'UPDATE_IN_PROGRESS' as const, change: { before } }
  return openStep(making, planned, state, 'UPDATE_FAILED', async (step) => {
    const current = openProperties(making.run.ports.vault, record, record)
    const wanted = await wantedProperties(making, planned, step, generatedName)
    const differing = differingProperties(current, wanted.properties)
    if (differing.length === 0) return learn(making, record, step.clients)
    const isReplaced = differing.some((name) => isCreateOnly(planned, name))
    making.run.policy?.require(isReplaced ? 'Update:Replace' : 'Update:Modify', record)
    if (isReplaced) await replace(making, planned, step, before)
    else await updateInPlace(making, planned, step, current, wanted)
    await step.save({ status: 'UPDATE_COMPLETE' })
  })
}

/** AWS page "Update behaviors of stack resources": the new one first; the old one goes once the update has succeeded. */
async function replace(making: Making, planned: PlannedResource, step: Step, before: PhysicalState): Promise<void> {
  // A name that is made up is made up anew: the old resource still has the old one.
  const wanted = await wantedProperties(making, planned, step)
  const why = 'Requested update requires the creation of a new physical resource; hence creating one.'
  await createPhysical(making, planned, step, wanted, why, { before, replaced: true })
}

async function updateInPlace(
  making: Making,
  { type }: PlannedResource,
  step: Step,
  current: Wanted['properties'],
  { properties, generatedName }: Wanted,
): Promise<void> {
  if (!type.update) throw new ApiError('NotUpdatable', `poolgate does not implement updates of ${type.type}`)
  const resource = step.state()
  const refused = refusedChange({ type }, current, properties)
  if (refused !== undefined) throw new ApiError('InvalidRequest', describeRefusedChange(refused))
  await type.checkUpdate?.(resource, properties, current, step.clients)
  await step.save({
    place: type.place(properties),
    properties: sealProperties(making.run.ports.vault, resource, properties),
    generatedName,
  })
  await type.update(resource, properties, current, step.clients)
  await learn(making, step.state(), step.clients)
}
