import { findChangeSet } from '../stacks/find-stack.ts'
import { stackEvent, withStatus } from '../engine/journal.ts'
import type { Context, Input, Output } from '../service.ts'
import { planOf } from '../engine/stack-plan.ts'
import { refusing } from '../stacks/stack-request.ts'

/** Creates the stack under review; the answer waits (up to a limit) until it is made. */
export async function executeChangeSet(
  input: Input<'ExecuteChangeSet'>,
  context: Context<'ExecuteChangeSet'>,
): Promise<Output<'ExecuteChangeSet'>> {
  const { stack, changeSet } = await findChangeSet(context, input)
  if (changeSet.executionStatus !== 'AVAILABLE')
    context.fail(
      'InvalidChangeSetStatusException',
      changeSet.status === 'FAILED'
        ? `ChangeSet [${changeSet.id}] cannot be executed in its current status of [FAILED]`
        : `ChangeSet [${changeSet.id}] cannot be executed in its current execution status of [${changeSet.executionStatus}]`,
    )
  const settings = {
    ...changeSet.settings,
    ...(input.DisableRollback !== undefined && {
      onFailure: input.DisableRollback ? ('DO_NOTHING' as const) : ('ROLLBACK' as const),
    }),
    ...(input.RetainExceptOnCreate !== undefined && { retainExceptOnCreate: input.RetainExceptOnCreate }),
    ...(input.ClientRequestToken !== undefined && { clientRequestToken: input.ClientRequestToken }),
  }
  const creating = {
    ...withStatus(stack, 'CREATE_IN_PROGRESS', 'User Initiated'),
    settings,
    changeSetId: changeSet.id,
    // A stack's age counts from its creation, not from its review.
    createdAt: context.now,
  }
  const { imports } = await refusing(context, () => planOf(creating, context))
  const event = stackEvent(creating, context.now, context.random.uuid())
  if (!(await context.store.moveStack(creating, ['REVIEW_IN_PROGRESS'], event, imports)))
    context.fail(
      'InvalidChangeSetStatusException',
      `ChangeSet [${changeSet.id}] cannot be executed: its stack is no longer under review`,
    )
  await context.store.replaceChangeSet({ ...changeSet, executionStatus: 'EXECUTE_COMPLETE' })
  await context.engine.create(creating)
  return {}
}
