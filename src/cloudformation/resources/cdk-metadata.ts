import type { ResourceType } from './resource-type.ts'

/** What the CDK tells AWS about its use: kept with the stack and told to nobody. */
export const cdkMetadata: ResourceType = {
  type: 'AWS::CDK::Metadata',
  service: 'CloudFormation',
  passed: ['Analytics', 'Modules'],
  refused: {},
  named: 'Name',
  attributes: {},
  place: () => ({}),
  create: async ({ Name }) => String(Name),
  async update() {},
  async delete() {},
  findLookalikes: async () => [],
}
