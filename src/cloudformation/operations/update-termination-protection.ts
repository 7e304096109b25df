import { findStackInBrackets } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'

export async function updateTerminationProtection(
  input: Input<'UpdateTerminationProtection'>,
  context: Context<'UpdateTerminationProtection'>,
): Promise<Output<'UpdateTerminationProtection'>> {
  const stack = await findStackInBrackets(context, input.StackName)
  if (stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS')
    context.fail(
      'ValidationError',
      `Termination protection cannot be changed while the stack [${stack.name}] is in the status ${stack.status}`,
    )
  if (stack.nesting)
    context.fail(
      'ValidationError',
      `Termination protection of the nested stack [${stack.name}] is that of its root stack ${stack.nesting.rootId}`,
    )
  await context.store.setTerminationProtection(stack.id, input.EnableTerminationProtection)
  return { StackId: stack.id }
}
