import type { Permission } from '../wire/access.ts'
import type { CallContext } from '../wire/operation.ts'
import type { StackStore } from './store.ts'

/**
 * What an operation needs to be allowed (Service Authorization Reference, "AWS CloudFormation"). A stack is meant by its
 * full ARN however the call names it, by one of its resources too, a change set by its stack.
 */
export async function permissionOf(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  {
    region,
    accountId,
    store,
  }: CallContext & { readonly store: Pick<StackStore, 'findStack' | 'findChangeSet' | 'findResourceByPhysicalId'> },
): Promise<Permission> {
  const { StackName: stack, ChangeSetName: changeSet, PhysicalResourceId: resourceId } = input
  const action = `cloudformation:${operation}`
  if (typeof stack === 'string') {
    const found = await store.findStack(region, stack)
    const named = stack.startsWith('arn:') ? stack : `arn:aws:cloudformation:${region}:${accountId}:stack/${stack}/*`
    return { action, resource: found?.id ?? named }
  }
  if (typeof changeSet === 'string')
    return { action, resource: (await store.findChangeSet(changeSet, undefined))?.stackId ?? changeSet }
  if (typeof resourceId === 'string')
    return { action, resource: (await store.findResourceByPhysicalId(region, resourceId))?.stackId ?? '*' }
  return { action, resource: '*' }
}
