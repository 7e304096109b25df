import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation'
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import type { Caller, RememberedCaller } from '../../wire/access.ts'
import type {
  ExportConflict,
  ExportRecord,
  PhysicalState,
  StackEventRecord,
  StackRecord,
  StackResourceRecord,
  StackStore,
} from '../store.ts'
import type { ResourceState } from './making.ts'

/** Writes down what happens to one stack, each step with its event, in the order it happened. */
export interface Journal {
  readonly stack: () => StackRecord
  /** `imports`, if given, is what the stack imports from now on: nothing, for one that will not come to be. */
  setStatus(status: StackStatus, reason?: string, imports?: readonly string[]): Promise<void>
  /** Gives up an update: the stack is to be again what it was before. */
  turnBack(reason: string): Promise<void>
  /** Ends a creation or an update with this status. Answers the export that prevents it; then nothing is written. */
  complete(status: StackStatus, contents: StackContents): Promise<ExportConflict | undefined>
  /** Marks the stack deleted. */
  close(): Promise<void>
  /** Writes the resource's state; `reason` is also the event's. */
  saveResource(resource: ResourceState, reason?: string): Promise<void>
  /** Writes the resource's state, with an event about a physical resource that is not it any more. */
  saveWithLeftover(
    resource: ResourceState,
    leftover: PhysicalState,
    status: ResourceStatus,
    reason?: string,
  ): Promise<void>
  /** Writes the resource's state without any event. */
  saveQuietly(resource: StackResourceRecord): Promise<void>
  /** Takes the resource out of the stack; its status is its last event's. */
  removeResource(resource: ResourceState, reason?: string): Promise<void>
}

/** What a stack shows to others once it is made. */
export interface StackContents {
  readonly outputs: StackRecord['outputs']
  readonly exports: readonly ExportRecord[]
  readonly imports: readonly string[]
}

interface JournalPorts {
  readonly store: StackStore
  readonly clock: Clock
  readonly random: Random
}

export function openJournal({ store, clock, random }: JournalPorts, opened: StackRecord): Journal {
  let current = opened
  let last: Promise<unknown> = Promise.resolve()
  function inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const turn = last.then(step)
    last = turn.catch(() => {})
    return turn
  }
  const moved = (status: StackStatus, reason?: string): StackRecord => withStatus(current, status, reason)
  return {
    stack: () => current,
    setStatus: (status, reason, imports) =>
      inTurn(async () => {
        current = moved(status, reason)
        await store.moveStack(current, [], stackEvent(current, clock.now(), random.uuid()), imports)
      }),
    turnBack: (reason) =>
      inTurn(async () => {
        const { previousSettings, ...stack } = moved('UPDATE_ROLLBACK_IN_PROGRESS', reason)
        const { retainExceptOnCreate, clientRequestToken } = stack.settings
        const call = { retainExceptOnCreate, ...(clientRequestToken !== undefined && { clientRequestToken }) }
        current = { ...stack, settings: { ...stack.settings, ...previousSettings, ...call } }
        await store.moveStack(current, [], stackEvent(current, clock.now(), random.uuid()))
      }),
    complete: (status, { outputs, exports, imports }) =>
      inTurn(async () => {
        const { previousSettings: _done, ...stack } = moved(status)
        const completed = { ...stack, outputs }
        const event = stackEvent(completed, clock.now(), random.uuid())
        const conflict = await store.completeStack(completed, exports, imports, event)
        if (!conflict) current = completed
        return conflict
      }),
    close: () =>
      inTurn(async () => {
        current = { ...moved('DELETE_COMPLETE'), deletedAt: clock.now() }
        await store.closeStack(current, stackEvent(current, clock.now(), random.uuid()))
      }),
    saveResource: (resource, reason) =>
      inTurn(async () => {
        const saved = withTime(resource, clock.now(), reason)
        await store.saveResource(saved, resourceEvent(current, saved))
      }),
    saveWithLeftover: (resource, { physicalId }, status, reason) =>
      inTurn(async () => {
        const saved = withTime(resource, clock.now())
        const event = resourceEvent(current, { ...withTime(resource, clock.now(), reason), physicalId, status })
        await store.saveResource(saved, event)
      }),
    saveQuietly: (resource) => inTurn(() => store.saveResource(resource)),
    removeResource: (resource, reason) =>
      inTurn(async () => {
        const removed = withTime(resource, clock.now(), reason)
        await store.removeResource(removed, resourceEvent(current, removed))
      }),
  }
}

function withTime(resource: ResourceState, modifiedAt: Date, reason?: string): StackResourceRecord {
  return { ...resource, modifiedAt, ...(reason !== undefined && { statusReason: reason }) }
}

function withStatus({ statusReason: _old, ...stack }: StackRecord, status: StackStatus, reason?: string): StackRecord {
  return { ...stack, status, ...(reason !== undefined && { statusReason: reason }) }
}

/** The stack as work on it begins that `caller` asks for; by that the work is taken up again with their permissions. */
export function asked(
  { askedBy: _before, ...stack }: StackRecord,
  status: StackStatus,
  caller: Caller | undefined,
  reason?: string,
): StackRecord {
  return { ...withStatus(stack, status, reason), ...(caller && { askedBy: rememberedOf(caller) }) }
}

export function rememberedOf({ arn, userId, remembered }: Caller): RememberedCaller {
  return remembered ?? { arn, userId, sourceIp: '', isSecure: false, principal: { kind: 'unknown' } }
}

/** The event that says that the stack itself has this status now. */
export function stackEvent(stack: StackRecord, at: Date, id: string): StackEventRecord {
  return {
    ...eventOf(stack, stack.status, stack.statusReason, at),
    id,
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
  }
}

function resourceEvent(stack: StackRecord, resource: StackResourceRecord): StackEventRecord {
  const { logicalId, type, status, statusReason, modifiedAt } = resource
  const physicalId = physicalIdOf(resource)
  return {
    ...eventOf(stack, status, statusReason, modifiedAt),
    id: `${logicalId}-${status}-${modifiedAt.toISOString()}`,
    logicalId,
    physicalId,
    type,
  }
}

/** Until its replacement exists, a resource is still the physical resource that it was. */
export function physicalIdOf({ physicalId, change }: Pick<StackResourceRecord, 'physicalId' | 'change'>): string {
  return physicalId || (change?.before?.physicalId ?? '')
}

function eventOf(stack: StackRecord, status: ResourceStatus | StackStatus, reason: string | undefined, at: Date) {
  const { clientRequestToken } = stack.settings
  return {
    stackId: stack.id,
    status,
    at,
    ...(reason !== undefined && { statusReason: reason }),
    ...(clientRequestToken !== undefined && { clientRequestToken }),
  }
}
