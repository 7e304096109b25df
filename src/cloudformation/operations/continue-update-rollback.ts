import { asked, stackEvent } from '../engine/journal.ts'
import type { Context, Input, Output } from '../service.ts'
import { checkServiceRole } from '../stacks/service-role.ts'
import { findStackInBrackets } from '../stacks/find-stack.ts'

/** Tries again what a rollback could not take back; the answer waits (up to a limit) until it is done. */
export async function continueUpdateRollback(
  input: Input<'ContinueUpdateRollback'>,
  context: Context<'ContinueUpdateRollback'>,
): Promise<Output<'ContinueUpdateRollback'>> {
  if ((input.ResourcesToSkip ?? []).length > 0)
    context.fail('ValidationError', 'poolgate does not implement ResourcesToSkip')
  const stack = await findStackInBrackets(context, input.StackName)
  await checkServiceRole(input.RoleARN, context)
  const { ClientRequestToken: clientRequestToken, RoleARN: roleArn } = input
  const continued = {
    ...asked(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', context.caller, 'User Initiated'),
    settings: {
      ...stack.settings,
      ...(clientRequestToken !== undefined && { clientRequestToken }),
      ...(roleArn !== undefined && { roleArn }),
    },
  }
  const event = stackEvent(continued, context.now, context.random.uuid())
  if (!(await context.store.moveStack(continued, ['UPDATE_ROLLBACK_FAILED'], event)))
    context.fail('ValidationError', `Stack:${stack.id} is in ${stack.status} state and can not continue rollback.`)
  await context.engine.continueRollback(continued, context.caller)
  return {}
}
