import type { Permission } from '../wire/access.ts'
import type { CallContext } from '../wire/operation.ts'

/** What an operation needs to be allowed (Service Authorization Reference, "AWS Identity and Access Management"). */
export function permissionOf(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  { accountId, caller }: CallContext,
): Permission {
  const { UserName: named } = input
  const users = `arn:aws:iam::${accountId}:user`
  const resource =
    typeof named === 'string' ? `${users}/${named}` : operation === 'ListUsers' ? `${users}/*` : (caller?.arn ?? '*')
  return { action: `iam:${operation}`, resource }
}
