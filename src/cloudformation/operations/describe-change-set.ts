import { withoutValues } from '../engine/change-values.ts'
import { capabilitiesOf, describeParameters } from '../stacks/descriptions.ts'
import { findChangeSet } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'

export async function describeChangeSet(
  input: Input<'DescribeChangeSet'>,
  context: Context<'DescribeChangeSet'>,
): Promise<Output<'DescribeChangeSet'>> {
  const { stack, changeSet } = await findChangeSet(context, input)
  const { settings } = changeSet
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: stack.id,
    StackName: stack.name,
    ...(changeSet.description !== undefined && { Description: changeSet.description }),
    ...(settings.parameters.length > 0 && { Parameters: describeParameters(settings.parameters) }),
    CreationTime: changeSet.createdAt,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    ...(changeSet.statusReason !== undefined && { StatusReason: changeSet.statusReason }),
    NotificationARNs: [],
    RollbackConfiguration: {},
    ...(settings.capabilities.length > 0 && { Capabilities: capabilitiesOf(settings.capabilities) }),
    Tags: settings.tags.map(({ Key = '', Value = '' }) => ({ Key, Value })),
    Changes: changeSet.changes.map((change) => (input.IncludePropertyValues ? change : withoutValues(change))),
    OnStackFailure: settings.onFailure,
    IncludeNestedStacks: false,
  }
}
