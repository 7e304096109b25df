import type { ResourceClients } from '../cloudformation.ts'
import { resourceTypeOf } from '../resources/index.ts'
import type { StackResourceRecord } from '../store.ts'
import type { Plan } from '../template/plan.ts'
import { outputKeyOf, type Reference } from '../template/references.ts'
import type { Run } from './run.ts'

/** A stack whose plan is being carried out. */
export interface Making {
  readonly run: Run
  readonly plan: Plan
  readonly known: Known
}

/** What Ref (`Pool`) and Fn::GetAtt (`Pool.Arn`) of existing resources yield. */
export type Known = Map<string, string>

/** A resource's record as whoever works on it knows it. */
export type ResourceState = Omit<StackResourceRecord, 'modifiedAt' | 'statusReason'>

export function stateOf({ modifiedAt: _at, statusReason: _reason, ...state }: StackResourceRecord): ResourceState {
  return state
}

/** How a reference is written in `Known`. */
export function keyOf({ name, attribute }: Reference): string {
  return attribute === undefined ? name : `${name}.${attribute}`
}

/** A reference's value; every one was read when its resource was made. */
export function lookUp(known: Known): (reference: Reference) => string {
  return (reference) => {
    const value = known.get(keyOf(reference))
    if (value === undefined) throw new Error(`${reference.name} was needed before it was created`)
    return value
  }
}

/** Reads whatever the rest of the stack refers to of a resource that exists. */
export async function learn(
  { plan, known }: Pick<Making, 'plan' | 'known'>,
  resource: Pick<StackResourceRecord, 'type' | 'logicalId' | 'physicalId' | 'place'>,
  clients: ResourceClients,
): Promise<void> {
  const { logicalId } = resource
  known.set(logicalId, resource.physicalId)
  for (const attribute of attributesOf(plan, logicalId)) {
    known.set(`${logicalId}.${attribute}`, (await readAttribute(attribute, resource, clients)) ?? '')
  }
}

async function readAttribute(
  attribute: string,
  resource: Pick<StackResourceRecord, 'type' | 'logicalId' | 'physicalId' | 'place'>,
  clients: ResourceClients,
): Promise<string | undefined> {
  const { attributes, output, skipped } = resourceTypeOf(resource)
  const key = outputKeyOf(attribute)
  if (output && key !== undefined) return output(resource, key, clients)
  return attributes[attribute]?.(resource, clients) ?? skipped?.attribute(resource, attribute, clients)
}

function attributesOf({ resources, outputReferences }: Plan, logicalId: string): Set<string> {
  const attributes = new Set<string>()
  const collect = (references: readonly Reference[]) => {
    for (const { name, attribute } of references)
      if (name === logicalId && attribute !== undefined) attributes.add(attribute)
  }
  for (const { references } of resources.values()) collect(references)
  collect(outputReferences)
  return attributes
}
