import type { SecretQuery, SecretRecord, SecretStore, SecretValue, SecretVersion } from '../secretsmanager/store.ts'
import { count } from './pages.ts'
import type { Database, Sql, SqlValue } from './sql.ts'

interface SecretRow {
  region: string
  name: string
  suffix: string
  created_at: number
  revision: number
  changed_at: number
  accessed_on: number
  document: string
}

const changingColumns = ['revision', 'changed_at', 'accessed_on', 'document']
const columns = `region, name, suffix, created_at, ${changingColumns.join(', ')}`
/** By name, all have the same time. */
const orderColumns = { createdAt: 'created_at', changedAt: 'changed_at', accessedOn: 'accessed_on', name: '0' } as const

/** Secrets on SQLite or PostgreSQL. */
export function secretStore(database: Database): SecretStore {
  return {
    insertSecret: (secret, values, most) =>
      database.transaction(async (sql) => {
        const { region, name, suffix, createdAt } = secret
        if ((await count(sql, 'SELECT COUNT(*) AS count FROM secrets WHERE region = ?', region)) >= most)
          return 'too-many'
        const inserted = await sql.run(
          `INSERT INTO secrets (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (region, name) DO NOTHING`,
          region,
          name,
          suffix,
          createdAt.getTime(),
          ...changingValues(secret),
        )
        if (inserted === 0) return 'exists'
        await putValues(sql, secret, values)
        return 'inserted'
      }),
    findSecret: async (region, name) => {
      const row = await database.get<SecretRow>(
        `SELECT ${columns} FROM secrets WHERE region = ? AND name = ?`,
        region,
        name,
      )
      return row && secretOf(row)
    },
    listSecrets: (region, query) => listSecrets(database, region, query),
    replaceSecret: (secret, before, values = []) =>
      database.transaction(async (sql) => {
        const changed = await sql.run(
          `UPDATE secrets SET ${changingColumns.map((column) => `${column} = ?`).join(', ')} WHERE ${theVeryOne}`,
          ...changingValues(secret),
          ...keyOf(before),
        )
        if (changed === 0) return false
        await putValues(sql, secret, values)
        const kept = new Set(secret.versions.map(({ id }) => id))
        for (const { id } of before.versions)
          if (!kept.has(id))
            await sql.run(
              'DELETE FROM secret_values WHERE region = ? AND secret = ? AND version_id = ?',
              secret.region,
              secret.name,
              id,
            )
        return true
      }),
    readValue: async ({ region, name, suffix }, versionId) =>
      (
        await database.get<{ content: Uint8Array }>(
          `SELECT content FROM secret_values JOIN secrets ON secrets.region = secret_values.region AND name = secret
           WHERE secret_values.region = ? AND secret = ? AND suffix = ? AND version_id = ?`,
          region,
          name,
          suffix,
          versionId,
        )
      )?.content,
    deleteSecret: async (secret) =>
      (await database.run(`DELETE FROM secrets WHERE ${theVeryOne}`, ...keyOf(secret))) > 0,
  }
}

const theVeryOne = 'region = ? AND name = ? AND suffix = ? AND revision = ?'

function keyOf({ region, name, suffix, revision }: SecretRecord): SqlValue[] {
  return [region, name, suffix, revision]
}

async function listSecrets(
  database: Database,
  region: string,
  { order, isDescending, after, limit }: SecretQuery,
): Promise<SecretRecord[]> {
  const [column, direction, beyond] = [orderColumns[order], isDescending ? 'DESC' : 'ASC', isDescending ? '<' : '>']
  const behind = after ? `AND (${column} ${beyond} ? OR (${column} = ? AND name ${beyond} ?))` : ''
  const rows = await database.all<SecretRow>(
    `SELECT ${columns} FROM secrets WHERE region = ? ${behind}
     ORDER BY ${order === 'name' ? '' : `${column} ${direction},`} name ${direction} LIMIT ?`,
    region,
    ...(after ? [after.time, after.time, after.name] : []),
    limit,
  )
  return rows.map(secretOf)
}

async function putValues(
  sql: Sql,
  { region, name }: Pick<SecretRecord, 'region' | 'name'>,
  values: readonly SecretValue[],
): Promise<void> {
  for (const { versionId, sealed } of values)
    await sql.run(
      `INSERT INTO secret_values (region, secret, version_id, content) VALUES (?, ?, ?, ?)
       ON CONFLICT (region, secret, version_id) DO UPDATE SET content = excluded.content`,
      region,
      name,
      versionId,
      sealed,
    )
}

/** Dates as milliseconds. */
interface SecretDocument extends Pick<SecretRecord, 'description' | 'kmsKeyId' | 'tags'> {
  readonly deletion?: { readonly requestedAt: number; readonly at: number }
  readonly versions: readonly VersionDocument[]
}

interface VersionDocument extends Omit<SecretVersion, 'createdAt' | 'accessedOn'> {
  readonly createdAt: number
  readonly accessedOn?: number
}

function changingValues(secret: SecretRecord): SqlValue[] {
  const { description, kmsKeyId, tags, deletion, versions } = secret
  const document: SecretDocument = {
    description,
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    ...(tags && { tags }),
    ...(deletion && { deletion: { requestedAt: deletion.requestedAt.getTime(), at: deletion.at.getTime() } }),
    versions: versions.map(({ createdAt, accessedOn, ...version }) => ({
      ...version,
      createdAt: createdAt.getTime(),
      ...(accessedOn && { accessedOn: accessedOn.getTime() }),
    })),
  }
  const { revision, changedAt, accessedOn } = secret
  return [revision, changedAt.getTime(), accessedOn?.getTime() ?? 0, JSON.stringify(document)]
}

function secretOf(row: SecretRow): SecretRecord {
  const { deletion, versions, ...others } = JSON.parse(row.document) as SecretDocument
  return {
    region: row.region,
    name: row.name,
    suffix: row.suffix,
    revision: row.revision,
    createdAt: new Date(row.created_at),
    changedAt: new Date(row.changed_at),
    ...(row.accessed_on > 0 && { accessedOn: new Date(row.accessed_on) }),
    ...others,
    ...(deletion && { deletion: { requestedAt: new Date(deletion.requestedAt), at: new Date(deletion.at) } }),
    versions: versions.map(({ createdAt, accessedOn, ...version }) => ({
      ...version,
      createdAt: new Date(createdAt),
      ...(accessedOn !== undefined && { accessedOn: new Date(accessedOn) }),
    })),
  }
}
