import type { GroupRecord, GroupStore } from '../../cognito/group-store.ts'
import { type UserRow, userOf } from './user-rows.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface GroupRow {
  pool_id: string
  name: string
  settings: string
  created_at: number
  modified_at: number
}

/** Groups of all pools and who is in them. */
export function cognitoGroups(database: Database): GroupStore {
  return {
    insertGroup: (group) => database.transaction((sql) => insertGroup(sql, group)),
    findGroup: (poolId, name) => findGroup(database, poolId, name),
    updateGroup: (poolId, name, change) => database.transaction((sql) => updateGroup(sql, poolId, name, change)),
    deleteGroup: async (poolId, name) =>
      (await database.run('DELETE FROM user_groups WHERE pool_id = ? AND name = ?', poolId, name)) > 0,
    countGroups: (poolId) => count(database, 'SELECT COUNT(*) AS count FROM user_groups WHERE pool_id = ?', poolId),
    listGroups: async (poolId, { limit, after = '' }) => {
      const rows = await database.all<GroupRow>(
        'SELECT * FROM user_groups WHERE pool_id = ? AND name > ? ORDER BY name LIMIT ?',
        poolId,
        after,
        limit + 1,
      )
      return pageOf(rows.map(groupOf), limit, ({ name }) => name)
    },
    ...members(database),
  }
}

type Members = Pick<GroupStore, 'addToGroup' | 'removeFromGroup' | 'listUsersInGroup' | 'listGroupsOfUser'>

function members(database: Database): Members {
  return {
    addToGroup: (poolId, name, sub, groupsAtMost) =>
      database.transaction((sql) => addToGroup(sql, poolId, name, sub, groupsAtMost)),
    async removeFromGroup(poolId, name, sub) {
      await database.run(
        'DELETE FROM user_group_members WHERE pool_id = ? AND sub = ? AND group_name = ?',
        poolId,
        sub,
        name,
      )
    },
    listUsersInGroup: async (poolId, name, { limit, after = '' }) => {
      const rows = await database.all<UserRow>(
        `SELECT users.* FROM user_group_members AS members
           JOIN users ON users.pool_id = members.pool_id AND users.sub = members.sub
         WHERE members.pool_id = ? AND members.group_name = ? AND members.sub > ? ORDER BY members.sub LIMIT ?`,
        poolId,
        name,
        after,
        limit + 1,
      )
      const users = rows.map((row) => userOf(row))
      return pageOf(users, limit, (user) => user.sub)
    },
    listGroupsOfUser: async (poolId, sub, { limit, after = '' }) => {
      const rows = await database.all<GroupRow>(
        `SELECT user_groups.* FROM user_group_members AS members
           JOIN user_groups ON user_groups.pool_id = members.pool_id AND user_groups.name = members.group_name
         WHERE members.pool_id = ? AND members.sub = ? AND members.group_name > ? ORDER BY members.group_name LIMIT ?`,
        poolId,
        sub,
        after,
        limit + 1,
      )
      return pageOf(rows.map(groupOf), limit, ({ name }) => name)
    },
  }
}

async function insertGroup(sql: Sql, group: GroupRecord): ReturnType<GroupStore['insertGroup']> {
  if (!(await sql.get('SELECT 1 AS found FROM user_pools WHERE id = ?', group.poolId))) return 'pool-gone'
  const inserted = await sql.run(
    `INSERT INTO user_groups (pool_id, name, settings, created_at, modified_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (pool_id, name) DO NOTHING`,
    group.poolId,
    group.name,
    JSON.stringify(group.settings),
    group.createdAt.getTime(),
    group.modifiedAt.getTime(),
  )
  return inserted > 0 ? 'inserted' : 'exists'
}

async function findGroup(sql: Sql, poolId: string, name: string): Promise<GroupRecord | undefined> {
  const row = await sql.get<GroupRow>('SELECT * FROM user_groups WHERE pool_id = ? AND name = ?', poolId, name)
  return row && groupOf(row)
}

async function updateGroup(
  sql: Sql,
  poolId: string,
  name: string,
  change: (current: GroupRecord) => GroupRecord,
): Promise<GroupRecord | undefined> {
  const current = await findGroup(sql, poolId, name)
  if (!current) return undefined
  const group = change(current)
  await sql.run(
    'UPDATE user_groups SET settings = ?, modified_at = ? WHERE pool_id = ? AND name = ?',
    JSON.stringify(group.settings),
    group.modifiedAt.getTime(),
    poolId,
    name,
  )
  return group
}

async function addToGroup(
  sql: Sql,
  poolId: string,
  name: string,
  sub: string,
  groupsAtMost: number,
): ReturnType<GroupStore['addToGroup']> {
  if (!(await findGroup(sql, poolId, name))) return 'group-gone'
  if (!(await sql.get('SELECT 1 AS found FROM users WHERE pool_id = ? AND sub = ?', poolId, sub))) return 'user-gone'
  const others = await count(
    sql,
    'SELECT COUNT(*) AS count FROM user_group_members WHERE pool_id = ? AND sub = ? AND group_name <> ?',
    poolId,
    sub,
    name,
  )
  if (others >= groupsAtMost) return 'full'
  await sql.run(
    `INSERT INTO user_group_members (pool_id, sub, group_name) VALUES (?, ?, ?)
     ON CONFLICT (pool_id, sub, group_name) DO NOTHING`,
    poolId,
    sub,
    name,
  )
  return 'added'
}

function groupOf(row: GroupRow): GroupRecord {
  return {
    poolId: row.pool_id,
    name: row.name,
    settings: JSON.parse(row.settings) as GroupRecord['settings'],
    createdAt: new Date(row.created_at),
    modifiedAt: new Date(row.modified_at),
  }
}
