import type { GroupType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import type { GroupRecord, GroupSettings, GroupStore } from '../group-store.ts'
import type { PoolRecord } from '../store.ts'

/** Most groups of a user (developer guide, "Quotas in Amazon Cognito"). */
export const mostGroupsOfUser = 100

type Finds = Fails<'ResourceNotFoundException'> & { readonly store: Pick<GroupStore, 'findGroup'> }

/** The group of a pool that an operation names. Refuses with ResourceNotFoundException. */
export async function requireGroup(context: Finds, pool: PoolRecord, name: string): Promise<GroupRecord> {
  return (await context.store.findGroup(pool.id, name)) ?? refuseMissingGroup(context)
}

export function refuseMissingGroup(context: Fails<'ResourceNotFoundException'>): never {
  return context.fail('ResourceNotFoundException', 'Group not found.')
}

/** The settings that a call gives; the rest is left out. */
export function readGroupSettings({ Description, RoleArn, Precedence }: GroupSettings): GroupSettings {
  return {
    ...(Description !== undefined && { Description }),
    ...(RoleArn !== undefined && { RoleArn }),
    ...(Precedence !== undefined && { Precedence }),
  }
}

/** A group as the API shows it. */
export function describeGroup(group: GroupRecord): Defined<GroupType> {
  return {
    GroupName: group.name,
    UserPoolId: group.poolId,
    ...group.settings,
    LastModifiedDate: group.modifiedAt,
    CreationDate: group.createdAt,
  }
}
