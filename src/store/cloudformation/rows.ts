import type {
  ChangeSetRecord,
  ExportRecord,
  StackEventRecord,
  StackRecord,
  StackResourceRecord,
} from '../../cloudformation/store.ts'

/* How the records of stacks lie in their tables: columns for what SQL looks at, a JSON document for the rest. */

export interface StackRow {
  id: string
  region: string
  name: string
  created_at: number
  updated_at: number | null
  deleted_at: number | null
  termination_protection: number
  policy: string | null
  document: string
}
export const selectStack = `SELECT id, region, name, created_at, updated_at, deleted_at, termination_protection, policy, document FROM stack`

export function documentOf(stack: StackRecord): string {
  // What has a column of its own is left out of the document.
  const identity = { id: undefined, region: undefined, name: undefined }
  const protection = { terminationProtection: undefined, policy: undefined }
  const times = { createdAt: undefined, updatedAt: undefined, deletedAt: undefined }
  return JSON.stringify({ ...stack, ...identity, ...protection, ...times })
}

export function stackOf(row: StackRow): StackRecord {
  return {
    ...fromJson<
      Omit<
        StackRecord,
        'id' | 'region' | 'name' | 'createdAt' | 'updatedAt' | 'deletedAt' | 'terminationProtection' | 'policy'
      >
    >(row.document),
    id: row.id,
    region: row.region,
    name: row.name,
    terminationProtection: row.termination_protection === 1,
    ...(row.policy !== null && { policy: row.policy }),
    createdAt: new Date(row.created_at),
    ...(row.updated_at !== null && { updatedAt: new Date(row.updated_at) }),
    ...(row.deleted_at !== null && { deletedAt: new Date(row.deleted_at) }),
  }
}

export function cursorOf(after: string): [number, string] {
  const [time = '', id = ''] = after.split(' ')
  return [Number(time), id]
}

export interface ResourceRow {
  stack_id: string
  logical_id: string
  physical_id: string
  position: number
  modified_at: number
  document: string
}
export const selectResource =
  'SELECT stack_id, logical_id, physical_id, position, modified_at, document FROM stack_resource'

export function resourceOf(row: ResourceRow): StackResourceRecord {
  return {
    ...fromJson<Omit<StackResourceRecord, 'stackId' | 'logicalId' | 'physicalId' | 'order' | 'modifiedAt'>>(
      row.document,
    ),
    stackId: row.stack_id,
    logicalId: row.logical_id,
    physicalId: row.physical_id,
    order: row.position,
    modifiedAt: new Date(row.modified_at),
  }
}

export interface EventRow {
  stack_id: string
  sequence: number
  happened_at: number
  document: string
}

export function eventOf(row: EventRow): StackEventRecord {
  return {
    ...fromJson<Omit<StackEventRecord, 'stackId' | 'at'>>(row.document),
    stackId: row.stack_id,
    at: new Date(row.happened_at),
  }
}

export interface ExportRow {
  region: string
  name: string
  value: string
  stack_id: string
}
export const selectExport = 'SELECT region, name, value, stack_id FROM stack_export'

export function exportOf({ stack_id: stackId, region, name, value }: ExportRow): ExportRecord {
  return { region, name, value, stackId }
}

export interface ChangeSetRow {
  id: string
  stack_id: string
  name: string
  created_at: number
  document: string
}
export const selectChangeSet = 'SELECT id, stack_id, name, created_at, document FROM stack_change_set'

export function changeSetDocument(changeSet: ChangeSetRecord): string {
  return JSON.stringify({ ...changeSet, id: undefined, stackId: undefined, name: undefined, createdAt: undefined })
}

export function changeSetOf(row: ChangeSetRow): ChangeSetRecord {
  return {
    ...fromJson<Omit<ChangeSetRecord, 'id' | 'stackId' | 'name' | 'createdAt'>>(row.document),
    id: row.id,
    stackId: row.stack_id,
    name: row.name,
    createdAt: new Date(row.created_at),
  }
}

/** A document that we wrote ourselves. */
function fromJson<Document>(text: string): Document {
  return JSON.parse(text) as Document
}
