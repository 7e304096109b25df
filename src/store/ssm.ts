import type { ParameterRecord, ParameterStore } from '../ssm/store.ts'
import type { Database } from './sql.ts'

interface ParameterRow {
  region: string
  name: string
  type: string
  value: string
  ciphertext: Uint8Array | null
  key_id: string | null
  description: string
  allowed_pattern: string
  tags: string
  version: number
  modified_at: number
}

const columns =
  'region, name, type, value, ciphertext, key_id, description, allowed_pattern, tags, version, modified_at'

/** Parameter Store on SQLite or PostgreSQL. */
export function parameterStore(database: Database): ParameterStore {
  return {
    insertParameter: async (parameter) =>
      (await database.run(
        `INSERT INTO ssm_parameters (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (region, name) DO NOTHING`,
        parameter.region,
        parameter.name,
        parameter.type,
        parameter.value,
        parameter.secret?.ciphertext ?? null,
        parameter.secret?.keyId ?? null,
        parameter.description,
        parameter.allowedPattern,
        JSON.stringify(parameter.tags),
        parameter.version,
        parameter.modifiedAt.getTime(),
      )) > 0,
    findParameter: async (region, name) => {
      const row = await database.get<ParameterRow>(
        `SELECT ${columns} FROM ssm_parameters WHERE region = ? AND name = ?`,
        region,
        name,
      )
      return row && parameterOf(row)
    },
    listParameters: async (region, after, limit) => {
      const rows = await database.all<ParameterRow>(
        `SELECT ${columns} FROM ssm_parameters WHERE region = ? AND name > ? ORDER BY name LIMIT ?`,
        region,
        after,
        limit,
      )
      return rows.map(parameterOf)
    },
    replaceParameter: async ({ value, secret, description, allowedPattern, tags, version, modifiedAt }, before) =>
      (await database.run(
        `UPDATE ssm_parameters SET value = ?, ciphertext = ?, key_id = ?, description = ?, allowed_pattern = ?, tags = ?,
           version = ?, modified_at = ?
         WHERE region = ? AND name = ? AND version = ? AND tags = ?`,
        value,
        secret?.ciphertext ?? null,
        secret?.keyId ?? null,
        description,
        allowedPattern,
        JSON.stringify(tags),
        version,
        modifiedAt.getTime(),
        before.region,
        before.name,
        before.version,
        JSON.stringify(before.tags),
      )) > 0,
    deleteParameter: async (region, name) =>
      (await database.run('DELETE FROM ssm_parameters WHERE region = ? AND name = ?', region, name)) > 0,
  }
}

function parameterOf({
  modified_at,
  ciphertext,
  key_id,
  allowed_pattern,
  tags,
  ...row
}: ParameterRow): ParameterRecord {
  return {
    ...row,
    type: row.type as ParameterRecord['type'],
    ...(ciphertext && { secret: { ciphertext, ...(key_id !== null && { keyId: key_id }) } }),
    allowedPattern: allowed_pattern,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- bytes become types: written by this file
    tags: JSON.parse(tags) as ParameterRecord['tags'],
    modifiedAt: new Date(modified_at),
  }
}
