import { adoptOrphans, deleteResources } from './delete-resources.ts'
import { createResources } from './create-resources.ts'
import { failureOf, isRetainedOnRollback } from './failures.ts'
import type { Known } from './making.ts'
import { contentsOf, describeConflict, duplicateOf } from './outputs.ts'
import type { Run } from './run.ts'
import { planOf } from './stack-plan.ts'
import { deleteStack } from './delete-stack.ts'

/** Makes a stack that is CREATE_IN_PROGRESS, or does what its OnFailure says. */
export async function createStack(run: Run): Promise<void> {
  const reason = await failureOf(run, async () => {
    const plan = await planOf(run.journal.stack(), run.ports)
    const known: Known = new Map()
    const failed = await createResources({ run, plan, known })
    if (failed.length > 0) return `The following resource(s) failed to create: [${failed.join(', ')}]. `
    const contents = contentsOf(run.journal.stack(), plan, known)
    const conflict = duplicateOf(contents.exports) ?? (await run.journal.complete('CREATE_COMPLETE', contents))
    return conflict && describeConflict(conflict)
  })
  if (reason !== undefined) await failStack(run, reason)
}

/** What OnFailure says: leave things as they are, roll back, or delete. */
export async function failStack(run: Run, reason: string): Promise<void> {
  await adoptOrphans(run)
  const { onFailure } = run.journal.stack().settings
  if (onFailure === 'DO_NOTHING') return run.journal.setStatus('CREATE_FAILED', reason)
  if (onFailure === 'DELETE') {
    await run.journal.setStatus('DELETE_IN_PROGRESS', `${reason}Delete requested by user.`)
    return deleteStack(run, (resource) => isRetainedOnRollback(run, resource))
  }
  await run.journal.setStatus('ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`, [])
  return rollBackStack(run)
}

export async function rollBackStack(run: Run): Promise<void> {
  const failed = await deleteResources(run, (resource) => isRetainedOnRollback(run, resource))
  if (failed.length > 0)
    await run.journal.setStatus(
      'ROLLBACK_FAILED',
      `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
    )
  else await run.journal.setStatus('ROLLBACK_COMPLETE')
}
