import { findStackInBrackets } from '../stacks/find-stack.ts'
import type { Context, Input, Output } from '../service.ts'

/** Every change set of a stack at once. */
export async function listChangeSets(
  input: Input<'ListChangeSets'>,
  context: Context<'ListChangeSets'>,
): Promise<Output<'ListChangeSets'>> {
  const stack = await findStackInBrackets(context, input.StackName)
  const changeSets = await context.store.listChangeSets(stack.id)
  const Summaries = changeSets.map((changeSet) => ({
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    ...(changeSet.statusReason !== undefined && { StatusReason: changeSet.statusReason }),
    CreationTime: changeSet.createdAt,
    ...(changeSet.description !== undefined && { Description: changeSet.description }),
    IncludeNestedStacks: false,
  }))
  return { Summaries }
}
