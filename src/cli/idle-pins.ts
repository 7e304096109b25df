import type { DeployedStack } from './deploy-stack.ts'

/** Says of each id that was to be pinned and is nowhere why that is so: ids are given to resources when they are made. */
export function describeIdlePins(pins: Readonly<Record<string, string>>, stacks: readonly DeployedStack[]): string[] {
  const resources = stacks.flatMap((stack) => stack.resources)
  return Object.entries(pins).flatMap(([logicalId, id]) => {
    const named = resources.filter(({ LogicalResourceId }) => LogicalResourceId === logicalId)
    const [first] = named
    if (!first) return [`--pin ${logicalId}=${id} has no effect: there is no resource ${logicalId}`]
    if (named.some(({ PhysicalResourceId }) => PhysicalResourceId === id)) return []
    return [`--pin ${logicalId}=${id} has no effect: ${logicalId} was made as ${first.PhysicalResourceId} before`]
  })
}
