import type { ParameterRecord, ParameterStore } from '../ssm/store.ts'
import type { Database } from './sql.ts'

interface ParameterRow {
  region: string
  name: string
  type: string
  value: string
  description: string
  version: number
  modified_at: number
}

const columns = 'region, name, type, value, description, version, modified_at'

/** Parameter Store on SQLite or PostgreSQL. */
export function parameterStore(database: Database): ParameterStore {
  return {
    insertParameter: async (parameter) =>
      (await database.run(
        `INSERT INTO ssm_parameters (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (region, name) DO NOTHING`,
        parameter.region,
        parameter.name,
        parameter.type,
        parameter.value,
        parameter.description,
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
    replaceParameter: async ({ value, description, version, modifiedAt }, before) =>
      (await database.run(
        `UPDATE ssm_parameters SET value = ?, description = ?, version = ?, modified_at = ?
         WHERE region = ? AND name = ? AND version = ?`,
        value,
        description,
        version,
        modifiedAt.getTime(),
        before.region,
        before.name,
        before.version,
      )) > 0,
    deleteParameter: async (region, name) =>
      (await database.run('DELETE FROM ssm_parameters WHERE region = ? AND name = ?', region, name)) > 0,
  }
}

function parameterOf({ modified_at, ...row }: ParameterRow): ParameterRecord {
  return { ...row, type: row.type as ParameterRecord['type'], modifiedAt: new Date(modified_at) }
}
