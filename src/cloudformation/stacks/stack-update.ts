import type { StackStatus } from '@aws-sdk/client-cloudformation'
import type { CallContext, Fails } from '../../wire/operation.ts'
import type { CloudFormation } from '../cloudformation.ts'
import type { UpdatePolicies } from '../engine/engine.ts'
import { asked, stackEvent } from '../engine/journal.ts'
import type { StackRecord, StackSettings } from '../store.ts'
import type { Plan } from '../template/plan.ts'
import { isUnchanged, readStackRequest, type RequestContext, type StackRequest } from './stack-request.ts'

const updatable: readonly StackStatus[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE']

export function refuseUnlessUpdatable({ id, status }: StackRecord, context: Fails<'ValidationError'>): void {
  if (!updatable.includes(status))
    context.fail('ValidationError', `Stack:${id} is in ${status} state and can not be updated.`)
}

/** What the stack is to be after the update, which is checked in full; tags and role stay when they are not given. */
export async function readUpdate(
  request: StackRequest,
  stack: StackRecord,
  context: RequestContext,
): Promise<{ readonly settings: StackSettings; readonly plan: Plan; readonly isUnchanged: boolean }> {
  const { settings, plan } = await readStackRequest(request, stack, 'ROLLBACK', context, stack)
  const { roleArn, tags } = stack.settings
  const updated = {
    ...(roleArn !== undefined && { roleArn }),
    ...settings,
    ...(request.Tags === undefined && { tags }),
  }
  return { settings: updated, plan, isUnchanged: isUnchanged(stack, updated, context) }
}

interface UpdateStart {
  /** What a nested stack is to be when its parent's update is taken back; what it is now, unless that is said. */
  readonly undo?: StackSettings
  readonly policies?: UpdatePolicies
  readonly imports: readonly string[]
  readonly changeSetId?: string
  readonly started?: () => Promise<void>
}

/** Stores that the stack is being updated, calls `started`, and has the engine do it. */
export async function startUpdate(
  stack: StackRecord,
  settings: StackSettings,
  { imports, changeSetId, policies, undo = stack.settings, started: onStart }: UpdateStart,
  context: CallContext & Pick<CloudFormation, 'store' | 'random' | 'engine'> & Fails<'ValidationError'>,
): Promise<void> {
  const updating: StackRecord = {
    ...asked(stack, 'UPDATE_IN_PROGRESS', context.caller, 'User Initiated'),
    settings,
    previousSettings: stack.settings,
    ...(stack.nesting && { undo }),
    updatedAt: context.now,
    ...(changeSetId !== undefined && { changeSetId }),
  }
  const event = stackEvent(updating, context.now, context.random.uuid())
  const started = await context.store.startUpdate(updating, stack, event, imports)
  if (started === 'moved') {
    const current = await context.store.findStack(context.region, stack.id)
    return context.fail(
      'ValidationError',
      `Stack:${stack.id} is in ${current?.status ?? 'UPDATE_IN_PROGRESS'} state and can not be updated.`,
    )
  }
  if (started !== 'started') context.fail('ValidationError', `No export named ${started.missingExport} found.`)
  await onStart?.()
  await context.engine.update(updating, context.caller, policies)
}
