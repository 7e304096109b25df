import { describePolicy, requirePolicy } from '../managed-policies/managed-policies.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getPolicy(
  input: Input<'GetPolicy'>,
  context: Context<'GetPolicy'>,
): Promise<Output<'GetPolicy'>> {
  return { Policy: await describePolicy(context, await requirePolicy(context, input.PolicyArn)) }
}
