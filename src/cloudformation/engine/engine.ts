import type { Change } from '@aws-sdk/client-cloudformation'
import type { Caller } from '../../wire/access.ts'
import type { Defined } from '../../wire/operation.ts'
import { changesOf } from './changes.ts'
import { createStack, failStack, rollBackStack } from './create-stack.ts'
import { adoptOrphans } from './delete-resources.ts'
import { deleteStack } from './delete-stack.ts'
import { openJournal } from './journal.ts'
import type { EnginePorts, Run } from './run.ts'
import type { StackRecord, StackSettings } from '../store.ts'
import { cleanUpRollback, cleanUpUpdate, rollBackUpdate, turnBack, updateStack } from './update-stack.ts'

/**
 * Makes, changes and takes away what stacks consist of, with the permissions of `caller` where it is given. One process
 * works on a stack at a time.
 */
export interface Engine {
  /** What these settings would change of a stack; see changesOf. */
  changes(stack: StackRecord, settings: StackSettings, caller?: Caller): Promise<Defined<Change>[]>
  /** Creates a stack that has been stored as CREATE_IN_PROGRESS. Resolves when it is done, or when patience ends. */
  create(stack: StackRecord, caller?: Caller): Promise<void>
  /** Updates a stack that has been stored as UPDATE_IN_PROGRESS, with the same patience. */
  update(stack: StackRecord, caller?: Caller): Promise<void>
  /** Goes on with the rollback of a stack that has been stored as UPDATE_ROLLBACK_IN_PROGRESS, with the same patience. */
  continueRollback(stack: StackRecord, caller?: Caller): Promise<void>
  /** Deletes a stack that has been stored as DELETE_IN_PROGRESS, with the same patience. */
  delete(stack: StackRecord, caller?: Caller): Promise<void>
  /** Waits, with the same patience, until no work on the stack is under way; false when there still is. */
  finished(stackId: string): Promise<boolean>
  /**
   * Takes up what an earlier process left unfinished: creations and updates are rolled back, rollbacks and deletions go
   * on. To be called before any operation. Forgets stacks that were deleted 90 days ago, as CloudFormation does.
   */
  recoverStacks(): Promise<void>
  /** Resolves when no work is under way at all. */
  settled(): Promise<void>
}

/** @param patience milliseconds that work on a stack is waited for; it goes on in the background after that */
export function createEngine(ports: EnginePorts, patience = 20_000): Engine {
  const running = new Map<string, Promise<void>>()
  function start(stack: StackRecord, caller: Caller | undefined, work: (run: Run) => Promise<void>): Promise<void> {
    const run = { ports, journal: openJournal(ports, stack), caller }
    const done = work(run)
      .catch((error: unknown) => ports.log.error({ event: 'stack-stuck', stackId: stack.id }, error))
      .finally(() => {
        running.delete(stack.id)
        const { status, statusReason } = run.journal.stack()
        ports.log.info({ event: 'stack', stackId: stack.id, status, reason: statusReason })
      })
    running.set(stack.id, done)
    return done
  }
  return {
    changes: (stack, settings, caller) => changesOf({ ports, journal: openJournal(ports, stack), caller }, settings),
    create: (stack, caller) => within(patience, start(stack, caller, createStack)),
    update: (stack, caller) => within(patience, start(stack, caller, updateStack)),
    continueRollback: (stack, caller) => within(patience, start(stack, caller, rollBackUpdate)),
    delete: (stack, caller) =>
      within(
        patience,
        start(stack, caller, (run) => deleteStack(run)),
      ),
    async finished(stackId) {
      await within(patience, running.get(stackId) ?? Promise.resolve())
      return !running.has(stackId)
    },
    async recoverStacks() {
      await ports.store.forgetStacks(new Date(ports.clock.now().getTime() - 90 * 86_400_000))
      for (const stack of await ports.store.listUnfinishedStacks()) await start(stack, undefined, recoverStack)
    },
    async settled() {
      await Promise.all(running.values())
    },
  }
}

async function within(patience: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patienceEnds = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience)
  })
  await Promise.race([work, patienceEnds])
  clearTimeout(timer)
}

async function recoverStack(run: Run): Promise<void> {
  const { status } = run.journal.stack()
  if (status === 'CREATE_IN_PROGRESS') return failStack(run, 'poolgate stopped while it was creating the stack. ')
  if (status === 'UPDATE_IN_PROGRESS') return turnBack(run, 'poolgate stopped while it was updating the stack. ')
  await adoptOrphans(run)
  if (status === 'ROLLBACK_IN_PROGRESS') return rollBackStack(run)
  if (status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') return cleanUpUpdate(run)
  if (status === 'UPDATE_ROLLBACK_IN_PROGRESS') return rollBackUpdate(run)
  if (status === 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS') return cleanUpRollback(run)
  if (status === 'DELETE_IN_PROGRESS') return deleteStack(run)
}
