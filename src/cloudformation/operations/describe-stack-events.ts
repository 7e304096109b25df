import type { ResourceStatus } from '@aws-sdk/client-cloudformation'
import { findStackInBrackets } from '../stacks/find-stack.ts'
import { nextToken, pageOf } from '../stacks/page-token.ts'
import type { Context, Input, Output } from '../service.ts'
import type { StackEventRecord } from '../store.ts'

/** Newest first. */
export async function describeStackEvents(
  input: Input<'DescribeStackEvents'>,
  context: Context<'DescribeStackEvents'>,
): Promise<Output<'DescribeStackEvents'>> {
  const stack = await findStackInBrackets(context, input.StackName)
  const { items, next } = await context.store.listEvents(stack.id, pageOf(input.NextToken, context))
  const StackEvents = items.map((event) => ({
    StackId: event.stackId,
    EventId: event.id,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: event.at,
    ResourceStatus: resourceStatus(event.status),
    ...(event.statusReason !== undefined && { ResourceStatusReason: event.statusReason }),
    ...(event.clientRequestToken !== undefined && { ClientRequestToken: event.clientRequestToken }),
  }))
  return { StackEvents, ...nextToken(next) }
}

/** The model's list lacks statuses that events of stacks do carry on AWS, e.g. REVIEW_IN_PROGRESS. */
function resourceStatus(status: StackEventRecord['status']): ResourceStatus {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return status as ResourceStatus
}
