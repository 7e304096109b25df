import type { ManagedPolicyStore } from './managed-policy-store.ts'
import type { RoleStore } from './role-store.ts'

/** Who may hold access keys. */
export interface IamUserRecord {
  /** Unique whatever its case; found by its own case only, since policies tell case apart. */
  readonly name: string
  /** `AIDA...`, never used again. */
  readonly id: string
  readonly createdAt: Date
}

export interface AccessKeyRecord {
  /** `AKIA...` */
  readonly id: string
  readonly userName: string
  /** Sealed for `accessKeyPurpose(id)`. */
  readonly secret: Uint8Array
  readonly isActive: boolean
  readonly createdAt: Date
  readonly lastUsed?: { readonly at: Date; readonly service: string; readonly region: string }
}

export interface Page<Item> {
  readonly items: readonly Item[]
  /** Pass as `after` for the following page; absent on the last one. */
  readonly next?: string
}

export interface PageRequest {
  readonly limit: number
  readonly after?: string
}

/** What IAM needs stored. */
export interface IamStore extends RoleStore, ManagedPolicyStore {
  /** False when there is one of that name. */
  insertUser(user: IamUserRecord): Promise<boolean>
  findUser(name: string): Promise<IamUserRecord | undefined>
  /** Refused while the user has keys or policies. */
  deleteUser(name: string): Promise<'deleted' | 'gone' | 'has-keys' | 'has-policies'>
  /** In the order of names. */
  listUsers(page: PageRequest): Promise<Page<IamUserRecord>>
  /** Puts a policy in the place of one of that name; false when the user is gone. */
  putPolicy(userName: string, policyName: string, document: string): Promise<boolean>
  findPolicy(userName: string, policyName: string): Promise<string | undefined>
  deletePolicy(userName: string, policyName: string): Promise<boolean>
  /** Name and document, in the order of names. */
  listPolicies(userName: string): Promise<readonly { readonly name: string; readonly document: string }[]>
  /** `limit` is the most keys that the user may have with this one. */
  insertAccessKey(key: AccessKeyRecord, limit: number): Promise<'inserted' | 'user-gone' | 'too-many'>
  findAccessKey(id: string): Promise<AccessKeyRecord | undefined>
  /** False when it is gone. */
  setAccessKeyActive(id: string, isActive: boolean): Promise<boolean>
  noteAccessKeyUse(id: string, lastUsed: NonNullable<AccessKeyRecord['lastUsed']>): Promise<void>
  deleteAccessKey(id: string): Promise<boolean>
  /** Oldest first. */
  listAccessKeys(userName: string): Promise<readonly AccessKeyRecord[]>
}

/** What an access key's secret is sealed for. */
export function accessKeyPurpose(id: string): string {
  return `iam/access-key/${id}`
}
