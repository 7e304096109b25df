import { describeStack } from '../stacks/descriptions.ts'
import { findStack } from '../stacks/find-stack.ts'
import { nextToken, pageOf } from '../stacks/page-token.ts'
import type { Context, Input, Output } from '../service.ts'

/** One stack by name or ARN (deleted ones by ARN only), or every stack that is not deleted, newest first. */
export async function describeStacks(
  input: Input<'DescribeStacks'>,
  context: Context<'DescribeStacks'>,
): Promise<Output<'DescribeStacks'>> {
  if (input.StackName !== undefined) return { Stacks: [describeStack(await findStack(context, input.StackName))] }
  const { items, next } = await context.store.listStacks(context.region, false, pageOf(input.NextToken, context))
  return { Stacks: items.map(describeStack), ...nextToken(next) }
}
