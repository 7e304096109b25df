import type { Page, PageRequest } from './store.ts'

export interface PolicyVersionRecord {
  /** `v1`, `v2`, ...: never used again within a policy. */
  readonly id: string
  readonly document: string
  readonly createdAt: Date
}

/** A customer managed policy (IAM user guide, "Managed policies and inline policies"). */
export interface ManagedPolicyRecord {
  /** Unique whatever its case. */
  readonly name: string
  readonly path: string
  /** `ANPA...`, never used again. */
  readonly id: string
  readonly description: string
  /** Oldest first. */
  readonly versions: readonly PolicyVersionRecord[]
  readonly defaultVersionId: string
  /** How many versions it has had; tells one state of the policy from another. */
  readonly versionCount: number
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** What managed policies need stored. */
export interface ManagedPolicyStore {
  /** False when there is one of that name. */
  insertManagedPolicy(policy: ManagedPolicyRecord): Promise<boolean>
  findManagedPolicy(name: string): Promise<ManagedPolicyRecord | undefined>
  /** False when somebody has changed or deleted it since `before` was read. */
  replaceManagedPolicy(policy: ManagedPolicyRecord, before: ManagedPolicyRecord): Promise<boolean>
  /** Refused while it is attached. */
  deleteManagedPolicy(name: string, arn: string): Promise<'deleted' | 'gone' | 'attached'>
  /** In the order of names. */
  listManagedPolicies(page: PageRequest): Promise<Page<ManagedPolicyRecord>>
  /** To how many roles it is attached. */
  countAttachments(arn: string): Promise<number>
}
