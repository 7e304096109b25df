import type { ExportConflict, ExportRecord, StackRecord } from '../../cloudformation/store.ts'
import { exportOf, type ExportRow, selectExport } from './rows.ts'
import type { Sql } from '../sql.ts'

/* What stacks take from each other. A foreign key holds every import to its export. */

/** The first of these names that nobody in the stack's region exports. */
export async function findMissingExport(
  sql: Sql,
  stack: StackRecord,
  names: readonly string[],
): Promise<string | undefined> {
  for (const name of names)
    if (!(await sql.get('SELECT 1 AS found FROM stack_export WHERE region = ? AND name = ?', stack.region, name)))
      return name
  return undefined
}

export async function insertImports(sql: Sql, stack: StackRecord, names: readonly string[]): Promise<void> {
  for (const name of names)
    await sql.run(
      'INSERT INTO stack_import (region, export_name, stack_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      stack.region,
      name,
      stack.id,
    )
}

/** Makes these the only names that the stack imports. */
export async function replaceImports(sql: Sql, stack: StackRecord, names: readonly string[]): Promise<void> {
  await sql.run('DELETE FROM stack_import WHERE stack_id = ?', stack.id)
  await insertImports(sql, stack, names)
}

/** Makes these the only exports of the stack, unless one of them conflicts: then nothing is changed. */
export async function replaceExports(
  sql: Sql,
  stack: StackRecord,
  exports: readonly ExportRecord[],
): Promise<ExportConflict | undefined> {
  for (const { region, name } of exports) {
    const row = await sql.get<ExportRow>(`${selectExport} WHERE region = ? AND name = ?`, region, name)
    if (row && row.stack_id !== stack.id) return { kind: 'taken', by: exportOf(row) }
  }
  const wanted = new Map(exports.map(({ name, value }) => [name, value]))
  const present = (await sql.all<ExportRow>(`${selectExport} WHERE stack_id = ? ORDER BY name`, stack.id)).map(exportOf)
  const stale = present.filter(({ name, value }) => wanted.get(name) !== value)
  for (const { region, name } of stale) {
    const importers = await listImporters(sql, region, name)
    if (importers.length > 0)
      return { kind: 'in-use', name, change: wanted.has(name) ? 'updated' : 'deleted', importers }
  }
  for (const { region, name } of stale)
    await sql.run('DELETE FROM stack_export WHERE region = ? AND name = ?', region, name)
  for (const { region, name, value, stackId } of exports)
    await sql.run(
      'INSERT INTO stack_export (region, name, value, stack_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      region,
      name,
      value,
      stackId,
    )
  return undefined
}

/** Names of the stacks that import it, sorted. */
export async function listImporters(sql: Sql, region: string, exportName: string): Promise<string[]> {
  const rows = await sql.all<{ name: string }>(
    `SELECT stack.name FROM stack_import JOIN stack ON stack.id = stack_import.stack_id
     WHERE stack_import.region = ? AND export_name = ? ORDER BY stack.name`,
    region,
    exportName,
  )
  return rows.map(({ name }) => name)
}

/** The first export of the stack that others import, with their names. */
export async function findImportedExport(sql: Sql, stackId: string) {
  const rows = await sql.all<{ export_name: string; importer: string }>(
    `SELECT stack_import.export_name, stack.name AS importer FROM stack_export
     JOIN stack_import ON stack_import.region = stack_export.region AND export_name = stack_export.name
     JOIN stack ON stack.id = stack_import.stack_id
     WHERE stack_export.stack_id = ? ORDER BY stack_import.export_name, stack.name`,
    stackId,
  )
  const [first] = rows
  if (!first) return undefined
  const importers = rows.filter((row) => row.export_name === first.export_name).map(({ importer }) => importer)
  return { importedExport: first.export_name, importers }
}
