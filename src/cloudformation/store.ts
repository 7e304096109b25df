import type {
  Change,
  ChangeSetStatus,
  ExecutionStatus,
  OnFailure,
  ResourceStatus,
  StackStatus,
  Tag,
} from '@aws-sdk/client-cloudformation'
import type { RememberedCaller } from '../wire/access.ts'
import type { Defined } from '../wire/operation.ts'

/*
 * What stacks need from a store. Every method is one atomic step, committed when it resolves; none validates.
 * Inserting a stack and moving it on from a status makes it this node's; what else is written about a stack rejects when
 * it is another's.
 * Methods that can lose a race answer so, never with an exception.
 */

export interface StackParameter {
  readonly key: string
  /** In clear, or sealed (base64) when `noEcho`, with the purpose `stack-parameter/<stack id>/<key>`. */
  readonly value: string
  readonly noEcho: boolean
  /** What `value` named in Parameter Store. */
  readonly resolvedValue?: string
}

export interface StackOutput {
  readonly key: string
  readonly value: string
  readonly description?: string
  readonly exportName?: string
}

/** What a caller says about a stack besides its template; the same for CreateStack and a change set. */
export interface StackSettings {
  readonly templateBody: string
  /** What it includes, by location; absent when that is nothing. */
  readonly includes?: Readonly<Record<string, string>>
  readonly parameters: readonly StackParameter[]
  readonly tags: readonly Tag[]
  readonly capabilities: readonly string[]
  readonly description?: string
  readonly roleArn?: string
  readonly onFailure: OnFailure
  readonly retainExceptOnCreate: boolean
  readonly timeoutInMinutes?: number
  readonly clientRequestToken?: string
}

export interface StackRecord {
  /** `arn:aws:cloudformation:<region>:<account>:stack/<name>/<uuid>` */
  readonly id: string
  readonly region: string
  readonly accountId: string
  readonly name: string
  readonly status: StackStatus
  readonly statusReason?: string
  readonly settings: StackSettings
  /** What the stack was before the update that is under way; absent otherwise. */
  readonly previousSettings?: StackSettings
  readonly terminationProtection: boolean
  /** The stack policy's document. */
  readonly policy?: string
  readonly outputs: readonly StackOutput[]
  /** Logical ids that DeleteStack was told to leave alone. */
  readonly retainResources: readonly string[]
  /** The stack that this one is a resource of, and the outermost one. */
  readonly nesting?: { readonly parentId: string; readonly rootId: string }
  /** Of a nested stack: what it was before its latest update, for the case that its parent's is taken back. */
  readonly undo?: StackSettings
  /** Who asked for what is under way, or was done last; absent where nobody's permissions were asked for. */
  readonly askedBy?: RememberedCaller
  /** The change set that was executed last. */
  readonly changeSetId?: string
  readonly createdAt: Date
  /** When the latest update began. */
  readonly updatedAt?: Date
  readonly deletedAt?: Date
}

/** What a resource is outside of its stack. */
export interface PhysicalState {
  /** Empty until the operation has answered. */
  readonly physicalId: string
  /** See ResourceType.place. */
  readonly place: Readonly<Record<string, string>>
  /** What the operations were given, as JSON, sealed (base64) with the purpose `stack-resource/<stack id>/<logical id>`. */
  readonly properties: string
  /** The name that was made up because the template gave none; empty otherwise. */
  readonly generatedName: string
  /** Position in the order of creation; deletion goes backwards. */
  readonly order: number
}

/** An unfinished stack and the node that works on it, or did until it died. */
export interface StackWork {
  readonly stack: StackRecord
  readonly node: string
  /** How often the node has shown that it goes on. */
  readonly beats: number
}

export interface StackResourceRecord extends PhysicalState {
  readonly stackId: string
  readonly logicalId: string
  readonly type: string
  readonly status: ResourceStatus
  readonly statusReason?: string
  /** What already looked like this resource before it was created: never ours to delete. */
  readonly lookalikes: readonly string[]
  readonly deletionPolicy: 'Delete' | 'Retain' | 'RetainExceptOnCreate'
  /**
   * Set by the update that is under way: what it found here. A resource without `before` is new; one that is `replaced`
   * is another than `before`, even if both have the same physical id in different places.
   */
  readonly change?: { readonly before?: PhysicalState; readonly replaced?: true }
  /** What another physical resource has taken the place of, until it is deleted. */
  readonly leftover?: PhysicalState
  readonly modifiedAt: Date
}

export interface StackEventRecord {
  readonly id: string
  readonly stackId: string
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: ResourceStatus | StackStatus
  readonly statusReason?: string
  readonly clientRequestToken?: string
  readonly at: Date
}

export interface ExportRecord {
  readonly region: string
  readonly name: string
  readonly value: string
  readonly stackId: string
}

/** Why a stack cannot export what it would. */
export type ExportConflict =
  | { readonly kind: 'taken'; readonly by: ExportRecord }
  | {
      readonly kind: 'in-use'
      readonly name: string
      readonly change: 'deleted' | 'updated'
      readonly importers: readonly string[]
    }

export interface ChangeSetRecord {
  /** `arn:aws:cloudformation:<region>:<account>:changeSet/<name>/<uuid>` */
  readonly id: string
  readonly stackId: string
  readonly name: string
  readonly type: 'CREATE' | 'UPDATE'
  readonly description?: string
  readonly status: ChangeSetStatus
  readonly statusReason?: string
  readonly executionStatus: ExecutionStatus
  readonly settings: StackSettings
  /** What its execution would change, as DescribeChangeSet shows it. */
  readonly changes: readonly Defined<Change>[]
  readonly createdAt: Date
}

/** A page of a listing: `next` is what to pass as `after` for the following page; absent on the last one. */
interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string
}

interface PageRequest {
  readonly limit: number
  readonly after?: string
}

export interface StackStore {
  /**
   * Inserts the stack, its first event and what it imports. `'exists'` when the region has a live stack of that name,
   * otherwise the name of an export that is gone.
   */
  insertStack(
    stack: StackRecord,
    event: StackEventRecord,
    imports: readonly string[],
  ): Promise<'inserted' | 'exists' | { readonly missingExport: string }>
  /** By name the stack that is not deleted, by ARN any. */
  findStack(region: string, nameOrId: string): Promise<StackRecord | undefined>
  /** Newest first. Without `deleted`, only those that are not deleted. */
  listStacks(region: string, deleted: boolean, page: PageRequest): Promise<Page<StackRecord>>
  /** Of every region, stacks whose status ends in IN_PROGRESS, REVIEW_IN_PROGRESS apart. */
  listStackWork(): Promise<readonly StackWork[]>
  /** Shows the other nodes that this one goes on working on the stack, if it is still its own. */
  beatStack(id: string): Promise<void>
  /** Has this node work on the stack, unless its node has given a sign of life since it was listed: false then. */
  takeOverStack(work: StackWork): Promise<boolean>
  /** Replaces the stack if its status is still one of `from` (any, when empty); false when it is not. `imports`, if given, is what it imports from now on. */
  moveStack(
    stack: StackRecord,
    from: readonly StackStatus[],
    event: StackEventRecord,
    imports?: readonly string[],
  ): Promise<boolean>
  /** Like moveStack; takes the stack's exports away too. Changes nothing when another stack imports one. */
  startDeletion(
    stack: StackRecord,
    from: readonly StackStatus[],
    event: StackEventRecord,
  ): Promise<'started' | 'moved' | { readonly importedExport: string; readonly importers: readonly string[] }>
  /**
   * Replaces the stack, which is to be updated, and adds to what it imports, if nobody has touched it since `before` was
   * read. Answers the name of an export that is gone, and changes nothing then.
   */
  startUpdate(
    stack: StackRecord,
    before: StackRecord,
    event: StackEventRecord,
    imports: readonly string[],
  ): Promise<'started' | 'moved' | { readonly missingExport: string }>
  setTerminationProtection(id: string, enabled: boolean): Promise<void>
  setPolicy(id: string, policy: string): Promise<void>
  /**
   * Ends a creation or an update: outputs, exports, imports and status at once. Answers an export that another stack has
   * or that others import and that would go or change, and changes nothing then.
   */
  completeStack(
    stack: StackRecord,
    exports: readonly ExportRecord[],
    imports: readonly string[],
    event: StackEventRecord,
  ): Promise<ExportConflict | undefined>
  /** Ends a deletion: imports and change sets go, resources and events stay for whoever asks by ARN. */
  closeStack(stack: StackRecord, event: StackEventRecord): Promise<void>
  /** Inserts or replaces a resource together with the event that says so, if there is one. */
  saveResource(resource: StackResourceRecord, event?: StackEventRecord): Promise<void>
  /** Takes a resource out of its stack together with the event that says so. */
  removeResource(resource: StackResourceRecord, event: StackEventRecord): Promise<void>
  /** Deletes everything about stacks that were deleted before this time. */
  forgetStacks(deletedBefore: Date): Promise<void>
  /** In the order of creation. */
  listResources(stackId: string): Promise<readonly StackResourceRecord[]>
  /** Of every stack of the region, deleted ones included until they are forgotten. */
  listResourcesOfRegion(region: string): Promise<readonly StackResourceRecord[]>
  findResourceByPhysicalId(region: string, physicalId: string): Promise<StackResourceRecord | undefined>
  /** Newest first. */
  listEvents(stackId: string, page: PageRequest): Promise<Page<StackEventRecord>>
  /** In the order of names. */
  listExports(region: string): Promise<readonly ExportRecord[]>
  /** Names of the stacks that import it, sorted. */
  listImports(region: string, exportName: string): Promise<readonly string[]>
  /** False when the stack has a change set of that name. */
  insertChangeSet(changeSet: ChangeSetRecord): Promise<boolean>
  /** By ARN, or by name within a stack. */
  findChangeSet(nameOrId: string, stackId: string | undefined): Promise<ChangeSetRecord | undefined>
  replaceChangeSet(changeSet: ChangeSetRecord): Promise<void>
  deleteChangeSet(id: string): Promise<void>
  /** In the order of names. */
  listChangeSets(stackId: string): Promise<readonly ChangeSetRecord[]>
}
