import { ApiError } from '../../wire/operation.ts'
import { failureReason } from './handler-error.ts'
import type { Place } from '../resources/resource-type.ts'
import { clientsOf, type Run } from './run.ts'
import type { StackRecord, StackResourceRecord } from '../store.ts'
import type { Plan, PlannedResource } from '../template/plan.ts'
import type { Properties } from '../template/read-properties.ts'
import type { Reference } from '../template/references.ts'

/** How many resources of one stack are made at once. */
const parallel = 8

/** What Ref (`Pool`) and Fn::GetAtt (`Pool.Arn`) of existing resources yield. */
export type Known = Map<string, string>

/** A reference's value; every one was read when its resource was created. */
export function lookUp(known: Known): (reference: Reference) => string {
  return ({ name, attribute }) => {
    const value = known.get(attribute === undefined ? name : `${name}.${attribute}`)
    if (value === undefined) throw new Error(`${name} was needed before it was created`)
    return value
  }
}

/** Creates every resource as soon as those it needs exist; after a failure, nothing new. Answers who failed. */
export async function createResources(run: Run, plan: Plan, known: Known): Promise<string[]> {
  const waiting = new Map(plan.resources)
  const running = new Map<string, Promise<void>>()
  const created = new Set<string>()
  const failed: string[] = []
  let order = 0
  for (;;) {
    for (const [logicalId, planned] of waiting) {
      if (failed.length > 0 || running.size >= parallel) break
      if (![...planned.needs].every((need) => created.has(need))) continue
      waiting.delete(logicalId)
      const work = createResource(run, plan, planned, known, order++).then((succeeded) => {
        running.delete(logicalId)
        if (succeeded) created.add(logicalId)
        else failed.push(logicalId)
      })
      // The race below passes on the first rejection; the others must not go unhandled.
      work.catch(() => {})
      running.set(logicalId, work)
    }
    if (running.size === 0) return failed
    await Promise.race(running.values())
  }
}

type ResourceState = Omit<StackResourceRecord, 'modifiedAt' | 'statusReason'>

/** False when it failed; why stands in the resource's events. */
async function createResource(
  run: Run,
  plan: Plan,
  planned: PlannedResource,
  known: Known,
  order: number,
): Promise<boolean> {
  const { journal, ports } = run
  const { type, declaration } = planned
  const { requestId, clients } = clientsOf(run)
  let state: ResourceState = {
    stackId: journal.stack().id,
    logicalId: declaration.logicalId,
    type: type.type,
    status: 'CREATE_IN_PROGRESS',
    physicalId: '',
    place: {},
    lookalikes: [],
    deletionPolicy: declaration.deletionPolicy,
    order,
  }
  try {
    checkTime(run)
    const properties = withStackSettings(run, planned, plan.resolveProperties(declaration.logicalId, lookUp(known)))
    const place: Place = type.place(properties)
    state = { ...state, place, lookalikes: await type.findLookalikes(place, clients) }
    // The intent is on disk before the operation runs, the physical id right after: see adoptOrphans.
    await journal.saveResource(state)
    state = { ...state, physicalId: await type.create(properties, clients) }
    await journal.saveResource(state, 'Resource creation Initiated')
    known.set(state.logicalId, state.physicalId)
    for (const attribute of attributesOf(plan, state.logicalId)) {
      const value = await type.attributes[attribute]?.(state, clients)
      known.set(`${state.logicalId}.${attribute}`, value ?? '')
    }
    await journal.saveResource({ ...state, status: 'CREATE_COMPLETE' })
    return true
  } catch (error) {
    if (!(error instanceof ApiError))
      ports.log.error(
        { event: 'resource-failed', stackId: state.stackId, logicalId: state.logicalId, requestId },
        error,
      )
    const reason = failureReason(error, type.service, requestId, ports.random.uuid())
    await journal.saveResource({ ...state, status: 'CREATE_FAILED' }, reason)
    return false
  }
}

/** Refuses to start anything once the stack's TimeoutInMinutes is over. */
function checkTime({ journal, ports }: Run): void {
  const { createdAt, settings } = journal.stack()
  const { timeoutInMinutes } = settings
  if (timeoutInMinutes !== undefined && ports.clock.now().getTime() - createdAt.getTime() > timeoutInMinutes * 60_000)
    throw new ApiError('OperationTimeout', 'Stack creation time exceeded the specified timeout')
}

function attributesOf(plan: Plan, logicalId: string): Set<string> {
  const references = [...plan.resources.values()].flatMap((planned) => planned.references).concat(plan.outputReferences)
  return new Set(
    references.flatMap(({ name, attribute }) => (name === logicalId && attribute !== undefined ? [attribute] : [])),
  )
}

/** Adds the generated name and the stack's tags, where the type has them. */
function withStackSettings(
  { journal, ports }: Run,
  { type, declaration }: PlannedResource,
  properties: Properties,
): Properties {
  const stack = journal.stack()
  const result: Record<string, unknown> = { ...properties }
  if (type.named !== undefined && result[type.named] === undefined)
    result[type.named] = generatedName(stack, declaration.logicalId, ports.random.text(12, nameAlphabet))
  if (type.tagged !== undefined && stack.settings.tags.length > 0) {
    const tags = stack.settings.tags.map(({ Key = '', Value = '' }) => [Key, Value])
    // The resource's own tags win.
    result[type.tagged] = Object.fromEntries([...tags, ...Object.entries(result[type.tagged] ?? {})])
  }
  return result
}

const nameAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `<stack>-<logical id>-<12 random>`, at most 128 characters: names are shortened, the random part never. */
function generatedName({ name }: StackRecord, logicalId: string, suffix: string): string {
  return `${`${name}-${logicalId}`.slice(0, 128 - suffix.length - 1)}-${suffix}`
}
