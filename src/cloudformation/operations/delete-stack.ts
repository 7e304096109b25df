import { asked, stackEvent } from '../engine/journal.ts'
import { checkServiceRole } from '../stacks/service-role.ts'
import { deletable } from '../stacks/deletable.ts'
import type { Context, Input, Output } from '../service.ts'
import type { StackRecord } from '../store.ts'

/** A stack that is not there counts as deleted. One that is still being created or updated is deleted once that has ended. */
export async function deleteStack(
  input: Input<'DeleteStack'>,
  context: Context<'DeleteStack'>,
): Promise<Output<'DeleteStack'>> {
  if (input.DeletionMode === 'FORCE_DELETE_STACK')
    context.fail('ValidationError', 'poolgate does not implement DeletionMode FORCE_DELETE_STACK')
  const found = await context.store.findStack(context.region, input.StackName)
  if (!found) return {}
  await context.engine.finished(found.id)
  const stack = await context.store.findStack(context.region, found.id)
  if (!stack || isDeleted(stack)) return {}
  const root = stack.nesting ? await context.store.findStack(context.region, stack.nesting.rootId) : stack
  if (root?.terminationProtection)
    context.fail('ValidationError', `Stack [${root.name}] cannot be deleted while TerminationProtection is enabled`)
  const retainResources = input.RetainResources ?? []
  if (retainResources.length > 0 && stack.status !== 'DELETE_FAILED')
    context.fail('ValidationError', 'RetainResources can be specified only for a stack in the DELETE_FAILED state')
  await checkServiceRole(input.RoleARN, context)
  // The events of the deletion carry its own token.
  const { ClientRequestToken: clientRequestToken, RoleARN: roleArn } = input
  const settings = {
    ...stack.settings,
    ...(clientRequestToken !== undefined && { clientRequestToken }),
    ...(roleArn !== undefined && { roleArn }),
  }
  const deleting = {
    ...asked(stack, 'DELETE_IN_PROGRESS', context.caller, 'User Initiated'),
    settings,
    retainResources,
  }
  const event = stackEvent(deleting, context.now, context.random.uuid())
  const started = await context.store.startDeletion(deleting, deletable, event)
  if (started === 'moved') return refuseUnlessDeleted(stack, context)
  if (started !== 'started')
    context.fail(
      'ValidationError',
      `Delete canceled. Cannot delete export ${started.importedExport} as it is in use by ${started.importers.join(' and ')}.`,
    )
  await context.engine.delete(deleting, context.caller)
  return {}
}

function isDeleted({ status }: StackRecord): boolean {
  return status === 'DELETE_COMPLETE' || status === 'DELETE_IN_PROGRESS'
}

/** Its status does not allow deletion, or a call at the same time was faster. */
async function refuseUnlessDeleted(
  { id, name }: StackRecord,
  context: Context<'DeleteStack'>,
): Promise<Output<'DeleteStack'>> {
  await context.engine.finished(id)
  const stack = await context.store.findStack(context.region, id)
  if (stack && !isDeleted(stack))
    context.fail('ValidationError', `Stack [${name}] cannot be deleted while in status ${stack.status}`)
  return {}
}
