import type { Random } from '../../ports/random.ts'
import type { Vault } from '../../ports/vault.ts'
import type { PhysicalState, StackRecord, StackResourceRecord } from '../store.ts'
import { canonicalJson } from '../resources/canonical-json.ts'
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
  { type, declaration }: Pick<PlannedResource, 'type' | 'declaration'>,
  properties: Properties,
  generatedName: string,
  random: Random,
): Wanted {
  const result: Record<string, unknown> = { ...properties }
  const isNameless = type.named !== undefined && result[type.named] === undefined
  const name = isNameless ? generatedName || generateName(stack, declaration.logicalId, random) : ''
  if (type.named !== undefined && isNameless) result[type.named] = name
  if (type.tagged !== undefined && stack.settings.tags.length > 0) {
    const tags = stack.settings.tags.map(({ Key = '', Value = '' }) => [Key, Value])
    // The resource's own tags win.
    result[type.tagged] = Object.fromEntries([...tags, ...Object.entries(result[type.tagged] ?? {})])
  }
  return { properties: result, generatedName: name }
}

const nameAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `<stack>-<logical id>-<12 random>`, at most 128 characters: names are shortened, the random part never. */
function generateName({ name }: Pick<StackRecord, 'name'>, logicalId: string, random: Random): string {
  const suffix = random.text(12, nameAlphabet)
  return `${`${name}-${logicalId}`.slice(0, 128 - suffix.length - 1)}-${suffix}`
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

/** Whether a change of this property takes a new physical resource. */
export function isCreateOnly({ schema }: Pick<PlannedResource, 'schema'>, property: string): boolean {
  return (schema.createOnlyProperties ?? []).includes(`/properties/${property}`)
}
