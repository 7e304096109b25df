import { summarizeResource } from '../stacks/descriptions.ts'
import { findStack } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'

/** The resources of a stack, or of the stack that a physical id belongs to. */
export async function describeStackResources(
  input: Input<'DescribeStackResources'>,
  context: Context<'DescribeStackResources'>,
): Promise<Output<'DescribeStackResources'>> {
  const stack = await findStack(context, input.StackName ?? (await stackIdOf(input.PhysicalResourceId, context)))
  const resources = await context.store.listResources(stack.id)
  const wanted = resources.filter(({ logicalId }) => [undefined, logicalId].includes(input.LogicalResourceId))
  const StackResources = wanted.map((resource) => {
    const { LastUpdatedTimestamp, ...summary } = summarizeResource(resource)
    return { StackName: stack.name, StackId: stack.id, Timestamp: LastUpdatedTimestamp, ...summary }
  })
  return { StackResources }
}

async function stackIdOf(physicalId: string | undefined, context: Context<'DescribeStackResources'>): Promise<string> {
  if (physicalId === undefined)
    return context.fail('ValidationError', 'Either StackName or PhysicalResourceId must be specified')
  const resource = await context.store.findResourceByPhysicalId(context.region, physicalId)
  return resource?.stackId ?? context.fail('ValidationError', `Stack for ${physicalId} does not exist`)
}
