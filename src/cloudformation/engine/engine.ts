import { setTimeout as delay } from 'node:timers/promises'
import type { Change } from '@aws-sdk/client-cloudformation'
import { repeat, type Repetition } from '../../ports/repeat.ts'
import { within } from '../../ports/within.ts'
import type { Caller } from '../../wire/access.ts'
import type { Defined } from '../../wire/operation.ts'
import { createAbandonedStacks } from './abandoned-stacks.ts'
import { changesOf } from './changes.ts'
import { createStack, failStack, rollBackStack } from './create-stack.ts'
import { adoptOrphans } from './delete-resources.ts'
import { deleteStack } from './delete-stack.ts'
import { openJournal } from './journal.ts'
import { nestedStacksOf } from '../stacks/nested-stacks.ts'
import { recalledWorkerOn, workerOn } from '../stacks/service-role.ts'
import type { EnginePorts, Run, RunPorts } from './run.ts'
import { readStackPolicy } from './stack-policy.ts'
import type { StackRecord, StackSettings, StackWork } from '../store.ts'
import { cleanUpRollback, cleanUpUpdate, rollBackUpdate, turnBack, updateStack } from './update-stack.ts'

/**
 * Makes, changes and takes away what stacks consist of: where `caller` is given, with the permissions of the stack's role, or
 * else of `caller`; what is taken up, with what they are by then. One node works on a stack at a time.
 */
export interface Engine {
  /** What these settings would change of a stack; see changesOf. */
  changes(stack: StackRecord, settings: StackSettings, caller?: Caller): Promise<Defined<Change>[]>
  /** Creates a stack that has been stored as CREATE_IN_PROGRESS. Resolves when it is done, or when patience ends. */
  create(stack: StackRecord, caller?: Caller): Promise<void>
  /** Updates a stack that has been stored as UPDATE_IN_PROGRESS, with the same patience, as far as `policies` let it. */
  update(stack: StackRecord, caller?: Caller, policies?: UpdatePolicies): Promise<void>
  /** Goes on with the rollback of a stack that has been stored as UPDATE_ROLLBACK_IN_PROGRESS, with the same patience. */
  continueRollback(stack: StackRecord, caller?: Caller): Promise<void>
  /** Deletes a stack that has been stored as DELETE_IN_PROGRESS, with the same patience. */
  delete(stack: StackRecord, caller?: Caller): Promise<void>
  /** Waits, with the same patience, until no work on the stack is under way on any node; false when this one still works. */
  finished(stackId: string): Promise<boolean>
  /** Waits, however long it takes, until no work on the stack is under way; answers what became of it. */
  ended(stack: StackRecord): Promise<StackRecord | undefined>
  /**
   * Takes up what an earlier process left unfinished: creations and updates are rolled back, rollbacks and deletions go
   * on. To be called before any operation. Forgets stacks that were deleted 90 days ago, as CloudFormation does. Of
   * several nodes each takes up what others leave as long as it runs, once they have shown no sign of life for a while.
   * @param isAlone whether no other node is at work yet
   */
  recoverStacks(isAlone?: boolean): Promise<void>
  /** Shows the other nodes that this one lives, and takes up what one of them has left. Rejects when the store does. */
  lookAfterStacks(): Promise<void>
  /** Takes up nothing any more; resolves when no work is under way at all. */
  settled(): Promise<void>
}

/** Documents of stack policies. */
export interface UpdatePolicies {
  /** The one that this update is held to; the stack's own when absent. */
  readonly during?: string
  /** The one that the stack has after it. */
  readonly after?: string
}

/** Milliseconds from one look after the stacks to the next. */
const lookEvery = 2000

/**
 * @param patience milliseconds that work on a stack is waited for; it goes on in the background after that
 * @param isShared whether other nodes may work on stacks, too
 * @param retryEvery milliseconds until work that could not go on is taken up again
 */
export function createEngine(given: EnginePorts, patience = 20_000, isShared = false, retryEvery = lookEvery): Engine {
  const { store, log } = given
  const ports: RunPorts = {
    ...given,
    nestedStacks: (parent, call) => nestedStacksOf(parent, call, { ...given, engine }),
  }
  const running = new Map<string, Promise<void>>()
  const abandoned = createAbandonedStacks(store)
  let looking: Repetition | undefined
  const ending = new AbortController()

  type Work = (run: Run) => Promise<void>

  function start(stack: StackRecord, caller: Caller | undefined, work: Work): Promise<void> {
    return track(
      stack,
      carryOut(stack, () => workerOn(stack, caller, given.serviceRoles), work),
    )
  }

  /** @param because why the work was not finished */
  function takeUp(stack: StackRecord, because: string): Promise<void> {
    return carryOut(
      stack,
      () => recalledWorkerOn(stack, given),
      (run) => recoverStack(run, because),
    )
  }

  function track(stack: StackRecord, work: Promise<void>): Promise<void> {
    const done = work.finally(() => running.delete(stack.id))
    running.set(stack.id, done)
    return done
  }

  /** Works on a stack to the end. Work that cannot go on, as when the disk is full, is taken up later as after a restart. */
  async function carryOut(
    stack: StackRecord,
    findWorker: () => Promise<Caller | undefined>,
    work: Work,
  ): Promise<void> {
    try {
      const run = { ports, journal: openJournal(ports, stack), caller: await findWorker() }
      await work(run)
      const { status, statusReason } = run.journal.stack()
      return log.info({ event: 'stack', stackId: stack.id, status, reason: statusReason })
    } catch (error) {
      log.error({ event: 'stack-stuck', stackId: stack.id }, error)
    }
    // Of several nodes the first takes it up that sees no sign of life of the work.
    const stored = isShared ? undefined : await findLater(stack)
    if (stored) await takeUp(stored, 'poolgate could not go on')
  }

  /** The stack as it is stored, once the store can be asked again; undefined when the server ends before. */
  async function findLater({ id, region }: StackRecord): Promise<StackRecord | undefined> {
    while (!ending.signal.aborted) {
      await delay(retryEvery, undefined, { signal: ending.signal }).catch(() => {})
      const stored = await store.findStack(region, id).catch(() => undefined)
      if (stored) return stored
    }
    return undefined
  }

  async function lookAfterStacks(): Promise<void> {
    for (const stackId of running.keys()) await store.beatStack(stackId)
    if (ending.signal.aborted) return
    for (const work of await abandoned.look((stackId) => running.has(stackId))) {
      const stack = await takeOver(work)
      if (!stack) continue
      log.warn({ event: 'stack-taken-over', stackId: stack.id, from: work.node })
      void track(stack, takeUp(stack, 'poolgate stopped'))
    }
  }

  /** The stack as it is from now on, as nobody else writes to it; undefined when another node was first. */
  async function takeOver(work: StackWork): Promise<StackRecord | undefined> {
    return (await store.takeOverStack(work)) ? store.findStack(work.stack.region, work.stack.id) : undefined
  }

  async function workElsewhereEnds(stackId: string): Promise<void> {
    const pause = 250
    const isUnfinished = async () => (await store.listStackWork()).some(({ stack }) => stack.id === stackId)
    for (let waited = 0; waited < patience && (await isUnfinished()); waited += pause) await delay(pause)
  }

  async function ended({ id, region }: StackRecord): Promise<StackRecord | undefined> {
    for (;;) {
      await running.get(id)
      const stack = await store.findStack(region, id)
      if (!stack?.status.endsWith('_IN_PROGRESS')) return stack
      if (ending.signal.aborted) throw new Error(`nobody works on ${id} any more`)
      await delay(250)
    }
  }

  /** Rejects when the work does meanwhile; otherwise it may be under way still. */
  async function waitFor(work: Promise<void>): Promise<void> {
    await within(patience, work)
  }

  const engine: Engine = {
    async changes(stack, settings, caller) {
      const worker = await workerOn({ ...stack, settings }, caller, given.serviceRoles)
      return changesOf({ ports, journal: openJournal(ports, stack), caller: worker }, settings)
    },
    create: (stack, caller) => waitFor(start(stack, caller, createStack)),
    update: (stack, caller, { during = stack.policy, after } = {}) =>
      waitFor(
        start(stack, caller, async (run) => {
          await updateStack({ ...run, ...(during !== undefined && { policy: readStackPolicy(during) }) })
          if (after !== undefined && run.journal.stack().status === 'UPDATE_COMPLETE')
            await store.setPolicy(stack.id, after)
        }),
      ),
    continueRollback: (stack, caller) => waitFor(start(stack, caller, rollBackUpdate)),
    delete: (stack, caller) => waitFor(start(stack, caller, (run) => deleteStack(run))),
    async finished(stackId) {
      const here = running.get(stackId)
      if (here) await waitFor(here)
      else if (isShared) await workElsewhereEnds(stackId)
      return !running.has(stackId)
    },
    async recoverStacks(isAlone = !isShared) {
      await store.forgetStacks(new Date(ports.clock.time() - 90 * 86_400_000))
      for (const work of isAlone ? innermostFirst(await store.listStackWork()) : []) {
        const stack = isShared ? await takeOver(work) : work.stack
        if (stack) await track(stack, takeUp(stack, 'poolgate stopped'))
      }
      if (!isShared) return
      const look = () =>
        lookAfterStacks().catch((error: unknown) => log.error({ event: 'stacks-not-looked-after' }, error))
      looking = repeat(lookEvery, look)
    },
    ended,
    lookAfterStacks,
    async settled() {
      ending.abort()
      await Promise.all(running.values())
      await looking?.stop()
    },
  }
  return engine
}

/** What a stack's resources are must be settled before the stack is. */
function innermostFirst(work: readonly StackWork[]): StackWork[] {
  const parents = new Map(work.map(({ stack }) => [stack.id, stack.nesting?.parentId]))
  const depthOf = (id: string): number => {
    const parent = parents.get(id)
    return parent === undefined ? 0 : 1 + depthOf(parent)
  }
  return work.toSorted((left, right) => depthOf(right.stack.id) - depthOf(left.stack.id))
}

/** @param because why the work was not finished */
async function recoverStack(run: Run, because: string): Promise<void> {
  const { status } = run.journal.stack()
  if (status === 'CREATE_IN_PROGRESS') return failStack(run, `${because} while it was creating the stack. `)
  if (status === 'UPDATE_IN_PROGRESS') return turnBack(run, `${because} while it was updating the stack. `)
  await adoptOrphans(run)
  if (status === 'ROLLBACK_IN_PROGRESS') return rollBackStack(run)
  if (status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') return cleanUpUpdate(run)
  if (status === 'UPDATE_ROLLBACK_IN_PROGRESS') return rollBackUpdate(run)
  if (status === 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS') return cleanUpRollback(run)
  if (status === 'DELETE_IN_PROGRESS') return deleteStack(run)
}
