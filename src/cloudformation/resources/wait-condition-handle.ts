import type { ResourceType } from './resource-type.ts'

/**
 * Stands in templates where something must and nothing is wanted. Nobody can signal it: AWS::CloudFormation::WaitCondition
 * is refused by name, and its Ref is a name, not a URL.
 */
export const waitConditionHandle: ResourceType = {
  type: 'AWS::CloudFormation::WaitConditionHandle',
  service: 'CloudFormation',
  passed: [],
  refused: {},
  named: 'Name',
  attributes: {},
  place: () => ({}),
  create: async ({ Name }) => String(Name),
  async update() {},
  async delete() {},
  findLookalikes: async () => [],
}
