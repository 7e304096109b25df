import type { Permission } from '../wire/access.ts'
import type { CallContext } from '../wire/operation.ts'
import { parameterArn } from './parameters.ts'

/** What an operation needs to be allowed (Service Authorization Reference, "AWS Systems Manager"). */
export function permissionOf(
  operation: string,
  { Name, ResourceId: name = Name }: Readonly<Record<string, unknown>>,
  call: Pick<CallContext, 'region' | 'accountId'>,
): Permission {
  if (operation === 'DescribeParameters') return { action: `ssm:${operation}`, resource: '*' }
  const named = typeof name === 'string' ? name : '*'
  return { action: `ssm:${operation}`, resource: named.startsWith('arn:') ? named : parameterArn(call, named) }
}
