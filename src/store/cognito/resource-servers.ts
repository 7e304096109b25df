import type { ResourceServerRecord, ResourceServerStore } from '../../cognito/resource-server-store.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface ResourceServerRow {
  pool_id: string
  identifier: string
  name: string
  scopes: string
}

/** Resource servers of all pools. */
export function cognitoResourceServers(database: Database): ResourceServerStore {
  return {
    insertResourceServer: (server) => database.transaction((sql) => insertResourceServer(sql, server)),
    findResourceServer: async (poolId, identifier) => {
      const row = await database.get<ResourceServerRow>(
        'SELECT * FROM resource_servers WHERE pool_id = ? AND identifier = ?',
        poolId,
        identifier,
      )
      return row && resourceServerOf(row)
    },
    replaceResourceServer: async (server) =>
      (await database.run(
        'UPDATE resource_servers SET name = ?, scopes = ? WHERE pool_id = ? AND identifier = ?',
        server.name,
        JSON.stringify(server.scopes),
        server.poolId,
        server.identifier,
      )) > 0,
    deleteResourceServer: async (poolId, identifier) =>
      (await database.run('DELETE FROM resource_servers WHERE pool_id = ? AND identifier = ?', poolId, identifier)) > 0,
    countResourceServers: (poolId) =>
      count(database, 'SELECT COUNT(*) AS count FROM resource_servers WHERE pool_id = ?', poolId),
    listResourceServers: async (poolId, { limit, after = '' }) => {
      const rows = await database.all<ResourceServerRow>(
        'SELECT * FROM resource_servers WHERE pool_id = ? AND identifier > ? ORDER BY identifier LIMIT ?',
        poolId,
        after,
        limit + 1,
      )
      return pageOf(rows.map(resourceServerOf), limit, ({ identifier }) => identifier)
    },
  }
}

async function insertResourceServer(
  sql: Sql,
  server: ResourceServerRecord,
): ReturnType<ResourceServerStore['insertResourceServer']> {
  if (!(await sql.get('SELECT 1 AS found FROM user_pools WHERE id = ?', server.poolId))) return 'pool-gone'
  const inserted = await sql.run(
    `INSERT INTO resource_servers (pool_id, identifier, name, scopes) VALUES (?, ?, ?, ?)
     ON CONFLICT (pool_id, identifier) DO NOTHING`,
    server.poolId,
    server.identifier,
    server.name,
    JSON.stringify(server.scopes),
  )
  return inserted > 0 ? 'inserted' : 'exists'
}

function resourceServerOf(row: ResourceServerRow): ResourceServerRecord {
  return {
    poolId: row.pool_id,
    identifier: row.identifier,
    name: row.name,
    scopes: JSON.parse(row.scopes) as ResourceServerRecord['scopes'],
  }
}
