import type { Sql, SqlValue } from './sql.ts'

/**
 * Deletes rows if there are any. What is swept on the way of every sign-in is mostly clean already, and to look takes neither
 * a turn among the writers nor a wait for the disk. @param where table and condition
 */
export async function deleteFound(sql: Sql, where: string, ...values: SqlValue[]): Promise<void> {
  const found = await sql.get(`SELECT 1 AS found FROM ${where} LIMIT 1`, ...values)
  if (found) await sql.run(`DELETE FROM ${where}`, ...values)
}
