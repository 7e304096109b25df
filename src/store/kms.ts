import type { AliasRecord, KeyRecord, KeyStore } from '../kms/store.ts'
import type { Database } from './sql.ts'

interface KeyRow {
  region: string
  id: string
  version: number
  document: string
}

interface AliasRow {
  region: string
  name: string
  key_id: string
  created_at: number
  updated_at: number
}

const keyColumns = 'region, id, version, document'
const aliasColumns = 'region, name, key_id, created_at, updated_at'

/** Keys and their aliases on SQLite or PostgreSQL. */
export function keyStore(database: Database): KeyStore {
  return {
    insertKey: async (key) => {
      await database.run(
        `INSERT INTO kms_keys (${keyColumns}) VALUES (?, ?, ?, ?)`,
        key.region,
        key.id,
        key.version,
        writeDocument(key),
      )
    },
    findKey: async (region, id) => {
      const row = await database.get<KeyRow>(
        `SELECT ${keyColumns} FROM kms_keys WHERE region = ? AND id = ?`,
        region,
        id,
      )
      return row && keyOf(row)
    },
    listKeys: async (region, { after = '', limit }) => {
      const rows = await database.all<KeyRow>(
        `SELECT ${keyColumns} FROM kms_keys WHERE region = ? AND id > ? ORDER BY id LIMIT ?`,
        region,
        after,
        limit,
      )
      return rows.map(keyOf)
    },
    replaceKey: async (key, before) =>
      (await database.run(
        'UPDATE kms_keys SET version = ?, document = ? WHERE region = ? AND id = ? AND version = ?',
        key.version,
        writeDocument(key),
        before.region,
        before.id,
        before.version,
      )) > 0,
    deleteKey: async ({ region, id, version }) => {
      await database.run('DELETE FROM kms_keys WHERE region = ? AND id = ? AND version = ?', region, id, version)
    },
    insertAlias: async ({ region, name, keyId, createdAt, updatedAt }) =>
      (await database.run(
        `INSERT INTO kms_aliases (${aliasColumns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (region, name) DO NOTHING`,
        region,
        name,
        keyId,
        createdAt.getTime(),
        updatedAt.getTime(),
      )) > 0,
    findAlias: async (region, name) => {
      const row = await database.get<AliasRow>(
        `SELECT ${aliasColumns} FROM kms_aliases WHERE region = ? AND name = ?`,
        region,
        name,
      )
      return row && aliasOf(row)
    },
    listAliases: async (region, { after = '', limit }, keyId) => {
      const rows = await database.all<AliasRow>(
        `SELECT ${aliasColumns} FROM kms_aliases WHERE region = ? AND name > ?
         ${keyId === undefined ? '' : 'AND key_id = ?'} ORDER BY name LIMIT ?`,
        region,
        after,
        ...(keyId === undefined ? [] : [keyId]),
        limit,
      )
      return rows.map(aliasOf)
    },
    updateAlias: async (region, name, { keyId, updatedAt }) =>
      (await database.run(
        'UPDATE kms_aliases SET key_id = ?, updated_at = ? WHERE region = ? AND name = ?',
        keyId,
        updatedAt.getTime(),
        region,
        name,
      )) > 0,
    deleteAlias: async (region, name) =>
      (await database.run('DELETE FROM kms_aliases WHERE region = ? AND name = ?', region, name)) > 0,
  }
}

/** Dates as milliseconds. */
interface KeyDocument extends Omit<KeyRecord, 'region' | 'id' | 'version' | 'createdAt' | 'deletion' | 'rotation'> {
  readonly createdAt: number
  readonly deletion?: { readonly at: number; readonly pendingWindowInDays: number }
  readonly rotation?: { readonly periodInDays: number; readonly next: number }
}

function writeDocument({ region: _region, id: _id, version: _version, ...key }: KeyRecord): string {
  const { createdAt, deletion, rotation, ...others } = key
  const document: KeyDocument = {
    ...others,
    createdAt: createdAt.getTime(),
    ...(deletion && { deletion: { ...deletion, at: deletion.at.getTime() } }),
    ...(rotation && { rotation: { ...rotation, next: rotation.next.getTime() } }),
  }
  return JSON.stringify(document)
}

function keyOf({ document, ...row }: KeyRow): KeyRecord {
  const { createdAt, deletion, rotation, ...others } = JSON.parse(document) as KeyDocument
  return {
    ...row,
    ...others,
    createdAt: new Date(createdAt),
    ...(deletion && { deletion: { ...deletion, at: new Date(deletion.at) } }),
    ...(rotation && { rotation: { ...rotation, next: new Date(rotation.next) } }),
  }
}

function aliasOf({ region, name, key_id, created_at, updated_at }: AliasRow): AliasRecord {
  return { region, name, keyId: key_id, createdAt: new Date(created_at), updatedAt: new Date(updated_at) }
}
