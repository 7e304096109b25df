import { ApiError } from '../../wire/operation.ts'
import { refusalOf } from './lambda-function.ts'
import type { ResourceType } from './resource-type.ts'

type Properties = {
  readonly FunctionName: string
  readonly Name: string
}

/**
 * An alias of a function that the operator runs: kept with the stack. Its ARN invokes the function behind the endpoint, which
 * is told the alias as its qualifier.
 */
export const lambdaAlias: ResourceType<Properties> = {
  type: 'AWS::Lambda::Alias',
  service: 'Lambda',
  passed: ['Description', 'FunctionName', 'FunctionVersion', 'Name'],
  refused: { ProvisionedConcurrencyConfig: {}, RoutingConfig: {} },
  attributes: { AliasArn: async ({ physicalId }) => physicalId },
  place: ({ FunctionName, Name }) => ({ FunctionName, Name }),
  async create({ FunctionName, Name }, { functions }) {
    const arn = `${functions.arnOf(FunctionName)}:${Name}`
    const refusal = refusalOf(FunctionName, { reaches: () => functions.reaches(arn) })
    if (refusal !== undefined) throw new ApiError('ResourceNotFoundException', refusal)
    return arn
  },
  async update() {},
  async delete() {},
  findLookalikes: async () => [],
}
