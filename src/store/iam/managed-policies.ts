import type { ManagedPolicyRecord, ManagedPolicyStore } from '../../iam/managed-policy-store.ts'
import { count, pageOf } from '../pages.ts'
import type { Database } from '../sql.ts'

interface PolicyRow {
  name: string
  path: string
  id: string
  description: string
  versions: string
  default_version_id: string
  version_count: number
  tags: string
  created_at: number
  updated_at: number
}

interface StoredVersion {
  readonly id: string
  readonly document: string
  readonly createdAt: number
}

const columns = 'name, path, id, description, versions, default_version_id, version_count, tags, created_at, updated_at'
const attachmentCount = 'SELECT COUNT(*) AS count FROM iam_role_attachments WHERE policy_arn = ?'

/** Customer managed policies with their versions. */
export function managedPolicyStore(database: Database): ManagedPolicyStore {
  return {
    insertManagedPolicy: async (policy) =>
      (await database.run(
        `INSERT INTO iam_managed_policies (name_key, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (name_key) DO NOTHING`,
        keyOf(policy.name),
        policy.name,
        policy.path,
        policy.id,
        policy.description,
        versionsText(policy),
        policy.defaultVersionId,
        policy.versionCount,
        JSON.stringify(policy.tags),
        policy.createdAt.getTime(),
        policy.updatedAt.getTime(),
      )) > 0,
    findManagedPolicy: async (name) => {
      const row = await database.get<PolicyRow>(
        `SELECT ${columns} FROM iam_managed_policies WHERE name_key = ?`,
        keyOf(name),
      )
      return row && policyOf(row)
    },
    replaceManagedPolicy: async (policy, before) =>
      (await database.run(
        `UPDATE iam_managed_policies SET versions = ?, default_version_id = ?, version_count = ?, tags = ?, updated_at = ?
         WHERE id = ? AND versions = ? AND default_version_id = ? AND tags = ?`,
        versionsText(policy),
        policy.defaultVersionId,
        policy.versionCount,
        JSON.stringify(policy.tags),
        policy.updatedAt.getTime(),
        before.id,
        versionsText(before),
        before.defaultVersionId,
        JSON.stringify(before.tags),
      )) > 0,
    deleteManagedPolicy: (name, arn) =>
      database.transaction(async (sql) => {
        if ((await count(sql, attachmentCount, arn)) > 0) return 'attached'
        const deleted = await sql.run('DELETE FROM iam_managed_policies WHERE name_key = ?', keyOf(name))
        return deleted > 0 ? 'deleted' : 'gone'
      }),
    listManagedPolicies: async ({ limit, after = '' }) => {
      const rows = await database.all<PolicyRow>(
        `SELECT ${columns} FROM iam_managed_policies WHERE name_key > ? ORDER BY name_key LIMIT ?`,
        after,
        limit + 1,
      )
      return pageOf(rows.map(policyOf), limit, ({ name }) => keyOf(name))
    },
    countAttachments: (arn) => count(database, attachmentCount, arn),
  }
}

/** Names are unique whatever their case. */
function keyOf(name: string): string {
  return name.toLowerCase()
}

function versionsText({ versions }: ManagedPolicyRecord): string {
  const stored = versions.map(({ id, document, createdAt }): StoredVersion => ({
    id,
    document,
    createdAt: createdAt.getTime(),
  }))
  return JSON.stringify(stored)
}

function policyOf(row: PolicyRow): ManagedPolicyRecord {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bytes become types: written by this file
  const stored = JSON.parse(row.versions) as readonly StoredVersion[]
  return {
    name: row.name,
    path: row.path,
    id: row.id,
    description: row.description,
    versions: stored.map(({ id, document, createdAt }) => ({ id, document, createdAt: new Date(createdAt) })),
    defaultVersionId: row.default_version_id,
    versionCount: row.version_count,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bytes become types: written by this file
    tags: JSON.parse(row.tags) as ManagedPolicyRecord['tags'],
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  }
}
