import type { PlannedResource } from '../template/plan.ts'

type Resources = ReadonlyMap<string, PlannedResource>

/** How many resources of one stack are worked on at once. */
const parallel = 8

/**
 * Which wait for all others that do not need them: a stage that deploys automatically would do so for every route that
 * comes after it, and mappings often name a stage without referring to it.
 */
const ranks = new Map([
  ['AWS::ApiGatewayV2::Stage', 1],
  ['AWS::ApiGatewayV2::ApiMapping', 2],
])

function rankOf({ type }: PlannedResource): number {
  return ranks.get(type.type) ?? 0
}

/**
 * Works on every resource as soon as those it needs are done and nothing of a lower rank is under way; after a failure,
 * starts nothing new. `work` answers whether it succeeded; the answer here is who failed.
 */
export async function inOrderOfNeeds(
  resources: Resources,
  work: (planned: PlannedResource) => Promise<boolean>,
): Promise<string[]> {
  const waiting = new Map([...resources].toSorted(([, a], [, b]) => rankOf(a) - rankOf(b)))
  const running = new Map<string, { readonly rank: number; readonly working: Promise<void> }>()
  const done = new Set<string>()
  const failed: string[] = []
  for (;;) {
    for (const [logicalId, planned] of waiting) {
      if (failed.length > 0 || running.size >= parallel) break
      if (!planned.needs.isSubsetOf(done)) continue
      const rank = rankOf(planned)
      if (running.values().some((other) => other.rank < rank)) break
      waiting.delete(logicalId)
      const working = work(planned).then((succeeded) => {
        running.delete(logicalId)
        if (succeeded) done.add(logicalId)
        else failed.push(logicalId)
      })
      // The race below passes on the first rejection; the others must not go unhandled.
      working.catch(() => {})
      running.set(logicalId, { rank, working })
    }
    if (running.size === 0) return failed
    await Promise.race(running.values().map(({ working }) => working))
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
