import { ApiError, type CallContext } from '../../wire/operation.ts'
import type { Engine } from '../engine/engine.ts'
import { asked, stackEvent } from '../engine/journal.ts'
import { planOf } from '../engine/stack-plan.ts'
import type { EnginePorts } from '../engine/run.ts'
import type { NestedRequest, NestedStacks } from '../nested-stacks.ts'
import { OwnReason } from '../resources/resource-type.ts'
import type { StackRecord } from '../store.ts'
import { deletable } from './deletable.ts'
import { insertStack, newStackIdentity } from './new-stack.ts'
import { isUnchanged, readStackRequest, refusing, requireCapabilities, type StackRequest } from './stack-request.ts'
import { readUpdate, refuseUnlessUpdatable, startUpdate } from './stack-update.ts'

/** How deep stacks nest; AWS names no number, and a template that nests itself must come to an end. */
const deepest = 8

/** Templates come out of buckets, which have their own limit. */
const maxTemplateBytes = 0

/** The stacks inside of `parent`, which is being worked on by `call`. */
export function nestedStacksOf(
  parent: StackRecord,
  call: CallContext,
  ports: EnginePorts & { readonly engine: Engine },
): NestedStacks {
  const { store, engine, random } = ports
  const { caller } = call
  const fail = (code: string, message: string): never => {
    throw new ApiError(code, message)
  }
  const context = { ...ports, ...call, maxTemplateBytes, fail }
  const find = (nameOrId: string) => store.findStack(parent.region, nameOrId)
  const authorize = (action: string, resource: string) =>
    caller?.authorize({ action: `cloudformation:${action}`, resource })

  /** False when there is nothing to change. */
  async function update(child: StackRecord, request: NestedRequest): Promise<boolean> {
    refuseUnlessUpdatable(child, context)
    const asked = requestOf(request, parent)
    const wanted = await readUpdate(asked, child, context)
    requireCapabilities(asked, wanted.plan, context)
    if (wanted.isUnchanged) return false
    await refusing(context, () => engine.changes(child, wanted.settings, caller))
    await startUpdate(child, wanted.settings, wanted.plan, context)
    return true
  }

  /** The same, with what it was before its parent's update. */
  async function undo(child: StackRecord): Promise<boolean> {
    if (child.status === 'UPDATE_ROLLBACK_FAILED') return continueRollback(child)
    const { undo: settings, updatedAt } = child
    // The parent's update has not come to this one.
    if (!settings || !updatedAt || (parent.updatedAt && updatedAt < parent.updatedAt)) return false
    if (isUnchanged(child, settings, context)) return false
    const { imports } = await planOf({ ...child, settings }, ports)
    await startUpdate(child, settings, { imports, undo: settings }, context)
    return true
  }

  /** Its own update could not be taken back; now it is tried again. */
  async function continueRollback(child: StackRecord): Promise<boolean> {
    const continued = asked(child, 'UPDATE_ROLLBACK_IN_PROGRESS', caller)
    const event = stackEvent(continued, call.now, random.uuid())
    const isMoved = await store.moveStack(continued, ['UPDATE_ROLLBACK_FAILED'], event)
    if (isMoved) await engine.continueRollback(continued, caller)
    return isMoved
  }

  return {
    async create(name, request, started) {
      const identity = newStackIdentity(name, context)
      authorize('CreateStack', identity.id)
      await checkDepth(parent, find, fail)
      const asked = requestOf(request, parent)
      const { settings, plan } = await readStackRequest(asked, identity, 'DO_NOTHING', context)
      requireCapabilities(asked, plan, context)
      const nesting = { parentId: parent.id, rootId: parent.nesting?.rootId ?? parent.id }
      const stack = await insertStack(
        {
          identity,
          settings,
          status: 'CREATE_IN_PROGRESS',
          terminationProtection: false,
          imports: plan.imports,
          nesting,
        },
        context,
      )
      if (!stack) return fail('AlreadyExistsException', `Stack [${name}] already exists`)
      await started(stack.id)
      await engine.create(stack, caller)
      const made = await engine.ended(stack)
      if (made?.status !== 'CREATE_COMPLETE')
        throw new OwnReason(`Embedded stack ${stack.id} was not successfully created: ${made?.statusReason ?? ''}`)
    },

    async update(stackId, request) {
      const child = await find(stackId)
      if (!child) return fail('ValidationError', `Stack [${stackId}] does not exist`)
      authorize('UpdateStack', stackId)
      const isUndone = parent.status === 'UPDATE_ROLLBACK_IN_PROGRESS'
      if (!(await (isUndone ? undo(child) : update(child, request)))) return
      const updated = await engine.ended(child)
      const isGood =
        updated?.status === 'UPDATE_COMPLETE' || (isUndone && updated?.status === 'UPDATE_ROLLBACK_COMPLETE')
      if (!isGood)
        throw new OwnReason(
          `Embedded stack ${stackId} was not successfully updated. Currently in ${updated?.status} with reason: ${updated?.statusReason ?? ''}`,
        )
    },

    async delete(stackId) {
      const found = await find(stackId)
      const child = found && (await engine.ended(found))
      if (!child || child.status === 'DELETE_COMPLETE') return
      authorize('DeleteStack', stackId)
      const deleting = asked(child, 'DELETE_IN_PROGRESS', caller)
      const started = await store.startDeletion(deleting, deletable, stackEvent(deleting, call.now, random.uuid()))
      if (typeof started === 'object')
        throw new OwnReason(
          `Delete canceled. Cannot delete export ${started.importedExport} as it is in use by ${started.importers.join(' and ')}.`,
        )
      if (started === 'started') await engine.delete(deleting, caller)
      const deleted = await engine.ended(child)
      if (deleted?.status !== 'DELETE_COMPLETE')
        throw new OwnReason(`Embedded stack ${stackId} was not successfully deleted: ${deleted?.statusReason ?? ''}`)
    },

    find: async (name) => (await find(name))?.id,

    async output(stackId, key) {
      const output = (await find(stackId))?.outputs.find((each) => each.key === key)
      return output?.value ?? fail('ValidationError', `Output '${key}' not found in stack '${stackId}'`)
    },
  }
}

/** What CreateStack and UpdateStack would be asked for. */
function requestOf({ Parameters = {}, Tags = [], ...request }: NestedRequest, parent: StackRecord): StackRequest {
  const { capabilities, roleArn, clientRequestToken } = parent.settings
  return {
    ...request,
    Tags,
    Parameters: Object.entries(Parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Capabilities: capabilities,
    ...(roleArn !== undefined && { RoleARN: roleArn }),
    ...(clientRequestToken !== undefined && { ClientRequestToken: clientRequestToken }),
  }
}

async function checkDepth(
  parent: StackRecord,
  find: (id: string) => Promise<StackRecord | undefined>,
  fail: (code: string, message: string) => never,
): Promise<void> {
  let outer: StackRecord | undefined = parent
  for (let depth = 1; outer?.nesting; depth++) {
    if (depth >= deepest) fail('LimitExceededException', `poolgate nests stacks at most ${deepest} deep`)
    outer = await find(outer.nesting.parentId)
  }
}
