import type { Page, PageRequest } from './store.ts'

/** Who may be assumed (IAM user guide, "IAM roles"). */
export interface IamRoleRecord {
  /** Unique whatever its case. */
  readonly name: string
  /** `/` or `/division/team/`. */
  readonly path: string
  /** `AROA...`, never used again. */
  readonly id: string
  /** Who may assume it: a policy document. */
  readonly trustPolicy: string
  /** Empty when it has none. */
  readonly description: string
  readonly maxSessionSeconds: number
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Date
}

/** What roles need stored. Every name is found whatever its case. */
export interface RoleStore {
  /** False when there is one of that name. */
  insertRole(role: IamRoleRecord): Promise<boolean>
  findRole(name: string): Promise<IamRoleRecord | undefined>
  /** False when it is gone. */
  replaceRole(role: IamRoleRecord): Promise<boolean>
  /** Refused while the role has policies of its own or others attached. */
  deleteRole(name: string): Promise<'deleted' | 'gone' | 'has-policies' | 'has-attachments'>
  /** In the order of names. */
  listRoles(page: PageRequest): Promise<Page<IamRoleRecord>>
  /** Puts a policy in the place of one of that name; false when the role is gone. */
  putRolePolicy(roleName: string, policyName: string, document: string): Promise<boolean>
  deleteRolePolicy(roleName: string, policyName: string): Promise<boolean>
  /** Name and document, in the order of names. */
  listRolePolicies(roleName: string): Promise<readonly { readonly name: string; readonly document: string }[]>
  /** Attaching once more changes nothing. `limit` is the most that the role may have with this one. */
  attachRolePolicy(roleName: string, policyArn: string, limit: number): Promise<'attached' | 'role-gone' | 'too-many'>
  detachRolePolicy(roleName: string, policyArn: string): Promise<boolean>
  /** ARNs, sorted. */
  listAttachedRolePolicies(roleName: string): Promise<readonly string[]>
}
