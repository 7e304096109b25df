import { failureReason } from './handler-error.ts'
import { resourceTypeOf } from '../resources/index.ts'
import { isMissing } from '../resources/resource-type.ts'
import type { ResourceStatus } from '@aws-sdk/client-cloudformation'
import type { PhysicalState, StackResourceRecord } from '../store.ts'
import { stateOf } from './making.ts'
import { openProperties } from './properties.ts'
import { clientsOf, type Run, searchClientsOf } from './run.ts'
import { logBug } from './step.ts'

/**
 * Deletes a stack's resources, last created first; what is gone already counts as deleted. Answers who would not go.
 * `retain` says which resources are left alone.
 */
export async function deleteResources(run: Run, retain: (resource: StackResourceRecord) => boolean): Promise<string[]> {
  const resources = await run.ports.store.listResources(run.journal.stack().id)
  const failed: string[] = []
  for (const resource of resources.toReversed()) {
    if (resource.status === 'DELETE_COMPLETE' || resource.status === 'DELETE_SKIPPED') continue
    if (retain(resource) && resource.physicalId !== '') await save(run, resource, 'DELETE_SKIPPED')
    else if (!(await deleteResource(run, resource))) failed.push(resource.logicalId)
  }
  return failed
}

/** Deletes the physical resource and whatever an unfinished update has left besides it. */
async function deleteResource(run: Run, resource: StackResourceRecord): Promise<boolean> {
  for (const other of othersOf(resource))
    if (!(await deletePhysical(run, resource, other, noteLeftover(run, resource, other)))) return false
  return deletePhysical(run, resource, resource, (status, reason) => save(run, resource, status, reason))
}

/** Physical resources of this logical one that it is not any more, or not yet again. */
function othersOf({ change, leftover }: StackResourceRecord): PhysicalState[] {
  const others = [change?.replaced && change.before, leftover].filter((state) => state !== undefined)
  return others.filter(({ physicalId }) => physicalId !== '')
}

/** Writes events about a physical resource that is not the resource any more. */
export function noteLeftover(run: Run, resource: StackResourceRecord, leftover: PhysicalState): Note {
  return (status, reason) => run.journal.saveWithLeftover(stateOf(resource), leftover, status, reason)
}

type Note = (status: ResourceStatus, reason?: string) => Promise<void>

/** Deletes one physical resource and notes how it goes; false when it would not go. */
export async function deletePhysical(
  run: Run,
  resource: StackResourceRecord,
  state: PhysicalState,
  note: Note,
): Promise<boolean> {
  const { physicalId, place } = state
  // An operation that refused has made nothing.
  if (physicalId === '') {
    await note('DELETE_COMPLETE')
    return true
  }
  const type = resourceTypeOf(resource)
  const { requestId, clients } = clientsOf(run)
  await note('DELETE_IN_PROGRESS')
  try {
    await type.delete({ physicalId, place }, clients, openProperties(run.ports.vault, resource, state))
  } catch (error) {
    if (!isMissing(error)) {
      logBug(run, resource, requestId, error)
      await note('DELETE_FAILED', failureReason(error, type.service, requestId, run.ports.random.uuid()))
      return false
    }
  }
  await note('DELETE_COMPLETE')
  return true
}

function save(run: Run, resource: StackResourceRecord, status: ResourceStatus, reason?: string): Promise<void> {
  return run.journal.saveResource({ ...stateOf(resource), status }, reason)
}

/**
 * Finds what an operation made whose answer was never written down (a crash, an unexpected error): whatever looks
 * like the resource now, did not before its creation began, and is no other resource of this or any other stack, nor
 * was left by one. From then on it has a physical id and is deleted like the others.
 */
export async function adoptOrphans(run: Run): Promise<void> {
  const { store } = run.ports
  const { id, region } = run.journal.stack()
  const orphaned = (await store.listResources(id)).filter(mayBeOrphaned)
  if (orphaned.length === 0) return
  const owned = (await store.listResourcesOfRegion(region)).filter(({ status }) => status !== 'DELETE_COMPLETE')
  const taken = new Set(
    owned.flatMap((resource) => [resource, ...othersOf(resource)].map((state) => keyOf(resource, state))),
  )
  for (const resource of orphaned) {
    const lookalikes = await resourceTypeOf(resource).findLookalikes(resource.place, searchClientsOf(run))
    const candidates = lookalikes.filter((id) => !resource.lookalikes.includes(id))
    const orphan = candidates.find((physicalId) => !taken.has(keyOf(resource, { ...resource, physicalId })))
    if (orphan === undefined) continue
    taken.add(keyOf(resource, { ...resource, physicalId: orphan }))
    await run.journal.saveResource({ ...stateOf(resource), physicalId: orphan }, resource.statusReason)
  }
}

/** What tells a physical resource from every other: stages of two APIs can have the same physical id. */
function keyOf({ type }: StackResourceRecord, { physicalId, place }: PhysicalState): string {
  return JSON.stringify([type, physicalId, place])
}

function mayBeOrphaned({ physicalId, status, statusReason }: StackResourceRecord): boolean {
  if (physicalId !== '') return false
  const failed = status === 'CREATE_FAILED' || status === 'UPDATE_FAILED'
  return failed
    ? statusReason?.startsWith('Internal failure') === true
    : status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS'
}
