import type { StackResourceRecord } from '../store.ts'
import { describeProblem, TemplateProblem } from '../template/problem.ts'
import type { Run } from './run.ts'

/** What can be wrong with a template only once its resources exist, and bugs of ours, are reasons to fail too. */
export async function failureOf(run: Run, work: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TemplateProblem) return `${describeProblem(error)}. `
    run.ports.log.error({ event: 'stack-failed', stackId: run.journal.stack().id }, error)
    return 'Internal failure. '
  }
}

/** AWS page "DeletionPolicy attribute": a rollback keeps what says Retain, unless the caller says otherwise. */
export function isRetainedOnRollback(run: Run, { deletionPolicy }: StackResourceRecord): boolean {
  return deletionPolicy === 'Retain' && !run.journal.stack().settings.retainExceptOnCreate
}
