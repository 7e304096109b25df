import { findStackInBrackets } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getStackPolicy(
  input: Input<'GetStackPolicy'>,
  context: Context<'GetStackPolicy'>,
): Promise<Output<'GetStackPolicy'>> {
  const { policy } = await findStackInBrackets(context, input.StackName)
  return policy === undefined ? {} : { StackPolicyBody: policy }
}
