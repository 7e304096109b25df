import type { PutParameterCommandInput } from '@aws-sdk/client-ssm'
import { allItems, clearedProperties, present, type ResourceType } from './resource-type.ts'

type Properties = Pick<PutParameterCommandInput, 'Description' | 'Name' | 'Type' | 'Value'>

export const parameter: ResourceType<Properties> = {
  type: 'AWS::SSM::Parameter',
  service: 'Ssm',
  passed: ['Description', 'Name', 'Type', 'Value'],
  refused: {
    AllowedPattern: {},
    DataType: { unless: (value) => value === 'text' },
    Policies: {},
    Tags: {},
    Tier: { unless: (value) => value === 'Standard' },
  },
  named: 'Name',
  attributes: {
    Type: async ({ physicalId: Name }, { ssm }) => present((await ssm.GetParameter({ Name })).Parameter?.Type, 'Type'),
    Value: async ({ physicalId: Name }, { ssm }) =>
      present((await ssm.GetParameter({ Name })).Parameter?.Value, 'Value'),
  },
  place: ({ Name = '' }) => ({ Name }),
  async create(properties, { ssm }) {
    await ssm.PutParameter(properties)
    return present(properties.Name, 'Name')
  },
  async update({ physicalId: Name }, properties, before, { ssm }) {
    const cleared = clearedProperties(properties, before, { Description: '' })
    await ssm.PutParameter({ ...cleared, ...properties, Name, Overwrite: true })
  },
  async delete({ physicalId: Name }, { ssm }) {
    await ssm.DeleteParameter({ Name })
  },
  findLookalikes: ({ Name }, { ssm }) =>
    allItems(async () => {
      const { Parameter } = await ssm.GetParameter({ Name })
      return { items: [present(Parameter?.Name, 'Parameter.Name')], next: undefined }
    }),
}
