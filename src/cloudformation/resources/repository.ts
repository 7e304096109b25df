import { jsonDocument } from './policy-documents.ts'
import { present, type ResourceType } from './resource-type.ts'

interface Properties {
  readonly RepositoryName?: string
}

/**
 * A name for images, kept with the stack: the CDK's bootstrap asks for one. No image can be pushed to it, since poolgate
 * has no registry.
 */
export const repository: ResourceType<Properties> = {
  type: 'AWS::ECR::Repository',
  service: 'Ecr',
  passed: ['EmptyOnDelete', 'ImageTagMutability', 'LifecyclePolicy', 'RepositoryName', 'RepositoryPolicyText', 'Tags'],
  refused: { EncryptionConfiguration: {}, ImageScanningConfiguration: {}, ImageTagMutabilityExclusionFilters: {} },
  jsonProperties: { RepositoryPolicyText: jsonDocument },
  named: 'RepositoryName',
  longestName: 256,
  attributes: {
    Arn: async ({ physicalId }, { region, accountId }) => `arn:aws:ecr:${region}:${accountId}:repository/${physicalId}`,
    RepositoryUri: async ({ physicalId }, { region, accountId }) =>
      `${accountId}.dkr.ecr.${region}.amazonaws.com/${physicalId}`,
  },
  place: () => ({}),
  create: async ({ RepositoryName }) => present(RepositoryName, 'RepositoryName'),
  async update() {},
  async delete() {},
  findLookalikes: async () => [],
}
