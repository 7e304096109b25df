import type { DeviceRecord, DeviceStore } from '../../cognito/device-store.ts'
import { pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface DeviceRow {
  pool_id: string
  sub: string
  device_key: string
  group_key: string
  /** As JSON, since PostgreSQL's text takes no NUL. */
  name: string | null
  remembered: number
  sealed_verifier: Uint8Array
  last_ip: string
  created_at: number
  modified_at: number
  authenticated_at: number
}

/** Devices of the users of all pools. */
export function cognitoDevices(database: Database): DeviceStore {
  return {
    insertDevice: (device) => database.transaction((sql) => insertDevice(sql, device)),
    findDevice: async (poolId, sub, key) => {
      const row = await database.get<DeviceRow>(
        'SELECT * FROM devices WHERE pool_id = ? AND sub = ? AND device_key = ?',
        poolId,
        sub,
        key,
      )
      return row && deviceOf(row)
    },
    rememberDevice: async (poolId, sub, key, { remembered, modifiedAt }) =>
      (await database.run(
        'UPDATE devices SET remembered = ?, modified_at = ? WHERE pool_id = ? AND sub = ? AND device_key = ?',
        remembered ? 1 : 0,
        modifiedAt.getTime(),
        poolId,
        sub,
        key,
      )) > 0,
    touchDevice: async (poolId, sub, key, { lastIp, authenticatedAt }) => {
      await database.run(
        'UPDATE devices SET last_ip = ?, authenticated_at = ? WHERE pool_id = ? AND sub = ? AND device_key = ?',
        lastIp,
        authenticatedAt.getTime(),
        poolId,
        sub,
        key,
      )
    },
    deleteDevice: (poolId, sub, key) => database.transaction((sql) => deleteDevice(sql, poolId, sub, key)),
    listDevices: async (poolId, sub, { limit, after = '', remembered }) => {
      const rows = await database.all<DeviceRow>(
        `SELECT * FROM devices WHERE pool_id = ? AND sub = ? AND device_key > ? AND remembered >= ?
         ORDER BY device_key LIMIT ?`,
        poolId,
        sub,
        after,
        remembered ? 1 : 0,
        limit + 1,
      )
      return pageOf(rows.map(deviceOf), limit, ({ key }) => key)
    },
  }
}

async function insertDevice(sql: Sql, device: DeviceRecord): ReturnType<DeviceStore['insertDevice']> {
  const { poolId, sub } = device
  if (!(await sql.get('SELECT 1 AS found FROM users WHERE pool_id = ? AND sub = ?', poolId, sub))) return 'user-gone'
  const inserted = await sql.run(
    `INSERT INTO devices (pool_id, sub, device_key, group_key, name, remembered, sealed_verifier, last_ip, created_at,
       modified_at, authenticated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pool_id, sub, device_key) DO NOTHING`,
    poolId,
    sub,
    device.key,
    device.groupKey,
    device.name === undefined ? null : JSON.stringify(device.name),
    device.remembered ? 1 : 0,
    device.sealedVerifier,
    device.lastIp,
    device.createdAt.getTime(),
    device.modifiedAt.getTime(),
    device.authenticatedAt.getTime(),
  )
  return inserted > 0 ? 'inserted' : 'exists'
}

async function deleteDevice(sql: Sql, poolId: string, sub: string, key: string): Promise<boolean> {
  const deleted = await sql.run(
    'DELETE FROM devices WHERE pool_id = ? AND sub = ? AND device_key = ?',
    poolId,
    sub,
    key,
  )
  if (deleted === 0) return false
  await sql.run(
    `DELETE FROM refresh_tokens WHERE pool_id = ? AND sign_in_id IN
       (SELECT id FROM sign_ins WHERE pool_id = ? AND sub = ? AND device_key = ?)`,
    poolId,
    poolId,
    sub,
    key,
  )
  await sql.run(
    'UPDATE sign_ins SET device_key = NULL WHERE pool_id = ? AND sub = ? AND device_key = ?',
    poolId,
    sub,
    key,
  )
  return true
}

function deviceOf(row: DeviceRow): DeviceRecord {
  return {
    poolId: row.pool_id,
    sub: row.sub,
    key: row.device_key,
    groupKey: row.group_key,
    ...(row.name !== null && { name: JSON.parse(row.name) as string }),
    remembered: row.remembered === 1,
    sealedVerifier: row.sealed_verifier,
    lastIp: row.last_ip,
    createdAt: new Date(row.created_at),
    modifiedAt: new Date(row.modified_at),
    authenticatedAt: new Date(row.authenticated_at),
  }
}
