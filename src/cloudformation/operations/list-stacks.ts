import { describeNesting } from '../stacks/descriptions.ts'
import { nextToken, pageOf } from '../stacks/page-token.ts'
import type { Context, Input, Output } from '../service.ts'

/** Deleted stacks included. A page may hold fewer stacks than fit, or none, when a filter leaves some out. */
export async function listStacks(
  input: Input<'ListStacks'>,
  context: Context<'ListStacks'>,
): Promise<Output<'ListStacks'>> {
  const { items, next } = await context.store.listStacks(context.region, true, pageOf(input.NextToken, context))
  const filter = input.StackStatusFilter ?? []
  const wanted = filter.length > 0 ? items.filter(({ status }) => filter.includes(status)) : items
  const StackSummaries = wanted.map((stack) => ({
    StackId: stack.id,
    StackName: stack.name,
    ...(stack.settings.description !== undefined && { TemplateDescription: stack.settings.description }),
    CreationTime: stack.createdAt,
    ...(stack.updatedAt && { LastUpdatedTime: stack.updatedAt }),
    ...(stack.deletedAt && { DeletionTime: stack.deletedAt }),
    StackStatus: stack.status,
    ...(stack.statusReason !== undefined && { StackStatusReason: stack.statusReason }),
    ...describeNesting(stack),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' as const },
  }))
  return { StackSummaries, ...nextToken(next) }
}
