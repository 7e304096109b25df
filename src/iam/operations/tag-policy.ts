import { changeTags, requirePolicy } from '../managed-policies/managed-policies.ts'
import { withTags } from '../tags.ts'
import type { Context, Input, Output } from '../service.ts'

export async function tagPolicy(
  input: Input<'TagPolicy'>,
  context: Context<'TagPolicy'>,
): Promise<Output<'TagPolicy'>> {
  const policy = await requirePolicy(context, input.PolicyArn)
  await changeTags(context, policy, withTags(policy.tags, input.Tags, context))
  return {}
}
