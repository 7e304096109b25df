import { findChangeSet } from '../stacks/find-stack.ts'
import { asked, stackEvent } from '../engine/journal.ts'
import type { Context, Input, Output } from '../service.ts'
import { planOf } from '../engine/stack-plan.ts'
import { refusing } from '../stacks/stack-request.ts'
import { refuseUnlessUpdatable, startUpdate } from '../stacks/stack-update.ts'
import type { ChangeSetRecord, StackRecord, StackSettings } from '../store.ts'

/** Creates the stack under review, or updates the one that exists; the answer waits (up to a limit) until it is done. */
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
  if (changeSet.type === 'CREATE') await create(stack, changeSet, input, context)
  else await update(stack, changeSet, input, context)
  return {}
}

async function create(
  stack: StackRecord,
  changeSet: ChangeSetRecord,
  input: Input<'ExecuteChangeSet'>,
  context: Context<'ExecuteChangeSet'>,
): Promise<void> {
  const onFailure = input.DisableRollback ? ('DO_NOTHING' as const) : ('ROLLBACK' as const)
  const creating = {
    ...asked(stack, 'CREATE_IN_PROGRESS', context.caller, 'User Initiated'),
    settings: { ...settingsOf(changeSet, input), ...(input.DisableRollback !== undefined && { onFailure }) },
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
  await markExecuted(changeSet, context)
  await context.engine.create(creating, context.caller)
}

async function update(
  stack: StackRecord,
  changeSet: ChangeSetRecord,
  input: Input<'ExecuteChangeSet'>,
  context: Context<'ExecuteChangeSet'>,
): Promise<void> {
  if (input.DisableRollback) context.fail('ValidationError', 'poolgate does not implement DisableRollback for updates')
  refuseUnlessUpdatable(stack, context)
  const settings = settingsOf(changeSet, input)
  const { imports } = await refusing(context, () => planOf({ ...stack, settings }, context))
  // Only then: of two that are executed at once the one that is refused must leave the other alone.
  const started = () => markExecuted(changeSet, context)
  await startUpdate(stack, settings, { imports, changeSetId: changeSet.id, started }, context)
}

function settingsOf({ settings }: ChangeSetRecord, input: Input<'ExecuteChangeSet'>): StackSettings {
  return {
    ...settings,
    ...(input.RetainExceptOnCreate !== undefined && { retainExceptOnCreate: input.RetainExceptOnCreate }),
    ...(input.ClientRequestToken !== undefined && { clientRequestToken: input.ClientRequestToken }),
  }
}

/** The stack's other change sets go: they were made for what it is no more (AWS page "ExecuteChangeSet"). */
async function markExecuted(changeSet: ChangeSetRecord, { store }: Context<'ExecuteChangeSet'>): Promise<void> {
  await store.replaceChangeSet({ ...changeSet, executionStatus: 'EXECUTE_COMPLETE' })
  for (const { id } of await store.listChangeSets(changeSet.stackId))
    if (id !== changeSet.id) await store.deleteChangeSet(id)
}
