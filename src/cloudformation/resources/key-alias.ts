import type { CreateAliasCommandInput } from '@aws-sdk/client-kms'
import { allItems, present, type ResourceType } from './resource-type.ts'

type Properties = Pick<CreateAliasCommandInput, 'AliasName' | 'TargetKeyId'>

export const keyAlias: ResourceType<Properties> = {
  type: 'AWS::KMS::Alias',
  service: 'Kms',
  passed: ['AliasName', 'TargetKeyId'],
  refused: {},
  attributes: {},
  place: ({ AliasName = '' }) => ({ AliasName }),
  async create(properties, { kms }) {
    await kms.CreateAlias(properties)
    return present(properties.AliasName, 'AliasName')
  },
  async update({ physicalId: AliasName }, { TargetKeyId }, _before, { kms }) {
    await kms.UpdateAlias({ AliasName, TargetKeyId })
  },
  async delete({ physicalId: AliasName }, { kms }) {
    await kms.DeleteAlias({ AliasName })
  },
  findLookalikes: ({ AliasName = '' }, { kms }) =>
    allItems(async () => {
      await kms.DescribeKey({ KeyId: AliasName })
      return { items: [AliasName], next: undefined }
    }),
}
