import { adoptOrphans, deleteResources } from './delete-resources.ts'
import { createResources, type Known, lookUp } from './create-resources.ts'
import { openJournal } from './journal.ts'
import type { EnginePorts, Run } from './run.ts'
import { planOf } from './stack-plan.ts'
import type { ExportRecord, StackOutput, StackRecord, StackResourceRecord } from '../store.ts'
import { describeProblem, TemplateProblem } from '../template/problem.ts'
import type { Plan } from '../template/plan.ts'
import { pathTo } from '../template/scope.ts'

/** Makes and takes away what stacks consist of. One process works on a stack at a time. */
export interface Engine {
  /** Creates a stack that has been stored as CREATE_IN_PROGRESS. Resolves when it is done, or when patience ends. */
  create(stack: StackRecord): Promise<void>
  /** Deletes a stack that has been stored as DELETE_IN_PROGRESS, with the same patience. */
  delete(stack: StackRecord): Promise<void>
  /** Waits, with the same patience, until no work on the stack is under way; false when there still is. */
  finished(stackId: string): Promise<boolean>
  /**
   * Takes up what an earlier process left unfinished: creations are rolled back, rollbacks and deletions go on. To be
   * called before any operation. Forgets stacks that were deleted 90 days ago, as CloudFormation does.
   */
  recoverStacks(): Promise<void>
  /** Resolves when no work is under way at all. */
  settled(): Promise<void>
}

/** @param patience milliseconds that `create` and `delete` wait for the work; it goes on in the background after that */
export function createEngine(ports: EnginePorts, patience = 20_000): Engine {
  const running = new Map<string, Promise<void>>()
  function start(stack: StackRecord, work: (run: Run) => Promise<void>): Promise<void> {
    const run = { ports, journal: openJournal(ports, stack) }
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
    create: (stack) => within(patience, start(stack, createStack)),
    delete: (stack) =>
      within(
        patience,
        start(stack, (run) => deleteStack(run, (resource) => isRetained(run, resource))),
      ),
    async finished(stackId) {
      await within(patience, running.get(stackId) ?? Promise.resolve())
      return !running.has(stackId)
    },
    async recoverStacks() {
      await ports.store.forgetStacks(new Date(ports.clock.now().getTime() - 90 * 86_400_000))
      for (const stack of await ports.store.listUnfinishedStacks()) await start(stack, recoverStack)
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

async function createStack(run: Run): Promise<void> {
  const reason = await failureOf(run, async () => {
    const plan = await planOf(run.journal.stack(), run.ports)
    const known: Known = new Map()
    const failed = await createResources(run, plan, known)
    if (failed.length > 0) return `The following resource(s) failed to create: [${failed.join(', ')}]. `
    const outputs = resolveOutputs(plan, known)
    const exports = exportsOf(run.journal.stack(), outputs)
    const taken = duplicateOf(exports) ?? (await run.journal.complete(outputs, exports))
    return taken && `Export with name ${taken.name} is already exported by stack ${nameOf(taken.stackId)}. `
  })
  if (reason !== undefined) await failStack(run, reason)
}

/** What can be wrong with a template only once its resources exist, and bugs of ours, are reasons to fail too. */
async function failureOf(run: Run, work: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TemplateProblem) return `${describeProblem(error)}. `
    run.ports.log.error({ event: 'stack-failed', stackId: run.journal.stack().id }, error)
    return 'Internal failure. '
  }
}

function duplicateOf(exports: readonly ExportRecord[]): ExportRecord | undefined {
  return exports.find(({ name }, index) => exports.findIndex((other) => other.name === name) !== index)
}

function resolveOutputs(plan: Plan, known: Known): StackOutput[] {
  return plan.outputs.map(({ key, value, description, exportName }) => {
    const path = pathTo('Outputs', key)
    return {
      key,
      value: plan.resolveText(value, lookUp(known), path),
      ...(description !== undefined && { description }),
      ...(exportName && { exportName: plan.resolveText(exportName, lookUp(known), path) }),
    }
  })
}

function exportsOf({ id, region }: StackRecord, outputs: readonly StackOutput[]): ExportRecord[] {
  return outputs.flatMap(({ exportName, value }) =>
    exportName === undefined ? [] : [{ region, name: exportName, value, stackId: id }],
  )
}

function nameOf(stackId: string): string {
  return stackId.split('/')[1] ?? stackId
}

/** What OnFailure says: leave things as they are, roll back, or delete. */
async function failStack(run: Run, reason: string): Promise<void> {
  await adoptOrphans(run)
  const { onFailure } = run.journal.stack().settings
  if (onFailure === 'DO_NOTHING') return run.journal.setStatus('CREATE_FAILED', reason)
  if (onFailure === 'DELETE') {
    await run.journal.setStatus('DELETE_IN_PROGRESS', `${reason}Delete requested by user.`)
    return deleteStack(run, (resource) => isRetainedOnRollback(run, resource))
  }
  await run.journal.abandon('ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`)
  return rollBackStack(run)
}

async function rollBackStack(run: Run): Promise<void> {
  const failed = await deleteResources(run, (resource) => isRetainedOnRollback(run, resource))
  if (failed.length > 0)
    await run.journal.setStatus(
      'ROLLBACK_FAILED',
      `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
    )
  else await run.journal.setStatus('ROLLBACK_COMPLETE')
}

async function deleteStack(run: Run, retain: (resource: StackResourceRecord) => boolean): Promise<void> {
  const failed = await deleteResources(run, retain)
  if (failed.length > 0)
    await run.journal.setStatus('DELETE_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `)
  else await run.journal.close()
}

function isRetained(run: Run, { deletionPolicy, logicalId }: StackResourceRecord): boolean {
  return deletionPolicy !== 'Delete' || run.journal.stack().retainResources.includes(logicalId)
}

/** AWS page "DeletionPolicy attribute": a creation's rollback keeps what says Retain, unless the caller says otherwise. */
function isRetainedOnRollback(run: Run, { deletionPolicy }: StackResourceRecord): boolean {
  return deletionPolicy === 'Retain' && !run.journal.stack().settings.retainExceptOnCreate
}

async function recoverStack(run: Run): Promise<void> {
  const { status } = run.journal.stack()
  if (status === 'CREATE_IN_PROGRESS') return failStack(run, 'poolgate stopped while it was creating the stack. ')
  await adoptOrphans(run)
  if (status === 'ROLLBACK_IN_PROGRESS') return rollBackStack(run)
  if (status === 'DELETE_IN_PROGRESS') return deleteStack(run, (resource) => isRetained(run, resource))
}
