import type { Permission } from '../wire/access.ts'
import type { CallContext } from '../wire/operation.ts'
import { logGroupArn, nameOfGroup } from './log-groups/log-groups.ts'

/**
 * What an operation needs to be allowed (Service Authorization Reference, "Amazon CloudWatch Logs"). What is about a group
 * is about all of its streams, so policies name groups by ARNs that end in `:*`; only tags are about the group itself.
 */
export function permissionOf(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  call: CallContext,
): Permission {
  return { action: `logs:${operation}`, resource: resourceOf(operation, input, call) }
}

function resourceOf(
  operation: string,
  { logGroupName, logGroupIdentifier, resourceArn, logStreamName }: Readonly<Record<string, unknown>>,
  call: CallContext,
): string {
  if (typeof resourceArn === 'string') return resourceArn
  const named = typeof logGroupName === 'string' ? logGroupName : logGroupIdentifier
  const group = logGroupArn(call, typeof named === 'string' ? nameOfGroup(named) : '')
  const stream = operation === 'GetLogEvents' && typeof logStreamName === 'string' ? logStreamName : ''
  return `${group}:log-stream:${stream}`
}
