import type { Functions } from '../ports/functions.ts'
import type { CallContext } from '../wire/operation.ts'

/** The functions of one account and region, which run wherever the operator says. */
export interface NamedFunctions {
  /** `name` may be an ARN, which stays as it is. */
  arnOf(name: string): string
  /** Whether there is an endpoint for it. */
  reaches(name: string): boolean
}

export function namedFunctions(
  functions: Pick<Functions, 'reaches'>,
  { region, accountId }: Pick<CallContext, 'region' | 'accountId'>,
): NamedFunctions {
  const arnOf = (name: string): string =>
    name.startsWith('arn:') ? name : `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${name}`
  return { arnOf, reaches: (name) => functions.reaches(arnOf(name)) }
}

function partitionOf(region: string): string {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
