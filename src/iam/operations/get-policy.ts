import { describePolicy, requirePolicy } from '../managed-policies/managed-policies.ts'
import { describeTags } from '../tags.ts'
import type { Context, Input, Output } from '../service.ts'

export async function getPolicy(
  input: Input<'GetPolicy'>,
  context: Context<'GetPolicy'>,
): Promise<Output<'GetPolicy'>> {
  const policy = await requirePolicy(context, input.PolicyArn)
  return { Policy: { ...(await describePolicy(context, policy)), ...describeTags(policy.tags) } }
}
