import type { StackStore } from '../../cloudformation/store.ts'
import type { Database } from '../sql.ts'
import { cursorOf, selectStack, stackOf, type StackRow } from './rows.ts'

type Stacks = Pick<StackStore, 'findStack' | 'listStacks' | 'setTerminationProtection' | 'setPolicy' | 'forgetStacks'>

/** Stacks as they stand. */
export function stacks(database: Database): Stacks {
  return {
    async findStack(region, nameOrId) {
      const row = nameOrId.startsWith('arn:')
        ? await database.get<StackRow>(`${selectStack} WHERE id = ? AND region = ?`, nameOrId, region)
        : await database.get<StackRow>(
            `${selectStack} WHERE name = ? AND region = ? AND deleted_at IS NULL`,
            nameOrId,
            region,
          )
      return row && stackOf(row)
    },

    async listStacks(region, deleted, { limit, after }) {
      const [before = Number.MAX_SAFE_INTEGER, id = ''] = after === undefined ? [] : cursorOf(after)
      const rows = await database.all<StackRow>(
        `${selectStack} WHERE region = ? ${deleted ? '' : 'AND deleted_at IS NULL'}
           AND (created_at < ? OR (created_at = ? AND id > ?)) ORDER BY created_at DESC, id LIMIT ?`,
        region,
        before,
        before,
        id,
        limit + 1,
      )
      const items = rows.slice(0, limit).map(stackOf)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, next: `${last.createdAt.getTime()} ${last.id}` } : { items }
    },

    async setTerminationProtection(id, enabled) {
      await database.run('UPDATE stack SET termination_protection = ? WHERE id = ?', enabled ? 1 : 0, id)
    },

    async setPolicy(id, policy) {
      await database.run('UPDATE stack SET policy = ? WHERE id = ?', policy, id)
    },

    forgetStacks: (deletedBefore) =>
      database.transaction(async (sql) => {
        const forgotten = 'SELECT id FROM stack WHERE deleted_at < ?'
        for (const table of ['stack_resource', 'stack_event'])
          await sql.run(`DELETE FROM ${table} WHERE stack_id IN (${forgotten})`, deletedBefore.getTime())
        await sql.run('DELETE FROM stack WHERE deleted_at < ?', deletedBefore.getTime())
      }),
  }
}
