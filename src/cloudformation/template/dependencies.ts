import type { PlannedResource } from './plan.ts'
import { refuse } from './problem.ts'

/** Refuses resources that wait for each other, naming those on (or between) cycles. */
export function checkCycles(resources: ReadonlyMap<string, PlannedResource>): void {
  const left = new Map([...resources].map(([id, { needs }]) => [id, new Set(needs)]))
  // First what needs nothing that is left, then what nothing left needs: neither can be on a cycle.
  peel(left, (id) => [...(left.get(id) ?? [])].every((need) => !left.has(need)))
  peel(left, (id) => [...left].every(([other, needs]) => other === id || !needs.has(id)))
  const [first] = left.keys()
  if (first === undefined) return
  const declaration = resources.get(first)?.declaration
  refuse(`Circular dependency between resources: [${[...left.keys()].join(', ')}]`, declaration, `Resources.${first}`)
}

function peel(left: Map<string, Set<string>>, removable: (id: string) => boolean): void {
  for (let before = -1; before !== left.size;) {
    before = left.size
    for (const id of left.keys()) if (removable(id)) left.delete(id)
  }
}
