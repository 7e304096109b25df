import type { ExportConflict, ExportRecord, StackOutput, StackRecord } from '../store.ts'
import type { Plan } from '../template/plan.ts'
import { pathTo } from '../template/scope.ts'
import type { StackContents } from './journal.ts'
import { type Known, lookUp } from './making.ts'

/** What a stack shows to others, now that its resources exist. */
export function contentsOf(stack: Pick<StackRecord, 'id' | 'region'>, plan: Plan, known: Known): StackContents {
  const outputs = resolveOutputs(plan, known)
  return { outputs, exports: exportsOf(stack, outputs), imports: plan.imports }
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

function exportsOf(
  { id, region }: Pick<StackRecord, 'id' | 'region'>,
  outputs: readonly StackOutput[],
): ExportRecord[] {
  return outputs.flatMap(({ exportName, value }) =>
    exportName === undefined ? [] : [{ region, name: exportName, value, stackId: id }],
  )
}

/** An export that the stack has twice itself. */
export function duplicateOf(exports: readonly ExportRecord[]): ExportConflict | undefined {
  const by = exports.find(({ name }, index) => exports.findIndex((other) => other.name === name) !== index)
  return by && { kind: 'taken', by }
}

/** The conflict as the stack's event says it. */
export function describeConflict(conflict: ExportConflict): string {
  if (conflict.kind === 'taken')
    return `Export with name ${conflict.by.name} is already exported by stack ${nameOf(conflict.by.stackId)}. `
  return `Export ${conflict.name} cannot be ${conflict.change} as it is in use by ${conflict.importers.join(' and ')}`
}

function nameOf(stackId: string): string {
  return stackId.split('/')[1] ?? stackId
}
