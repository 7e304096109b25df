import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation'
import type { Clock } from '../../ports/clock.ts'
import type { Random } from '../../ports/random.ts'
import type { ExportRecord, StackEventRecord, StackRecord, StackResourceRecord, StackStore } from '../store.ts'

/** Writes down what happens to one stack, each step with its event, in the order it happened. */
export interface Journal {
  readonly stack: () => StackRecord
  setStatus(status: StackStatus, reason?: string): Promise<void>
  /** Like setStatus, for a stack that will not come to be: it imports nothing from now on. */
  abandon(status: StackStatus, reason: string): Promise<void>
  /** Answers the export that another stack has already; then nothing is written. */
  complete(outputs: StackRecord['outputs'], exports: readonly ExportRecord[]): Promise<ExportRecord | undefined>
  /** Marks the stack deleted. */
  close(): Promise<void>
  /** Writes the resource's state; `reason` is also the event's. */
  saveResource(resource: Omit<StackResourceRecord, 'modifiedAt' | 'statusReason'>, reason?: string): Promise<void>
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
    setStatus: (status, reason) =>
      inTurn(async () => {
        current = moved(status, reason)
        await store.moveStack(current, [], stackEvent(current, clock.now(), random.uuid()))
      }),
    abandon: (status, reason) =>
      inTurn(async () => {
        current = moved(status, reason)
        await store.moveStack(current, [], stackEvent(current, clock.now(), random.uuid()), [])
      }),
    complete: (outputs, exports) =>
      inTurn(async () => {
        const completed = { ...moved('CREATE_COMPLETE'), outputs }
        const taken = await store.completeStack(completed, exports, stackEvent(completed, clock.now(), random.uuid()))
        if (!taken) current = completed
        return taken
      }),
    close: () =>
      inTurn(async () => {
        current = { ...moved('DELETE_COMPLETE'), deletedAt: clock.now() }
        await store.closeStack(current, stackEvent(current, clock.now(), random.uuid()))
      }),
    saveResource: (resource, reason) =>
      inTurn(async () => {
        const modifiedAt = clock.now()
        const saved = { ...resource, modifiedAt, ...(reason !== undefined && { statusReason: reason }) }
        await store.saveResource(saved, resourceEvent(current, saved))
      }),
  }
}

export function withStatus(
  { statusReason: _old, ...stack }: StackRecord,
  status: StackStatus,
  reason?: string,
): StackRecord {
  return { ...stack, status, ...(reason !== undefined && { statusReason: reason }) }
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
  const { logicalId, physicalId, type, status, statusReason, modifiedAt } = resource
  return {
    ...eventOf(stack, status, statusReason, modifiedAt),
    id: `${logicalId}-${status}-${modifiedAt.toISOString()}`,
    logicalId,
    physicalId,
    type,
  }
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
