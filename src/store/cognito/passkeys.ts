import type { PasskeyRecord, PasskeyStore } from '../../cognito/passkey-store.ts'
import { count, pageOf } from '../pages.ts'
import type { Database, Sql } from '../sql.ts'

interface PasskeyRow {
  pool_id: string
  id: string
  sub: string
  public_key: Uint8Array
  counter: number
  relying_party_id: string
  transports: string
  attachment: string | null
  name: string
  created_at: number
}

/** Passkeys of the users of all pools. */
export function cognitoPasskeys(database: Database): PasskeyStore {
  return {
    insertPasskey: (passkey, most) => database.transaction((sql) => insertPasskey(sql, passkey, most)),
    findPasskey: async (poolId, sub, id) => {
      const row = await database.get<PasskeyRow>(
        'SELECT * FROM passkeys WHERE pool_id = ? AND sub = ? AND id = ?',
        poolId,
        sub,
        id,
      )
      return row && passkeyOf(row)
    },
    countPasskeyUse: async (poolId, sub, id, counter) =>
      (await database.run(
        'UPDATE passkeys SET counter = ? WHERE pool_id = ? AND sub = ? AND id = ? AND (counter < ? OR (counter = 0 AND ? = 0))',
        counter,
        poolId,
        sub,
        id,
        counter,
        counter,
      )) > 0,
    deletePasskey: async (poolId, sub, id) =>
      (await database.run('DELETE FROM passkeys WHERE pool_id = ? AND sub = ? AND id = ?', poolId, sub, id)) > 0,
    listPasskeys: async (poolId, sub, { limit, after = '' }) => {
      const rows = await database.all<PasskeyRow>(
        'SELECT * FROM passkeys WHERE pool_id = ? AND sub = ? AND id > ? ORDER BY id LIMIT ?',
        poolId,
        sub,
        after,
        limit + 1,
      )
      return pageOf(rows.map(passkeyOf), limit, ({ id }) => id)
    },
  }
}

async function insertPasskey(
  sql: Sql,
  passkey: PasskeyRecord,
  most: number,
): ReturnType<PasskeyStore['insertPasskey']> {
  const { poolId, sub } = passkey
  if (!(await sql.get('SELECT 1 AS found FROM users WHERE pool_id = ? AND sub = ?', poolId, sub))) return 'user-gone'
  const owned = await count(sql, 'SELECT COUNT(*) AS count FROM passkeys WHERE pool_id = ? AND sub = ?', poolId, sub)
  if (owned >= most) return 'full'
  const inserted = await sql.run(
    `INSERT INTO passkeys (pool_id, id, sub, public_key, counter, relying_party_id, transports, attachment, name,
       created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pool_id, id) DO NOTHING`,
    poolId,
    passkey.id,
    sub,
    passkey.publicKey,
    passkey.counter,
    passkey.relyingPartyId,
    JSON.stringify(passkey.transports),
    passkey.attachment ?? null,
    passkey.name,
    passkey.createdAt.getTime(),
  )
  return inserted > 0 ? 'inserted' : 'exists'
}

function passkeyOf(row: PasskeyRow): PasskeyRecord {
  return {
    poolId: row.pool_id,
    sub: row.sub,
    id: row.id,
    publicKey: row.public_key,
    counter: row.counter,
    relyingPartyId: row.relying_party_id,
    transports: JSON.parse(row.transports) as string[],
    ...(row.attachment !== null && { attachment: row.attachment }),
    name: row.name,
    createdAt: new Date(row.created_at),
  }
}
