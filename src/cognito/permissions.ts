import type { Permission } from '../wire/access.ts'
import type { CallContext } from '../wire/operation.ts'

/** What an operation needs to be allowed (Service Authorization Reference, "Amazon Cognito User Pools"). */
export function permissionOf(
  operation: string,
  input: Readonly<Record<string, unknown>>,
  { region, accountId }: CallContext,
): Permission {
  const { UserPoolId: poolId, ResourceArn: arn } = input
  const resource =
    typeof poolId === 'string'
      ? `arn:aws:cognito-idp:${region}:${accountId}:userpool/${poolId}`
      : typeof arn === 'string'
        ? arn
        : '*'
  return { action: `cognito-idp:${operation}`, resource }
}
