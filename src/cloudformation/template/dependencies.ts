import type { PlannedResource } from './plan.ts'
import { refuse } from './problem.ts'

/** Refuses resources that wait for each other, naming those on (or between) cycles. */
export function checkCycles(resources: ReadonlyMap<string, Pick<PlannedResource, 'declaration' | 'needs'>>): void {
  const left = new Set(resources.keys())
  const dependents = new Map([...left].map((id) => [id, new Set<string>()]))
  for (const [id, { needs }] of resources) for (const need of needs) dependents.get(need)?.add(id)
  // First what needs nothing that is left, then what nothing left needs: neither can be on a cycle.
  peel(left, (id) => resources.get(id)?.needs.isDisjointFrom(left) ?? true)
  peel(left, (id) => dependents.get(id)?.isDisjointFrom(left) ?? true)
  const [first] = left
  if (first === undefined) return
  const declaration = resources.get(first)?.declaration
  refuse(`Circular dependency between resources: [${[...left].join(', ')}]`, declaration, `Resources.${first}`)
}

function peel(left: Set<string>, removable: (id: string) => boolean): void {
  for (let before = -1; before !== left.size;) {
    before = left.size
    for (const id of left) if (removable(id)) left.delete(id)
  }
}
