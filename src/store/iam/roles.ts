import type { IamRoleRecord, RoleStore } from '../../iam/role-store.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface RoleRow {
  name: string
  path: string
  id: string
  trust_policy: string
  description: string
  max_session_seconds: number
  tags: string
  created_at: number
}

const columns = 'name, path, id, trust_policy, description, max_session_seconds, tags, created_at'

/** Roles, their own policies, and what is attached to them. */
export function roleStore(database: Database): RoleStore {
  return {
    insertRole: async (role) =>
      (await database.run(
        `INSERT INTO iam_roles (name_key, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (name_key) DO NOTHING`,
        keyOf(role.name),
        role.name,
        role.path,
        role.id,
        role.trustPolicy,
        role.description,
        role.maxSessionSeconds,
        JSON.stringify(role.tags),
        role.createdAt.getTime(),
      )) > 0,
    findRole: async (name) => {
      const row = await database.get<RoleRow>(`SELECT ${columns} FROM iam_roles WHERE name_key = ?`, keyOf(name))
      return row && roleOf(row)
    },
    replaceRole: async (role) =>
      (await database.run(
        `UPDATE iam_roles SET trust_policy = ?, description = ?, max_session_seconds = ?, tags = ? WHERE id = ?`,
        role.trustPolicy,
        role.description,
        role.maxSessionSeconds,
        JSON.stringify(role.tags),
        role.id,
      )) > 0,
    deleteRole: (name) => database.transaction((sql) => deleteRole(sql, keyOf(name))),
    listRoles: async ({ limit, after = '' }) => {
      const rows = await database.all<RoleRow>(
        `SELECT ${columns} FROM iam_roles WHERE name_key > ? ORDER BY name_key LIMIT ?`,
        after,
        limit + 1,
      )
      return pageOf(rows.map(roleOf), limit, ({ name }) => keyOf(name))
    },
    ...ownPolicies(database),
    ...attachments(database),
  }
}

function ownPolicies(database: Database): Pick<RoleStore, 'putRolePolicy' | 'deleteRolePolicy' | 'listRolePolicies'> {
  return {
    putRolePolicy: (roleName, policyName, document) =>
      database.transaction(async (sql) => {
        if (!(await exists(sql, roleName))) return false
        await sql.run(
          `INSERT INTO iam_role_policies (name_key, policy_name, document) VALUES (?, ?, ?)
           ON CONFLICT (name_key, policy_name) DO UPDATE SET document = excluded.document`,
          keyOf(roleName),
          policyName,
          document,
        )
        return true
      }),
    deleteRolePolicy: async (roleName, policyName) =>
      (await database.run(
        'DELETE FROM iam_role_policies WHERE name_key = ? AND policy_name = ?',
        keyOf(roleName),
        policyName,
      )) > 0,
    listRolePolicies: async (roleName) => {
      const rows = await database.all<{ policy_name: string; document: string }>(
        'SELECT policy_name, document FROM iam_role_policies WHERE name_key = ? ORDER BY policy_name',
        keyOf(roleName),
      )
      return rows.map((row) => ({ name: row.policy_name, document: row.document }))
    },
  }
}

function attachments(
  database: Database,
): Pick<RoleStore, 'attachRolePolicy' | 'detachRolePolicy' | 'listAttachedRolePolicies'> {
  return {
    attachRolePolicy: (roleName, policyArn, limit) =>
      database.transaction(async (sql) => {
        if (!(await exists(sql, roleName))) return 'role-gone'
        const attached = await sql.run(
          `INSERT INTO iam_role_attachments (name_key, policy_arn) VALUES (?, ?)
           ON CONFLICT (name_key, policy_arn) DO NOTHING`,
          keyOf(roleName),
          policyArn,
        )
        const all = 'SELECT COUNT(*) AS count FROM iam_role_attachments WHERE name_key = ?'
        if (attached === 0 || (await count(sql, all, keyOf(roleName))) <= limit) return 'attached'
        await detach(sql, roleName, policyArn)
        return 'too-many'
      }),
    detachRolePolicy: async (roleName, policyArn) => (await detach(database, roleName, policyArn)) > 0,
    listAttachedRolePolicies: async (roleName) => {
      const rows = await database.all<{ policy_arn: string }>(
        'SELECT policy_arn FROM iam_role_attachments WHERE name_key = ? ORDER BY policy_arn',
        keyOf(roleName),
      )
      return rows.map((row) => row.policy_arn)
    },
  }
}

function detach(sql: Sql, roleName: string, policyArn: string): Promise<number> {
  return sql.run('DELETE FROM iam_role_attachments WHERE name_key = ? AND policy_arn = ?', keyOf(roleName), policyArn)
}

/** Names are unique whatever their case. */
function keyOf(name: string): string {
  return name.toLowerCase()
}

async function exists(sql: Sql, name: string): Promise<boolean> {
  return (await count(sql, 'SELECT COUNT(*) AS count FROM iam_roles WHERE name_key = ?', keyOf(name))) > 0
}

async function deleteRole(sql: Sql, key: string): ReturnType<RoleStore['deleteRole']> {
  if ((await count(sql, 'SELECT COUNT(*) AS count FROM iam_role_policies WHERE name_key = ?', key)) > 0)
    return 'has-policies'
  if ((await count(sql, 'SELECT COUNT(*) AS count FROM iam_role_attachments WHERE name_key = ?', key)) > 0)
    return 'has-attachments'
  return (await sql.run('DELETE FROM iam_roles WHERE name_key = ?', key)) > 0 ? 'deleted' : 'gone'
}

function roleOf(row: RoleRow): IamRoleRecord {
  return {
    name: row.name,
    path: row.path,
    id: row.id,
    trustPolicy: row.trust_policy,
    description: row.description,
    maxSessionSeconds: row.max_session_seconds,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bytes become types: written by this file
    tags: JSON.parse(row.tags) as IamRoleRecord['tags'],
    createdAt: new Date(row.created_at),
  }
}
