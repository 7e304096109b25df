import { ApiError } from '../../wire/operation.ts'
import type { NamedFunctions } from '../named-functions.ts'
import type { ResourceType } from './resource-type.ts'

type Properties = {
  readonly FunctionName?: string
  readonly PackageType?: 'Image' | 'Zip'
  readonly Runtime?: string
  readonly Handler?: string
}

/**
 * A function that the operator runs (`--lambda`, `--lambda-endpoint`): what the template says of it is kept with the stack,
 * and the one behind the endpoint is invoked. Without a FunctionName it is called by its logical id, which is what
 * `sam local start-lambda` calls it and what an operator can know.
 */
export const lambdaFunction: ResourceType<Properties> = {
  type: 'AWS::Lambda::Function',
  service: 'Lambda',
  passed: [
    'Architectures',
    'CapacityProviderConfig',
    'Code',
    'CodeSigningConfigArn',
    'DeadLetterConfig',
    'Description',
    'DurableConfig',
    'Environment',
    'EphemeralStorage',
    'FileSystemConfigs',
    'FunctionName',
    'FunctionScalingConfig',
    'Handler',
    'ImageConfig',
    'KmsKeyArn',
    'Layers',
    'LoggingConfig',
    'MemorySize',
    'PackageType',
    'PublishToLatestPublished',
    'RecursiveLoop',
    'ReservedConcurrentExecutions',
    'Role',
    'Runtime',
    'RuntimeManagementConfig',
    'SnapStart',
    'Tags',
    'TenancyConfig',
    'Timeout',
    'TracingConfig',
    'VpcConfig',
  ],
  refused: {},
  jsonProperties: {
    Environment: {
      type: 'object',
      properties: {
        Variables: { type: 'object', patternProperties: { '^[a-zA-Z][a-zA-Z0-9_]+$': { type: 'string' } } },
      },
    },
  },
  unread: ['Environment'],
  named: 'FunctionName',
  namedAfterLogicalId: 'alone',
  tagged: 'Tags',
  attributes: { Arn: async ({ physicalId }, { functions }) => functions.arnOf(physicalId) },
  checkPlan: ({ FunctionName }, { logicalId, functions }) => refusalOf(FunctionName ?? logicalId, functions),
  place: ({ FunctionName = '' }) => ({ FunctionName }),
  async create({ FunctionName = '', PackageType = 'Zip', Runtime, Handler }, { functions }) {
    if (PackageType === 'Zip' && (Runtime === undefined || Handler === undefined))
      throw new ApiError(
        'InvalidParameterValueException',
        'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
      )
    const refusal = refusalOf(FunctionName, functions)
    if (refusal !== undefined) throw new ApiError('InvalidParameterValueException', refusal)
    return FunctionName
  },
  async update() {},
  async delete() {},
  findLookalikes: async () => [],
}

/** Why there is no such function; undefined when there is one. */
export function refusalOf(name: string, functions: Pick<NamedFunctions, 'reaches'>): string | undefined {
  if (functions.reaches(name)) return undefined
  return `poolgate runs no functions: say where ${name} runs, with --lambda ${name}=URL or --lambda-endpoint URL`
}
