import type { Page } from '../cognito/store.ts'
import type { Sql, SqlValue } from './sql.ts'

/** The page that rows make up which were read with a limit of one more, so as to know whether another one follows. */
export function pageOf<Item>(rows: readonly Item[], limit: number, keyOf: (item: Item) => string): Page<Item> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, ...(last !== undefined && rows.length > limit && { next: keyOf(last) }) }
}

/** What a `SELECT COUNT(*) AS count` answers. */
export async function count(sql: Sql, statement: string, ...values: SqlValue[]): Promise<number> {
  const row = await sql.get<{ count: number }>(statement, ...values)
  return row?.count ?? 0
}
