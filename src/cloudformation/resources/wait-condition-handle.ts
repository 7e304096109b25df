import { keptResource } from './kept-resource.ts'

/**
 * Stands in templates where something must and nothing is wanted. Nobody can signal it: AWS::CloudFormation::WaitCondition
 * is refused by name, and its Ref is a name, not a URL.
 */
export const waitConditionHandle = keptResource('AWS::CloudFormation::WaitConditionHandle', [])
