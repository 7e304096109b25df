import type { Permission } from '../wire/access.ts'
import type { CallContext } from '../wire/operation.ts'
import { roleArn } from './roles/roles.ts'
import type { IamStore } from './store.ts'

/** What an operation needs to be allowed (Service Authorization Reference, "AWS Identity and Access Management"). */
export async function permissionOf(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  call: CallContext & { readonly store: Pick<IamStore, 'findRole' | 'findAccessKey'> },
): Promise<Permission> {
  return { action: `iam:${operation}`, resource: await resourceOf(operation, input, call) }
}

async function resourceOf(
  operation: string,
  { UserName, RoleName, PolicyArn, PolicyName, AccessKeyId, Path = '/' }: Readonly<Record<string, unknown>>,
  { accountId, caller, store }: Parameters<typeof permissionOf>[2],
): Promise<string> {
  const account = `arn:aws:iam::${accountId}`
  if (typeof RoleName === 'string') {
    const path = typeof Path === 'string' ? Path : '/'
    return roleArn(accountId, (await store.findRole(RoleName)) ?? { path, name: RoleName })
  }
  if (operation === 'CreatePolicy') return `${account}:policy${String(Path)}${String(PolicyName)}`
  if (typeof PolicyArn === 'string') return PolicyArn
  if (operation === 'ListRoles') return `${account}:role/`
  if (operation === 'ListPolicies') return '*'
  if (operation === 'GetAccessKeyLastUsed' && typeof AccessKeyId === 'string') {
    const key = await store.findAccessKey(AccessKeyId)
    return `${account}:user/${key?.userName ?? '*'}`
  }
  if (typeof UserName === 'string') return `${account}:user/${UserName}`
  return operation === 'ListUsers' ? `${account}:user/*` : (caller?.arn ?? '*')
}
