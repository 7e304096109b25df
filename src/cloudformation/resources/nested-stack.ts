import type { NestedRequest } from '../nested-stacks.ts'
import type { ResourceType } from './resource-type.ts'

type Properties = Omit<NestedRequest, never> & {
  /** Made up. */
  readonly StackName: string
}

function requestOf({ StackName: _name, ...request }: Properties): NestedRequest {
  return request
}

/** A stack whose template lies in a bucket. It comes, changes and goes with the stack that has it. */
export const nestedStack: ResourceType<Properties> = {
  type: 'AWS::CloudFormation::Stack',
  service: 'CloudFormation',
  passed: ['Parameters', 'Tags', 'TemplateURL', 'TimeoutInMinutes'],
  refused: { NotificationARNs: { unless: (value) => Array.isArray(value) && value.length === 0 } },
  // Or else the nested stack would show them among its parameters.
  passedOn: ['Parameters'],
  // Template reference: "Updates aren't supported."
  refusedChanges: { TimeoutInMinutes: ['Add', 'Modify', 'Remove'] },
  named: 'StackName',
  tagged: 'Tags',
  attributes: {},
  output: ({ physicalId }, key, { stacks }) => stacks.output(physicalId, key),
  place: ({ StackName }) => ({ StackName }),
  async create(properties, { stacks }, started) {
    let id = ''
    await stacks.create(properties.StackName, requestOf(properties), async (stackId) => {
      id = stackId
      await started(stackId)
    })
    return id
  },
  async update({ physicalId }, properties, _before, { stacks }) {
    await stacks.update(physicalId, requestOf(properties))
  },
  async delete({ physicalId }, { stacks }) {
    await stacks.delete(physicalId)
  },
  async findLookalikes({ StackName = '' }, { stacks }) {
    const id = await stacks.find(StackName)
    return id === undefined ? [] : [id]
  },
}
