import type { GroupType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined } from '../wire/operation.ts'
import type { Page, UserRecord } from './store.ts'

/** What CreateGroup and UpdateGroup can set, in the API's own shape. */
export type GroupSettings = Defined<Pick<GroupType, 'Description' | 'RoleArn' | 'Precedence'>>

export interface GroupRecord {
  readonly poolId: string
  /** Unique in the pool, as given: case counts. */
  readonly name: string
  readonly settings: GroupSettings
  readonly createdAt: Date
  readonly modifiedAt: Date
}

export interface GroupStore {
  insertGroup(group: GroupRecord): Promise<'inserted' | 'exists' | 'pool-gone'>
  findGroup(poolId: string, name: string): Promise<GroupRecord | undefined>
  /** `change` decides on the current record and may run again, so it must be pure. Undefined when the group is gone. */
  updateGroup(
    poolId: string,
    name: string,
    change: (current: GroupRecord) => GroupRecord,
  ): Promise<GroupRecord | undefined>
  /** Its members stay, as users. False when the pool had no such group. */
  deleteGroup(poolId: string, name: string): Promise<boolean>
  countGroups(poolId: string): Promise<number>
  /** In the order of names. */
  listGroups(poolId: string, page: { readonly limit: number; readonly after?: string }): Promise<Page<GroupRecord>>

  /** `added` also for a user who was in the group; `full` when the user is in `groupsAtMost` others. */
  addToGroup(
    poolId: string,
    name: string,
    sub: string,
    groupsAtMost: number,
  ): Promise<'added' | 'full' | 'group-gone' | 'user-gone'>
  /** A user who is not in the group stays so. */
  removeFromGroup(poolId: string, name: string, sub: string): Promise<void>
  /** In the order of subs. */
  listUsersInGroup(
    poolId: string,
    name: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<UserRecord>>
  /** In the order of names. */
  listGroupsOfUser(
    poolId: string,
    sub: string,
    page: { readonly limit: number; readonly after?: string },
  ): Promise<Page<GroupRecord>>
}
