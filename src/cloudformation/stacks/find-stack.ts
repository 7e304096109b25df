import type { CallContext, Fails } from '../../wire/operation.ts'
import type { CloudFormation } from '../cloudformation.ts'
import type { ChangeSetRecord, StackRecord } from '../store.ts'

type FindsStack = Pick<CloudFormation, 'store'> & Pick<CallContext, 'region'> & Fails<'ValidationError'>

/** The stack by name (live ones) or ARN (any), or a refusal in the words that most operations use. */
export async function findStack(context: FindsStack, nameOrId: string): Promise<StackRecord> {
  const stack = await context.store.findStack(context.region, nameOrId)
  return stack ?? context.fail('ValidationError', `Stack with id ${nameOrId} does not exist`)
}

/** The same with the wording of operations that change a stack or list its events. */
export async function findStackInBrackets(context: FindsStack, nameOrId: string): Promise<StackRecord> {
  const stack = await context.store.findStack(context.region, nameOrId)
  return stack ?? context.fail('ValidationError', `Stack [${nameOrId}] does not exist`)
}

/** A change set by ARN, or by name together with its stack. */
export async function findChangeSet(
  context: FindsStack & Fails<'ChangeSetNotFoundException'>,
  { ChangeSetName, StackName }: { readonly ChangeSetName: string; readonly StackName?: string },
): Promise<{ readonly stack: StackRecord; readonly changeSet: ChangeSetRecord }> {
  const isArn = ChangeSetName.startsWith('arn:')
  if (!isArn && StackName === undefined)
    context.fail('ValidationError', 'StackName must be specified if ChangeSetName is not specified as an ARN.')
  const named = StackName === undefined ? undefined : await findStackInBrackets(context, StackName)
  const changeSet = await context.store.findChangeSet(ChangeSetName, named?.id)
  const stack = named ?? (changeSet && (await context.store.findStack(context.region, changeSet.stackId)))
  if (!changeSet || !stack || changeSet.stackId !== stack.id)
    return context.fail('ChangeSetNotFoundException', `ChangeSet [${ChangeSetName}] does not exist`)
  return { stack, changeSet }
}
