import { arnOf, insertStack, newStackIdentity } from '../stacks/new-stack.ts'
import type { Context, Input, Output } from '../service.ts'
import { missingIamCapability, readStackRequest } from '../stacks/stack-request.ts'
import { readUpdate, refuseUnlessUpdatable } from '../stacks/stack-update.ts'
import type { ChangeSetRecord, StackRecord } from '../store.ts'
import type { Plan } from '../template/plan.ts'
import { describeProblem, TemplateProblem } from '../template/problem.ts'

/** CREATE for a new stack, UPDATE for one that exists; the template is checked in full, and nothing is made. */
export async function createChangeSet(
  input: Input<'CreateChangeSet'>,
  context: Context<'CreateChangeSet'>,
): Promise<Output<'CreateChangeSet'>> {
  refuseLacking(input, context)
  const existing = await context.store.findStack(context.region, input.StackName)
  const type = input.ChangeSetType ?? 'UPDATE'
  if (type === 'UPDATE' && (!existing || existing.status === 'REVIEW_IN_PROGRESS'))
    context.fail('ValidationError', `Stack [${input.StackName}] does not exist`)
  if (type === 'CREATE' && existing && existing.status !== 'REVIEW_IN_PROGRESS')
    context.fail(
      'ValidationError',
      `Stack [${input.StackName}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
    )
  const changeSet =
    existing && type === 'UPDATE'
      ? await reviewUpdate(input, existing, context)
      : await reviewCreation(input, existing, context)
  await freeName(changeSet, context)
  if (!(await context.store.insertChangeSet(changeSet)))
    context.fail('AlreadyExistsException', `ChangeSet [${input.ChangeSetName}] already exists`)
  return { Id: changeSet.id, StackId: changeSet.stackId }
}

/**
 * What can be executed no more gives its name free: deploy clients name change sets after the second, and two deployments
 * fit in one here.
 */
async function freeName({ name, stackId }: ChangeSetRecord, { store }: Context<'CreateChangeSet'>): Promise<void> {
  const earlier = await store.findChangeSet(name, stackId)
  if (earlier && earlier.executionStatus !== 'AVAILABLE') await store.deleteChangeSet(earlier.id)
}

/**
 * ImportExistingResources is taken: where nothing of a resource's name exists, it asks for nothing, and where something
 * does, the resource fails by name instead of being imported.
 */
function refuseLacking(input: Input<'CreateChangeSet'>, context: Context<'CreateChangeSet'>): void {
  const lacking = [
    input.ChangeSetType === 'IMPORT' && 'ChangeSetType IMPORT',
    (input.ResourcesToImport ?? []).length > 0 && 'ResourcesToImport',
    input.DeploymentMode !== undefined && 'DeploymentMode',
  ].find((name) => name !== false)
  if (lacking !== undefined) context.fail('ValidationError', `poolgate does not implement ${lacking}`)
}

async function reviewCreation(
  input: Input<'CreateChangeSet'>,
  existing: StackRecord | undefined,
  context: Context<'CreateChangeSet'>,
): Promise<ChangeSetRecord> {
  const identity = existing ?? newStackIdentity(input.StackName, context)
  const { settings, plan } = await readStackRequest(
    withToken(input),
    identity,
    input.OnStackFailure ?? 'ROLLBACK',
    context,
  )
  const missing = capabilityMissing(input, plan, context)
  if (!existing) {
    const stack = {
      identity,
      settings,
      status: 'REVIEW_IN_PROGRESS' as const,
      terminationProtection: false,
      imports: [],
    }
    if (!(await insertStack(stack, context)))
      context.fail('AlreadyExistsException', `Stack [${input.StackName}] already exists`)
  }
  const described = { ...describe(input, identity.id, context), type: 'CREATE' as const, settings }
  if (missing !== undefined) return { ...described, ...failed(missing) }
  return {
    ...described,
    changes: additions(plan),
    status: 'CREATE_COMPLETE',
    executionStatus: 'AVAILABLE',
  }
}

async function reviewUpdate(
  input: Input<'CreateChangeSet'>,
  stack: StackRecord,
  context: Context<'CreateChangeSet'>,
): Promise<ChangeSetRecord> {
  refuseUnlessUpdatable(stack, context)
  if (input.OnStackFailure !== undefined && input.OnStackFailure !== 'ROLLBACK')
    context.fail('ValidationError', `poolgate does not implement OnStackFailure ${input.OnStackFailure} for updates`)
  const { settings, plan, isUnchanged } = await readUpdate(withToken(input), stack, context)
  const missing = capabilityMissing(input, plan, context)
  const described = { ...describe(input, stack.id, context), type: 'UPDATE' as const, settings }
  if (missing !== undefined) return { ...described, ...failed(missing) }
  if (isUnchanged) return { ...described, ...failed(noChanges) }
  try {
    const changes = await context.engine.changes(stack, settings, context.caller)
    return { ...described, changes, status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE' }
  } catch (error) {
    // AWS finds this out after it has answered: the change set says it.
    if (error instanceof TemplateProblem) return { ...described, ...failed(describeProblem(error)) }
    throw error
  }
}

/** Known at once, unless a transform has to be asked first: then the change set says it. */
function capabilityMissing(
  { Capabilities = [] }: Input<'CreateChangeSet'>,
  { template }: Plan,
  context: Context<'CreateChangeSet'>,
): string | undefined {
  const missing = missingIamCapability(Capabilities, template)
  if (missing !== undefined && template.transforms.length === 0)
    context.fail('InsufficientCapabilitiesException', missing)
  return missing
}

const noChanges =
  "The submitted information didn't contain changes. Submit different information to create a change set."

function failed(statusReason: string) {
  return { changes: [], status: 'FAILED', statusReason, executionStatus: 'UNAVAILABLE' } as const
}

function additions(plan: Plan): ChangeSetRecord['changes'] {
  return [...plan.resources.values()].map(({ declaration: { logicalId, type } }) => ({
    Type: 'Resource',
    ResourceChange: { Action: 'Add', LogicalResourceId: logicalId, ResourceType: type, Scope: [], Details: [] },
  }))
}

/** The change set's own ClientToken is not the stack's. */
function withToken({ ClientToken: _token, ...input }: Input<'CreateChangeSet'>) {
  return input
}

function describe(input: Input<'CreateChangeSet'>, stackId: string, context: Context<'CreateChangeSet'>) {
  return {
    id: arnOf(context, `changeSet/${input.ChangeSetName}/${context.random.uuid()}`),
    stackId,
    name: input.ChangeSetName,
    ...(input.Description !== undefined && { description: input.Description }),
    createdAt: context.now,
  }
}
