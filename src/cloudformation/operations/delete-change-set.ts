import { findStackInBrackets } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'

/** A change set that is not there counts as deleted; its stack must exist. */
export async function deleteChangeSet(
  input: Input<'DeleteChangeSet'>,
  context: Context<'DeleteChangeSet'>,
): Promise<Output<'DeleteChangeSet'>> {
  const isArn = input.ChangeSetName.startsWith('arn:')
  if (!isArn && input.StackName === undefined)
    context.fail('ValidationError', 'StackName must be specified if ChangeSetName is not specified as an ARN.')
  const stack = input.StackName === undefined ? undefined : await findStackInBrackets(context, input.StackName)
  const changeSet = await context.store.findChangeSet(input.ChangeSetName, stack?.id)
  const owner = changeSet && (await context.store.findStack(context.region, changeSet.stackId))
  if (!changeSet || !owner || (stack && stack.id !== owner.id)) return {}
  await context.store.deleteChangeSet(changeSet.id)
  return {}
}
