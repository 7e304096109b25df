import type { StackEventRecord, StackStore } from '../../cloudformation/store.ts'
import type { Sql } from '../sql.ts'
import { eventOf, type EventRow } from './rows.ts'

/** The events of stacks, newest first. */
export function stackEvents(database: Sql): Pick<StackStore, 'listEvents'> {
  return {
    async listEvents(stackId, { limit, after }) {
      const rows = await database.all<EventRow>(
        `SELECT stack_id, sequence, happened_at, document FROM stack_event WHERE stack_id = ? AND sequence < ?
         ORDER BY sequence DESC LIMIT ?`,
        stackId,
        after === undefined ? Number.MAX_SAFE_INTEGER : Number(after),
        limit + 1,
      )
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const items = page.map(eventOf)
      return rows.length > limit && last ? { items, next: String(last.sequence) } : { items }
    },
  }
}

/** One node writes the events of a stack, one after the other, so the next number is free. */
export async function appendEvent(sql: Sql, { stackId, at, ...document }: StackEventRecord): Promise<void> {
  await sql.run(
    `INSERT INTO stack_event (stack_id, sequence, happened_at, document)
     SELECT ?, COALESCE(MAX(sequence), 0) + 1, CAST(? AS BIGINT), ? FROM stack_event WHERE stack_id = ?`,
    stackId,
    at.getTime(),
    JSON.stringify(document),
    stackId,
  )
}
