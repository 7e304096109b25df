import { describePolicy } from '../managed-policies/managed-policies.ts'
import { readPage, writePage } from '../users/users.ts'
import type { Context, Input, Output } from '../service.ts'

/** Customer managed ones: poolgate has none of AWS's. A page holds at most MaxItems. */
export async function listPolicies(
  input: Input<'ListPolicies'>,
  context: Context<'ListPolicies'>,
): Promise<Output<'ListPolicies'>> {
  const { PathPrefix = '/', Scope = 'All' } = input
  if (Scope === 'AWS') return { Policies: [], IsTruncated: false }
  const page = await context.store.listManagedPolicies(readPage(input))
  const Policies = []
  for (const policy of page.items.filter(({ path }) => path.startsWith(PathPrefix))) {
    const described = await describePolicy(context, policy)
    if (input.OnlyAttached !== true || described.AttachmentCount > 0) Policies.push(described)
  }
  return { Policies: input.PolicyUsageFilter === 'PermissionsBoundary' ? [] : Policies, ...writePage(page) }
}
