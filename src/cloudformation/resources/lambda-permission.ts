import { ApiError } from '../../wire/operation.ts'
import { refusalOf } from './lambda-function.ts'
import type { ResourceType } from './resource-type.ts'

type Properties = {
  readonly FunctionName: string
  /** Made up. */
  readonly Id: string
}

/** Who may invoke a function: kept with the stack. Whoever runs the function decides whom it answers. */
export const lambdaPermission: ResourceType<Properties> = {
  type: 'AWS::Lambda::Permission',
  service: 'Lambda',
  passed: [
    'Action',
    'EventSourceToken',
    'FunctionName',
    'FunctionUrlAuthType',
    'InvokedViaFunctionUrl',
    'Principal',
    'PrincipalOrgID',
    'SourceAccount',
    'SourceArn',
  ],
  refused: {},
  named: 'Id',
  attributes: { Id: async ({ physicalId }) => physicalId },
  place: ({ Id }) => ({ Id }),
  async create({ FunctionName, Id }, { functions }) {
    const refusal = refusalOf(FunctionName, functions)
    if (refusal !== undefined) throw new ApiError('ResourceNotFoundException', refusal)
    return Id
  },
  async delete() {},
  findLookalikes: async () => [],
}
