import { createHash } from 'node:crypto'
import { ApiError } from '../../wire/operation.ts'
import { refusalOf } from './lambda-function.ts'
import type { ResourceType } from './resource-type.ts'

type Properties = {
  readonly FunctionName: string
  /** A name that is made up. */
  readonly Version: string
}

/**
 * A version of a function that the operator runs: kept with the stack. Whoever runs the function decides what a version of
 * it is, so the number is made up; it tells one version from another.
 */
export const lambdaVersion: ResourceType<Properties> = {
  type: 'AWS::Lambda::Version',
  service: 'Lambda',
  passed: ['Description', 'FunctionName'],
  refused: { CodeSha256: {}, FunctionScalingConfig: {}, ProvisionedConcurrencyConfig: {}, RuntimePolicy: {} },
  named: 'Version',
  attributes: {
    FunctionArn: async ({ physicalId }) => physicalId,
    Version: async ({ physicalId }) => physicalId.slice(physicalId.lastIndexOf(':') + 1),
  },
  place: ({ Version }) => ({ Version }),
  async create({ FunctionName, Version }, { functions }) {
    const refusal = refusalOf(FunctionName, functions)
    if (refusal !== undefined) throw new ApiError('ResourceNotFoundException', refusal)
    return `${functions.arnOf(FunctionName)}:${numberOf(Version)}`
  },
  async delete() {},
  findLookalikes: async () => [],
}

function numberOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) + 1
}
