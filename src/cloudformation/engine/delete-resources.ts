import { ApiError } from '../../wire/operation.ts'
import { failureReason } from './handler-error.ts'
import { resourceTypes } from '../resources/index.ts'
import { isMissing, type ResourceType } from '../resources/resource-type.ts'
import { clientsOf, type Run } from './run.ts'
import type { StackResourceRecord } from '../store.ts'

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

async function save(
  run: Run,
  resource: StackResourceRecord,
  status: StackResourceRecord['status'],
  reason?: string,
): Promise<void> {
  const { statusReason: _old, modifiedAt: _before, ...state } = resource
  await run.journal.saveResource({ ...state, status }, reason)
}

async function deleteResource(run: Run, resource: StackResourceRecord): Promise<boolean> {
  // An operation that refused has made nothing.
  if (resource.physicalId === '') {
    await save(run, resource, 'DELETE_COMPLETE')
    return true
  }
  const type = typeOf(resource)
  const { requestId, clients } = clientsOf(run)
  await save(run, resource, 'DELETE_IN_PROGRESS')
  try {
    await type.delete(resource, clients)
  } catch (error) {
    if (!isMissing(error)) {
      if (!(error instanceof ApiError))
        run.ports.log.error(
          { event: 'resource-failed', stackId: resource.stackId, logicalId: resource.logicalId, requestId },
          error,
        )
      await save(run, resource, 'DELETE_FAILED', failureReason(error, type.service, requestId, run.ports.random.uuid()))
      return false
    }
  }
  await save(run, resource, 'DELETE_COMPLETE')
  return true
}

function typeOf({ type: name }: StackResourceRecord): ResourceType {
  const type = resourceTypes.get(name)
  if (!type) throw new Error(`a stack holds a resource of the unknown type ${name}`)
  return type
}

/**
 * Finds what an operation made whose answer was never written down (a crash, an unexpected error): whatever looks
 * like the resource now, did not before its creation began, and is no other resource of this stack. From then on it
 * has a physical id and is deleted like the others.
 */
export async function adoptOrphans(run: Run): Promise<void> {
  const resources = await run.ports.store.listResources(run.journal.stack().id)
  const taken = new Set(resources.map(({ type, physicalId }) => `${type} ${physicalId}`))
  for (const resource of resources) {
    if (resource.physicalId !== '' || !['CREATE_IN_PROGRESS', 'CREATE_FAILED'].includes(resource.status)) continue
    if (resource.status === 'CREATE_FAILED' && !resource.statusReason?.startsWith('Internal failure')) continue
    const lookalikes = await typeOf(resource).findLookalikes(resource.place, clientsOf(run).clients)
    const orphan = lookalikes.find((id) => !resource.lookalikes.includes(id) && !taken.has(`${resource.type} ${id}`))
    if (orphan === undefined) continue
    taken.add(`${resource.type} ${orphan}`)
    await save(run, { ...resource, physicalId: orphan }, resource.status, resource.statusReason)
  }
}
