import type { Random } from '../../ports/random.ts'
import type { Vault } from '../../ports/vault.ts'
import type { PhysicalState, StackRecord, StackResourceRecord } from '../store.ts'
import { canonicalJson } from '../resources/canonical-json.ts'
import type { PropertyChange } from '../resources/resource-type.ts'
import type { PlannedResource } from '../template/plan.ts'
import type { Properties } from '../template/read-properties.ts'

/** What a resource is to be given. */
export interface Wanted {
  readonly properties: Properties
  /** Empty unless it was made up. */
  readonly generatedName: string
}

/** Adds a name, `generatedName` or a new one if that is empty, and the stack's tags, where the type has them. */
export function withStackSettings(
  stack: Pick<StackRecord, 'name' | 'settings'>,
  { type, declaration, schema }: Pick<PlannedResource, 'type' | 'declaration' | 'schema'>,
  properties: Properties,
  generatedName: string,
  random: Random,
): Wanted {
  const result: Record<string, unknown> = { ...properties }
  const isNameless = type.named !== undefined && result[type.named] === undefined
  const name = isNameless ? generatedName || generateName(stack, type, declaration.logicalId, random) : ''
  if (type.named !== undefined && isNameless) result[type.named] = name
  if (type.tagged !== undefined && stack.settings.tags.length > 0) {
    const isList = schema.properties?.[type.tagged]?.type === 'array'
    result[type.tagged] = (isList ? withListedTags : withMappedTags)(result[type.tagged], stack.settings.tags)
  }
  return { properties: result, generatedName: name }
}

const nameAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `<stack>-<logical id>-<12 random>`, unless the type says otherwise: names are shortened to what the type can have, the random part never. */
function generateName(
  { name }: Pick<StackRecord, 'name'>,
  { namedAfterLogicalId, longestName = 128 }: PlannedResource['type'],
  logicalId: string,
  random: Random,
): string {
  if (namedAfterLogicalId === 'alone') return logicalId
  const suffix = random.text(12, nameAlphabet)
  const prefix = namedAfterLogicalId ? logicalId : `${name}-${logicalId}`
  return `${prefix.slice(0, longestName - suffix.length - 1)}-${suffix}`
}

type Tags = StackRecord['settings']['tags']

/** The resource's own tags win. */
function withMappedTags(own: unknown, tags: Tags): object {
  const added = tags.map(({ Key = '', Value = '' }) => [Key, Value])
  return Object.fromEntries([...added, ...Object.entries(own ?? {})])
}

function withListedTags(own: unknown, tags: Tags): object {
  const items: readonly unknown[] = Array.isArray(own) ? own : []
  const keys = new Set(items.map((item) => (typeof item === 'object' && item !== null ? Reflect.get(item, 'Key') : '')))
  return [...tags.filter(({ Key }) => !keys.has(Key)).map(({ Key = '', Value = '' }) => ({ Key, Value })), ...items]
}

type Owner = Pick<StackResourceRecord, 'stackId' | 'logicalId'>

/** Properties can hold NoEcho parameters and secrets: they are sealed at rest. */
export function sealProperties(vault: Vault, owner: Owner, properties: Properties): string {
  return vault.seal(JSON.stringify(properties), purpose(owner)).toString('base64')
}

export function openProperties(
  vault: Vault,
  owner: Owner,
  { properties }: Pick<PhysicalState, 'properties'>,
): Properties {
  if (properties === '') return {}
  const opened: unknown = JSON.parse(vault.open(Buffer.from(properties, 'base64'), purpose(owner)).toString())
  return typeof opened === 'object' ? { ...opened } : {}
}

function purpose({ stackId, logicalId }: Owner): string {
  return `stack-resource/${stackId}/${logicalId}`
}

/** Names of the properties that differ, in alphabetical order. */
export function differingProperties(before: Properties, after: Properties): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => canonicalJson(before[name]) !== canonicalJson(after[name])).sort()
}

/** The property that its operations would not change so. */
export function refusedChange(
  { type }: Pick<PlannedResource, 'type'>,
  before: Properties,
  after: Properties,
): string | undefined {
  return differingProperties(before, after).find((name) =>
    type.refusedChanges?.[name]?.includes(changeOf(before[name], after[name])),
  )
}

function changeOf(before: unknown, after: unknown): PropertyChange {
  if (before === undefined) return 'Add'
  return after === undefined ? 'Remove' : 'Modify'
}

/** What AWS says of such a change of a user pool. */
export function describeRefusedChange(property: string): string {
  return `Updates are not allowed for property - ${property}.`
}

/** Whether a change of this property takes a new physical resource. */
export function isCreateOnly({ schema }: Pick<PlannedResource, 'schema'>, property: string): boolean {
  return (schema.createOnlyProperties ?? []).includes(`/properties/${property}`)
}
