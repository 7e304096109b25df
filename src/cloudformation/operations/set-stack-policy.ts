import { findStackInBrackets } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'
import { readPolicyText } from '../stacks/policy-text.ts'

/** Holds every later update to the policy; one that is under way goes on as it began. */
export async function setStackPolicy(
  input: Input<'SetStackPolicy'>,
  context: Context<'SetStackPolicy'>,
): Promise<Output<'SetStackPolicy'>> {
  const stack = await findStackInBrackets(context, input.StackName)
  const { StackPolicyBody: body, StackPolicyURL: url } = input
  const policy = await readPolicyText({ name: 'StackPolicy', body, url }, context)
  if (policy === undefined)
    return context.fail('ValidationError', 'You must specify either StackPolicyURL or StackPolicyBody')
  await context.store.setPolicy(stack.id, policy)
  return {}
}
