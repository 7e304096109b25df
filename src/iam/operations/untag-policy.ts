import { changeTags, requirePolicy } from '../managed-policies/managed-policies.ts'
import { withoutTags } from '../tags.ts'
import type { Context, Input, Output } from '../service.ts'

export async function untagPolicy(
  input: Input<'UntagPolicy'>,
  context: Context<'UntagPolicy'>,
): Promise<Output<'UntagPolicy'>> {
  const policy = await requirePolicy(context, input.PolicyArn)
  await changeTags(context, policy, withoutTags(policy.tags, input.TagKeys))
  return {}
}
