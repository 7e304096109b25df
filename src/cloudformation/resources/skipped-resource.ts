import type { ResourceType } from './resource-type.ts'

/**
 * Stands for a resource of a type that the operator has told to skip (`--allow-unsupported`): nothing is made, its
 * properties are not looked at, and what others read of it leads nowhere. ARNs look like ARNs, for policies take no less.
 */
export function skippedResource(type: string): ResourceType {
  const service = type.split('::')[1]?.toLowerCase() ?? 'skipped'
  return {
    type,
    service: 'CloudFormation',
    passed: [],
    refused: {},
    named: 'Name',
    attributes: {},
    skipped: {
      note: `Skipped: poolgate has no ${type} and makes nothing of it (--allow-unsupported)`,
      attribute: ({ physicalId }, name, { region, accountId }) =>
        name.endsWith('Arn')
          ? `arn:aws:${service}:${region}:${accountId}:skipped/${physicalId}`
          : `skipped-${physicalId}`,
    },
    place: () => ({}),
    create: async ({ Name }) => String(Name),
    async update() {},
    async delete() {},
    findLookalikes: async () => [],
  }
}
