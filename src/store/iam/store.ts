import type { AccessKeyRecord, IamStore, IamUserRecord } from '../../iam/store.ts'
import { managedPolicyStore } from './managed-policies.ts'
import { roleStore } from './roles.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface UserRow {
  name: string
  id: string
  created_at: number
}

interface AccessKeyRow {
  id: string
  user_name: string
  secret: Uint8Array
  active: number
  created_at: number
  used_at: number | null
  used_service: string | null
  used_region: string | null
}

/** Users, roles, their policies, and access keys. */
export function iamStore(database: Database): IamStore {
  return {
    insertUser: async ({ name, id, createdAt }) =>
      (await database.run(
        `INSERT INTO iam_users (name_key, name, id, created_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (name_key) DO NOTHING`,
        keyOf(name),
        name,
        id,
        createdAt.getTime(),
      )) > 0,
    findUser: async (name) => {
      const row = await findUser(database, name)
      return row && userOf(row)
    },
    deleteUser: (name) => database.transaction((sql) => deleteUser(sql, keyOf(name))),
    listUsers: async ({ limit, after = '' }) => {
      const rows = await database.all<UserRow>(
        'SELECT name, id, created_at FROM iam_users WHERE name_key > ? ORDER BY name_key LIMIT ?',
        after,
        limit + 1,
      )
      return pageOf(rows.map(userOf), limit, ({ name }) => keyOf(name))
    },
    putPolicy: (userName, policyName, document) =>
      database.transaction(async (sql) => {
        if (!(await findUser(sql, userName))) return false
        await sql.run(
          `INSERT INTO iam_user_policies (name_key, policy_name, document) VALUES (?, ?, ?)
           ON CONFLICT (name_key, policy_name) DO UPDATE SET document = excluded.document`,
          keyOf(userName),
          policyName,
          document,
        )
        return true
      }),
    findPolicy: async (userName, policyName) => {
      const row = await database.get<{ document: string }>(
        'SELECT document FROM iam_user_policies WHERE name_key = ? AND policy_name = ?',
        keyOf(userName),
        policyName,
      )
      return row?.document
    },
    deletePolicy: async (userName, policyName) =>
      (await database.run(
        'DELETE FROM iam_user_policies WHERE name_key = ? AND policy_name = ?',
        keyOf(userName),
        policyName,
      )) > 0,
    listPolicies: async (userName) => {
      const rows = await database.all<{ policy_name: string; document: string }>(
        'SELECT policy_name, document FROM iam_user_policies WHERE name_key = ? ORDER BY policy_name',
        keyOf(userName),
      )
      return rows.map((row) => ({ name: row.policy_name, document: row.document }))
    },
    ...accessKeys(database),
    ...roleStore(database),
    ...managedPolicyStore(database),
  }
}

function accessKeys(
  database: Database,
): Pick<
  IamStore,
  'insertAccessKey' | 'findAccessKey' | 'setAccessKeyActive' | 'noteAccessKeyUse' | 'deleteAccessKey' | 'listAccessKeys'
> {
  return {
    insertAccessKey: (key, limit) => database.transaction((sql) => insertAccessKey(sql, key, limit)),
    findAccessKey: async (id) => {
      const row = await database.get<AccessKeyRow>('SELECT * FROM iam_access_keys WHERE id = ?', id)
      return row && accessKeyOf(row)
    },
    setAccessKeyActive: async (id, isActive) =>
      (await database.run('UPDATE iam_access_keys SET active = ? WHERE id = ?', isActive ? 1 : 0, id)) > 0,
    noteAccessKeyUse: async (id, { at, service, region }) => {
      await database.run(
        'UPDATE iam_access_keys SET used_at = ?, used_service = ?, used_region = ? WHERE id = ?',
        at.getTime(),
        service,
        region,
        id,
      )
    },
    deleteAccessKey: async (id) => (await database.run('DELETE FROM iam_access_keys WHERE id = ?', id)) > 0,
    listAccessKeys: async (userName) => {
      const rows = await database.all<AccessKeyRow>(
        'SELECT * FROM iam_access_keys WHERE name_key = ? ORDER BY created_at, id',
        keyOf(userName),
      )
      return rows.map(accessKeyOf)
    },
  }
}

/** Names are unique whatever their case. */
function keyOf(name: string): string {
  return name.toLowerCase()
}

function findUser(sql: Sql, name: string): Promise<UserRow | undefined> {
  return sql.get<UserRow>(
    'SELECT name, id, created_at FROM iam_users WHERE name_key = ? AND name = ?',
    keyOf(name),
    name,
  )
}

async function deleteUser(sql: Sql, key: string): ReturnType<IamStore['deleteUser']> {
  if ((await count(sql, 'SELECT COUNT(*) AS count FROM iam_access_keys WHERE name_key = ?', key)) > 0) return 'has-keys'
  if ((await count(sql, 'SELECT COUNT(*) AS count FROM iam_user_policies WHERE name_key = ?', key)) > 0)
    return 'has-policies'
  return (await sql.run('DELETE FROM iam_users WHERE name_key = ?', key)) > 0 ? 'deleted' : 'gone'
}

async function insertAccessKey(sql: Sql, key: AccessKeyRecord, limit: number): ReturnType<IamStore['insertAccessKey']> {
  const nameKey = keyOf(key.userName)
  if (!(await findUser(sql, key.userName))) return 'user-gone'
  if ((await count(sql, 'SELECT COUNT(*) AS count FROM iam_access_keys WHERE name_key = ?', nameKey)) >= limit)
    return 'too-many'
  await sql.run(
    `INSERT INTO iam_access_keys (id, name_key, user_name, secret, active, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
    key.id,
    nameKey,
    key.userName,
    key.secret,
    key.isActive ? 1 : 0,
    key.createdAt.getTime(),
  )
  return 'inserted'
}

function userOf(row: UserRow): IamUserRecord {
  return { name: row.name, id: row.id, createdAt: new Date(row.created_at) }
}

function accessKeyOf(row: AccessKeyRow): AccessKeyRecord {
  return {
    id: row.id,
    userName: row.user_name,
    secret: row.secret,
    isActive: row.active === 1,
    createdAt: new Date(row.created_at),
    ...(row.used_at !== null && {
      lastUsed: { at: new Date(row.used_at), service: row.used_service ?? '', region: row.used_region ?? '' },
    }),
  }
}
