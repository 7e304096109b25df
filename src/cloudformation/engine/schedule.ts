import type { PlannedResource } from '../template/plan.ts'

type Resources = ReadonlyMap<string, PlannedResource>

/** How many resources of one stack are worked on at once. */
const parallel = 8

/**
 * Works on every resource as soon as those it needs are done; after a failure, starts nothing new. `work` answers
 * whether it succeeded; the answer here is who failed.
 */
export async function inOrderOfNeeds(
  resources: Resources,
  work: (planned: PlannedResource) => Promise<boolean>,
): Promise<string[]> {
  const waiting = new Map(resources)
  const running = new Map<string, Promise<void>>()
  const done = new Set<string>()
  const failed: string[] = []
  for (;;) {
    for (const [logicalId, planned] of waiting) {
      if (failed.length > 0 || running.size >= parallel) break
      if (!planned.needs.isSubsetOf(done)) continue
      waiting.delete(logicalId)
      const working = work(planned).then((succeeded) => {
        running.delete(logicalId)
        if (succeeded) done.add(logicalId)
        else failed.push(logicalId)
      })
      // The race below passes on the first rejection; the others must not go unhandled.
      working.catch(() => {})
      running.set(logicalId, working)
    }
    if (running.size === 0) return failed
    await Promise.race(running.values())
  }
}

/** Where each resource stands in an order that puts it after what it needs; the same for the same template. */
export function positionsOf(resources: Resources): ReadonlyMap<string, number> {
  const positions = new Map<string, number>()
  while (positions.size < resources.size) {
    const placed = new Set(positions.keys())
    for (const [logicalId, { needs }] of resources)
      if (!placed.has(logicalId) && needs.isSubsetOf(placed)) positions.set(logicalId, positions.size)
    if (positions.size === placed.size) throw new Error('resources of a plan wait for each other')
  }
  return positions
}
