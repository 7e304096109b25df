import { findStackInBrackets } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'
import { isUnchanged, readStackRequest } from '../stacks/stack-request.ts'

/** Tells a change from none, as AWS does; a change is refused rather than made by halves. */
export async function updateStack(
  input: Input<'UpdateStack'>,
  context: Context<'UpdateStack'>,
): Promise<Output<'UpdateStack'>> {
  const stack = await findStackInBrackets(context, input.StackName)
  if (stack.status !== 'CREATE_COMPLETE')
    context.fail('ValidationError', `Stack:${stack.id} is in ${stack.status} state and can not be updated.`)
  const { settings } = await readStackRequest(input, stack, 'ROLLBACK', context, stack)
  // UpdateStack without Tags keeps the stack's.
  const updated = input.Tags === undefined ? { ...settings, tags: stack.settings.tags } : settings
  if (isUnchanged(stack, updated, context)) context.fail('ValidationError', 'No updates are to be performed.')
  return context.fail('ValidationError', 'poolgate does not implement stack updates yet. Nothing was changed.')
}
