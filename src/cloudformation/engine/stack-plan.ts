import type { Functions } from '../../ports/functions.ts'
import type { Vault } from '../../ports/vault.ts'
import { namedFunctions } from '../named-functions.ts'
import type { StackParameter, StackRecord, StackStore } from '../store.ts'
import { readParameters } from '../template/parameters.ts'
import { type Plan, planStack } from '../template/plan.ts'
import { readTemplate } from '../template/template.ts'

interface PlanPorts {
  readonly store: Pick<StackStore, 'listExports'>
  readonly vault: Vault
  readonly functions: Pick<Functions, 'reaches'>
  readonly skippedTypes: ReadonlySet<string>
}

/** The plan of a stack that has been accepted, from what was stored of it. */
export async function planOf(
  stack: Pick<StackRecord, 'id' | 'name' | 'region' | 'accountId' | 'settings'>,
  { store, vault, functions, skippedTypes }: PlanPorts,
): Promise<Plan> {
  const values = openParameters(stack.id, stack.settings.parameters, vault)
  const template = readTemplate(stack.settings.templateBody, values, stack.settings.includes)
  const exports = await store.listExports(stack.region)
  return planStack(template, {
    parameters: readParameters(template.parameters),
    values: new Map([...values, ...resolvedValues(stack.settings.parameters)]),
    stack,
    functions: namedFunctions(functions, stack),
    skippedTypes,
    exports: new Map(exports.map(({ name, value }) => [name, value])),
  })
}

/** By key, what Parameter Store had when the stack was last asked for. */
export function resolvedValues(parameters: readonly StackParameter[]): [string, string][] {
  return parameters.flatMap(({ key, resolvedValue }): [string, string][] =>
    resolvedValue === undefined ? [] : [[key, resolvedValue]],
  )
}

/** NoEcho parameters are sealed at rest. */
export function sealParameters(
  stackId: string,
  values: ReadonlyMap<string, string>,
  noEcho: ReadonlySet<string>,
  resolved: ReadonlyMap<string, string>,
  vault: Vault,
): StackParameter[] {
  return [...values].map(([key, value]) => {
    const resolvedValue = resolved.get(key)
    if (resolvedValue !== undefined) return { key, value, noEcho: false, resolvedValue }
    return noEcho.has(key)
      ? { key, value: vault.seal(value, purpose(stackId, key)).toString('base64'), noEcho: true }
      : { key, value, noEcho: false }
  })
}

export function openParameters(
  stackId: string,
  parameters: readonly StackParameter[],
  vault: Vault,
): Map<string, string> {
  return new Map(
    parameters.map(({ key, value, noEcho }) => [
      key,
      noEcho ? vault.open(Buffer.from(value, 'base64'), purpose(stackId, key)).toString() : value,
    ]),
  )
}

function purpose(stackId: string, key: string): string {
  return `stack-parameter/${stackId}/${key}`
}
