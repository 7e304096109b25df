import type { StackResourceRecord } from '../store.ts'
import { deleteResources } from './delete-resources.ts'
import type { Run } from './run.ts'

/** Deletes what a stack consists of, and then marks it deleted. */
export async function deleteStack(
  run: Run,
  retain = (resource: StackResourceRecord): boolean => isRetained(run, resource),
): Promise<void> {
  const failed = await deleteResources(run, retain)
  if (failed.length > 0)
    await run.journal.setStatus('DELETE_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `)
  else await run.journal.close()
}

function isRetained(run: Run, { deletionPolicy, logicalId }: StackResourceRecord): boolean {
  return deletionPolicy !== 'Delete' || run.journal.stack().retainResources.includes(logicalId)
}
