import { summarizeResource } from '../stacks/descriptions.ts'
import { findStack } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'

/** All at once: a template holds at most 500 resources. */
export async function listStackResources(
  input: Input<'ListStackResources'>,
  context: Context<'ListStackResources'>,
): Promise<Output<'ListStackResources'>> {
  const stack = await findStack(context, input.StackName)
  const resources = await context.store.listResources(stack.id)
  return { StackResourceSummaries: resources.map(summarizeResource) }
}
