import type { Change, ResourceChangeDetail } from '@aws-sdk/client-cloudformation'
import { ApiError, type Defined } from '../../wire/operation.ts'
import type { StackRecord, StackResourceRecord, StackSettings } from '../store.ts'
import { canonicalText, memberOf, type Node } from '../template/node.ts'
import type { Plan, PlannedResource } from '../template/plan.ts'
import { refuse } from '../template/problem.ts'
import { type Reference, referencesIn } from '../template/references.ts'
import { pathTo } from '../template/scope.ts'
import { type ResourceDeclaration, readTemplate, type Template } from '../template/template.ts'
import { describeValues } from './change-values.ts'
import { readDynamicValue } from './dynamic-values.ts'
import { keyOf, type Known, learn } from './making.ts'
import {
  describeRefusedChange,
  differingProperties,
  isCreateOnly,
  openProperties,
  withStackSettings,
} from './properties.ts'
import { clientsOf, type Run } from './run.ts'
import { positionsOf } from './schedule.ts'
import { openParameters, planOf } from './stack-plan.ts'

type Detail = Defined<ResourceChangeDetail>
type ResourceChange = Defined<NonNullable<Change['ResourceChange']>>

/** What an update is compared with, and what is known of its outcome so far. */
interface Comparison {
  readonly run: Run
  readonly plan: Plan
  readonly settings: StackSettings
  readonly previousTemplate: Template
  /** Names of parameters whose values differ. */
  readonly parameters: ReadonlySet<string>
  readonly known: Known
  /** Values of dynamic references. */
  readonly dynamic: ReadonlyMap<string, string>
  /** Resources whose Ref, or whose attributes, an update may change. */
  readonly unsettled: Map<string, 'all' | 'attributes'>
}

/**
 * What `settings` would change of a stack, as DescribeChangeSet shows it: additions and modifications in the order of
 * dependencies, then removals. Refuses with a TemplateProblem what cannot be updated at all.
 */
export async function changesOf(run: Run, settings: StackSettings): Promise<Defined<Change>[]> {
  const stack = run.journal.stack()
  const records = await run.ports.store.listResources(stack.id)
  const plan = await planOf({ ...stack, settings }, run.ports)
  const existing = new Map(records.map((record) => [record.logicalId, record]))
  refuseOtherTypes(plan, existing)
  const comparison: Comparison = {
    run,
    plan,
    settings,
    previousTemplate: readTemplate(
      stack.settings.templateBody,
      openParameters(stack.id, stack.settings.parameters, run.ports.vault),
      stack.settings.includes,
    ),
    parameters: differingParameters(run, stack, settings),
    known: await readAttributes(run, plan, records),
    dynamic: await readDynamicValues(run, plan),
    unsettled: new Map(),
  }
  const positions = positionsOf(plan.resources)
  const ordered = [...plan.resources].sort(([a], [b]) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0))
  const changes = ordered.flatMap(([logicalId, planned]) => {
    const record = existing.get(logicalId)
    return record ? (modification(comparison, planned, record) ?? []) : [addition(comparison, planned)]
  })
  const removed = records.filter(({ logicalId }) => !plan.resources.has(logicalId)).toReversed()
  return [...changes, ...removed.map(removal)].map((ResourceChange) => ({ Type: 'Resource', ResourceChange }))
}

function refuseOtherTypes(plan: Plan, existing: ReadonlyMap<string, StackResourceRecord>): void {
  const declarations = [...plan.resources.values()].map(({ declaration }) => declaration)
  const other = declarations.filter(({ logicalId, type }) => (existing.get(logicalId)?.type ?? type) !== type)
  if (!other[0]) return
  const names = other.map(({ logicalId }) => logicalId).join(', ')
  const text = `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${names}]`
  refuse(text, { position: other[0].typePosition }, pathTo(pathTo('Resources', other[0].logicalId), 'Type'))
}

function differingParameters(run: Run, stack: StackRecord, settings: StackSettings): ReadonlySet<string> {
  const { vault } = run.ports
  const before = openParameters(stack.id, stack.settings.parameters, vault)
  const after = openParameters(stack.id, settings.parameters, vault)
  return new Set([...after.keys()].filter((key) => before.get(key) !== after.get(key)))
}

/** What can be read of resources that exist; one that somebody has deleted yields nothing. */
async function readAttributes(run: Run, plan: Plan, records: readonly StackResourceRecord[]): Promise<Known> {
  const known: Known = new Map()
  const { clients } = clientsOf(run)
  for (const record of records)
    try {
      await learn({ plan, known }, record, clients)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
    }
  return known
}

/** As far as they do not depend on resources; one that cannot be read fails its resource. */
async function readDynamicValues(run: Run, plan: Plan): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>()
  const { clients } = clientsOf(run)
  for (const logicalId of plan.resources.keys())
    for (const reference of plan.previewProperties(logicalId, () => undefined).missing)
      try {
        values.set(reference, await readDynamicValue(reference, clients))
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
      }
  return values
}

function addition({ unsettled }: Comparison, { declaration }: PlannedResource): ResourceChange {
  const { logicalId, type } = declaration
  unsettled.set(logicalId, 'all')
  return { Action: 'Add', LogicalResourceId: logicalId, ResourceType: type, Scope: [], Details: [] }
}

function removal({ logicalId, physicalId, type, deletionPolicy }: StackResourceRecord): ResourceChange {
  return {
    PolicyAction: deletionPolicy === 'Delete' ? 'Delete' : 'Retain',
    Action: 'Remove',
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    Scope: [],
    Details: [],
  }
}

/** Undefined when the resource stays as it is. */
function modification(
  comparison: Comparison,
  planned: PlannedResource,
  record: StackResourceRecord,
): ResourceChange | undefined {
  const { declaration } = planned
  const previous = comparison.previousTemplate.resources.get(declaration.logicalId)
  const propertyDetails = detailsOfProperties(comparison, planned, record, previous)
  const details = [...propertyDetails, ...detailsOfAttributes(declaration, previous)]
  if (details.length === 0) return undefined
  const replacement = replacementOf(propertyDetails)
  if (replacement === 'False') refuseChanges(planned, propertyDetails)
  if (propertyDetails.length > 0) settle(comparison, planned, replacement)
  return {
    ...(replacement !== 'False' && {
      PolicyAction: declaration.updateReplacePolicy === 'Delete' ? 'ReplaceAndDelete' : 'ReplaceAndRetain',
    }),
    Action: 'Modify',
    LogicalResourceId: declaration.logicalId,
    PhysicalResourceId: record.physicalId,
    ResourceType: declaration.type,
    Replacement: replacement,
    Scope: [...new Set(details.map(({ Target }) => Target?.Attribute))].filter((scope) => scope !== undefined),
    Details: details,
  }
}

/** AWS page "ResourceChange": a create-only property replaces for certain only if its change is certain. */
function replacementOf(details: readonly Detail[]): 'True' | 'False' | 'Conditional' {
  const recreating = details.filter(({ Target }) => Target?.RequiresRecreation === 'Always')
  if (recreating.length === 0) return 'False'
  return recreating.some(({ Evaluation }) => Evaluation === 'Static') ? 'True' : 'Conditional'
}

/** What is certain to fail is not begun; what only turns out so fails then. */
function refuseChanges({ declaration, type }: PlannedResource, details: readonly Detail[]): void {
  const refused = details.find(({ Target: { Name = '', AttributeChangeType: change } = {}, Evaluation }) => {
    const isCertain = Evaluation === 'Static' && change !== undefined && change !== 'SyncWithActual'
    return isCertain && type.refusedChanges?.[Name]?.includes(change)
  })
  if (!refused) return
  const { logicalId, properties, position } = declaration
  const name = refused.Target?.Name ?? ''
  const path = pathTo(pathTo('Resources', logicalId), 'Properties')
  refuse(describeRefusedChange(name), memberOf(properties, name) ?? { position }, pathTo(path, name))
}

/** What others may read of this resource afterwards is not known before the update runs. */
function settle({ unsettled }: Comparison, { declaration, type }: PlannedResource, replacement: string): void {
  const { logicalId } = declaration
  if (replacement === 'False' && !type.update)
    refuse(`poolgate does not implement updates of ${type.type}`, declaration, pathTo('Resources', logicalId))
  unsettled.set(logicalId, replacement === 'False' ? 'attributes' : 'all')
}

function detailsOfProperties(
  comparison: Comparison,
  planned: PlannedResource,
  record: StackResourceRecord,
  previous: ResourceDeclaration | undefined,
): Detail[] {
  const { run, plan, settings } = comparison
  const { declaration, type } = planned
  const current = openProperties(run.ports.vault, record, record)
  const preview = plan.previewProperties(
    declaration.logicalId,
    (reference) => (isUnsettled(comparison, reference) ? undefined : comparison.known.get(keyOf(reference))),
    (reference) => comparison.dynamic.get(reference),
  )
  const stack = { ...run.journal.stack(), settings }
  const { properties } = withStackSettings(stack, planned, preview.properties, record.generatedName, run.ports.random)
  const certain = differingProperties(current, properties).filter((name) => !preview.unknown.has(name))
  return [...certain, ...preview.unknown].sort().flatMap((name) => {
    const isUnknown = preview.unknown.has(name)
    const before = {
      value: current[name],
      node: memberOf(previous?.properties, name),
      settings: run.journal.stack().settings,
    }
    const after = { value: properties[name], node: memberOf(declaration.properties, name), settings }
    const target = {
      ...(name === type.tagged ? { Attribute: 'Tags' as const } : { Attribute: 'Properties' as const, Name: name }),
      RequiresRecreation: isCreateOnly(planned, name) ? ('Always' as const) : ('Never' as const),
      ...describeValues(name, before, after, isUnknown, type.secret?.includes(name)),
    }
    const causes = causesOf(comparison, after.node, before.node, isUnknown)
    return causes.map((cause) => ({ Target: target, ...cause }))
  })
}

function isUnsettled({ unsettled }: Comparison, { name, attribute }: Reference): boolean {
  const state = unsettled.get(name)
  return state === 'all' || (state === 'attributes' && attribute !== undefined)
}

/** Why a property's value differs, or may. */
function causesOf(
  comparison: Comparison,
  node: Node | undefined,
  previous: Node | undefined,
  isUnknown: boolean,
): Omit<Detail, 'Target'>[] {
  const references = new Map((node ? referencesIn(node) : []).map((reference) => [keyOf(reference), reference]))
  const causes = [...references].flatMap(([key, reference]): Omit<Detail, 'Target'>[] => {
    if (comparison.parameters.has(key))
      return [{ Evaluation: 'Static', ChangeSource: 'ParameterReference', CausingEntity: key }]
    if (!isUnsettled(comparison, reference)) return []
    const source = reference.attribute === undefined ? 'ResourceReference' : 'ResourceAttribute'
    return [{ Evaluation: 'Dynamic', ChangeSource: source, CausingEntity: key }]
  })
  const isRewritten = (node && canonicalText(node)) !== (previous && canonicalText(previous))
  // A property whose text is new may still turn out as it was, when what it refers to is not known yet.
  const evaluation = isUnknown ? 'Dynamic' : 'Static'
  return isRewritten || causes.length === 0
    ? [{ Evaluation: evaluation, ChangeSource: 'DirectModification' }, ...causes]
    : causes
}

/** Changes of a resource's declaration that its service never hears of. */
function detailsOfAttributes(after: ResourceDeclaration, before: ResourceDeclaration | undefined): Detail[] {
  const text = (node: Node | undefined) => node && canonicalText(node)
  const attributes = [
    text(after.metadata) !== text(before?.metadata) && 'Metadata',
    after.deletionPolicy !== before?.deletionPolicy && 'DeletionPolicy',
    after.updateReplacePolicy !== before?.updateReplacePolicy && 'UpdateReplacePolicy',
  ] as const
  return attributes
    .filter((attribute) => attribute !== false)
    .map((Attribute) => ({
      Target: { Attribute, RequiresRecreation: 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    }))
}
