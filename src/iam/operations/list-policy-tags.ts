import { requirePolicy } from '../managed-policies/managed-policies.ts'
import { listTags } from '../tags.ts'
import { readPage, writePage } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

/** In the order of keys (API "ListPolicyTags"). */
export async function listPolicyTags(
  input: Input<'ListPolicyTags'>,
  context: Context<'ListPolicyTags'>,
): Promise<Output<'ListPolicyTags'>> {
  const policy = await requirePolicy(context, input.PolicyArn)
  const { limit, after = '' } = readPage(input)
  const rest = listTags(policy.tags)
    .filter(({ Key }) => Key > after)
    .toSorted((one, other) => (one.Key < other.Key ? -1 : 1))
  const Tags = rest.slice(0, limit)
  const last = Tags.at(-1)
  return { Tags, ...writePage(last && rest.length > limit ? { next: last.Key } : {}) }
}
