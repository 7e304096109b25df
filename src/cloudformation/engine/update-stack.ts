import type { StackResourceRecord } from '../store.ts'
import { adoptOrphans, deletePhysical, noteLeftover } from './delete-resources.ts'
import { failureOf, isRetainedOnRollback } from './failures.ts'
import { type Known, stateOf } from './making.ts'
import { contentsOf, describeConflict, duplicateOf } from './outputs.ts'
import { openProperties } from './properties.ts'
import { resourceTypeOf } from '../resources/index.ts'
import type { Run } from './run.ts'
import { positionsOf } from './schedule.ts'
import { planOf } from './stack-plan.ts'
import { openStep } from './step.ts'
import { type Failures, updateResources } from './update-resources.ts'

/** Takes a stack that is UPDATE_IN_PROGRESS to its new settings or, when something fails, back to the previous ones. */
export async function updateStack(run: Run): Promise<void> {
  const reason = await failureOf(run, async () => {
    const plan = await planOf(run.journal.stack(), run.ports)
    const known: Known = new Map()
    const failures = await updateResources({ run, plan, known })
    const failed = describeFailures(failures)
    if (failed !== '') return failed
    const contents = contentsOf(run.journal.stack(), plan, known)
    const conflict =
      duplicateOf(contents.exports) ?? (await run.journal.complete('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', contents))
    return conflict && describeConflict(conflict)
  })
  if (reason === undefined) return cleanUpUpdate(run)
  await turnBack(run, reason)
}

function describeFailures({ created, updated }: Failures): string {
  const parts = [
    created.length > 0 && `The following resource(s) failed to create: [${created.join(', ')}]. `,
    updated.length > 0 && `The following resource(s) failed to update: [${updated.join(', ')}]. `,
  ]
  return parts.filter((part) => part !== false).join('')
}

/** Gives up an update that is under way. */
export async function turnBack(run: Run, reason: string): Promise<void> {
  await adoptOrphans(run)
  await run.journal.turnBack(reason)
  return rollBackUpdate(run)
}

/** Gives every resource back what the update has changed, last one first; then what it has made goes. */
export async function rollBackUpdate(run: Run): Promise<void> {
  const failed: string[] = []
  const resources = await run.ports.store.listResources(run.journal.stack().id)
  for (const resource of resources.toReversed()) if (!(await restore(run, resource))) failed.push(resource.logicalId)
  if (failed.length > 0)
    return run.journal.setStatus(
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: [${failed.join(', ')}]. `,
    )
  await run.journal.setStatus('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
  return cleanUpRollback(run)
}

/** False when the resource resists; what the update has not touched, or has added, is left as it is. */
async function restore(run: Run, resource: StackResourceRecord): Promise<boolean> {
  const { change, ...state } = stateOf(resource)
  const before = change?.before
  if (!before) return true
  if (change.replaced) {
    const { physicalId, place, properties, generatedName, order } = resource
    const leftover = physicalId === '' ? {} : { leftover: { physicalId, place, properties, generatedName, order } }
    await run.journal.saveResource({ ...state, ...before, ...leftover, status: 'UPDATE_COMPLETE' })
    return true
  }
  const type = resourceTypeOf(resource)
  const { vault } = run.ports
  const [wanted, current] = [openProperties(vault, resource, before), openProperties(vault, resource, resource)]
  return openStep({ run }, { type }, { ...state, change: { before } }, 'UPDATE_FAILED', async ({ clients }) => {
    await run.journal.saveResource({ ...state, change: { before }, status: 'UPDATE_IN_PROGRESS' })
    await type.update?.(resource, wanted, current, clients)
    await run.journal.saveResource({ ...state, ...before, status: 'UPDATE_COMPLETE' })
  })
}

/** After an update: deletes what the stack has no more, last one first, and forgets what it was before. */
export async function cleanUpUpdate(run: Run): Promise<void> {
  const { plan, resources } = await readStack(run)
  for (const resource of resources.toReversed()) {
    const planned = plan.resources.get(resource.logicalId)
    const { before, replaced } = resource.change ?? {}
    if (!planned) await takeOut(run, resource, resource.deletionPolicy !== 'Delete')
    else if (before && replaced && planned.declaration.updateReplacePolicy === 'Delete')
      await deletePhysical(run, resource, before, noteLeftover(run, resource, before))
  }
  const positions = positionsOf(plan.resources)
  for (const { change: _done, ...resource } of resources) {
    const planned = plan.resources.get(resource.logicalId)
    const order = positions.get(resource.logicalId)
    if (!planned || order === undefined) continue
    await run.journal.saveQuietly({ ...resource, order, deletionPolicy: planned.declaration.deletionPolicy })
  }
  await run.journal.setStatus('UPDATE_COMPLETE')
}

/** After a rollback: deletes what the update had made, last one first. */
export async function cleanUpRollback(run: Run): Promise<void> {
  const { plan, resources } = await readStack(run)
  for (const { leftover, ...resource } of resources.toReversed()) {
    if (resource.change) await takeOut(run, resource, isRetainedOnRollback(run, resource))
    if (!leftover) continue
    await deletePhysical(run, resource, leftover, noteLeftover(run, { ...resource, leftover }, leftover))
    await run.journal.saveQuietly(resource)
  }
  await run.journal.setStatus('UPDATE_ROLLBACK_COMPLETE', undefined, plan.imports)
}

async function readStack(run: Run) {
  const stack = run.journal.stack()
  const [plan, resources] = [await planOf(stack, run.ports), await run.ports.store.listResources(stack.id)]
  return { plan, resources }
}

/** Deletes a resource, unless it is to be retained, and takes it out of the stack; so does one that would not go, as on AWS. */
async function takeOut(run: Run, resource: StackResourceRecord, retain: boolean): Promise<void> {
  const { journal } = run
  if (retain && resource.physicalId !== '')
    return journal.removeResource({ ...stateOf(resource), status: 'DELETE_SKIPPED' })
  await deletePhysical(run, resource, resource, (status, reason) => {
    const state = { ...stateOf(resource), status }
    return status === 'DELETE_IN_PROGRESS' ? journal.saveResource(state) : journal.removeResource(state, reason)
  })
}
