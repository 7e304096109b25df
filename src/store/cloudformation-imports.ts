import type { StackRecord } from '../cloudformation/store.ts'
import type { Sql } from './sql.ts'

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
