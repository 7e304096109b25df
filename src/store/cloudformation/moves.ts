import type { StackRecord, StackStore } from '../../cloudformation/store.ts'
import type { Database, Sql } from '../sql.ts'
import { appendEvent } from './events.ts'
import { findImportedExport, findMissingExport, insertImports, replaceExports, replaceImports } from './imports.ts'
import { documentOf } from './rows.ts'
import { claimStack, requireClaim } from './work.ts'

type Moves = Pick<
  StackStore,
  'insertStack' | 'moveStack' | 'startUpdate' | 'startDeletion' | 'completeStack' | 'closeStack'
>

/** From one status of a stack to the next, with what is true from then on. @param node which of the processes that share the database this is */
export function stackMoves(database: Database, node: string): Moves {
  return {
    insertStack: (stack, event, imports) =>
      database.transaction(async (sql) => {
        const inserted = await sql.run(
          `INSERT INTO stack (id, region, name, status, termination_protection, policy, created_at, document)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO NOTHING`,
          stack.id,
          stack.region,
          stack.name,
          stack.status,
          stack.terminationProtection ? 1 : 0,
          stack.policy ?? null,
          stack.createdAt.getTime(),
          documentOf(stack),
        )
        if (inserted === 0) return 'exists'
        const missing = await findMissingExport(sql, stack, imports)
        if (missing !== undefined) {
          await sql.run('DELETE FROM stack WHERE id = ?', stack.id)
          return { missingExport: missing }
        }
        await insertImports(sql, stack, imports)
        await claimStack(sql, stack.id, node)
        await appendEvent(sql, event)
        return 'inserted'
      }),

    moveStack: (stack, from, event, imports) =>
      database.transaction(async (sql) => {
        if (from.length === 0) await requireClaim(sql, stack.id, node)
        if (!(await writeStack(sql, stack, from))) return false
        if (from.length > 0) await claimStack(sql, stack.id, node)
        if (imports) await replaceImports(sql, stack, imports)
        await appendEvent(sql, event)
        return true
      }),

    startUpdate: (stack, before, event, imports) =>
      database.transaction(async (sql) => {
        const untouched = await sql.get(
          'SELECT 1 AS found FROM stack WHERE id = ? AND status = ? AND COALESCE(updated_at, 0) = ?',
          stack.id,
          before.status,
          before.updatedAt?.getTime() ?? 0,
        )
        if (!untouched) return 'moved'
        const missing = await findMissingExport(sql, stack, imports)
        if (missing !== undefined) return { missingExport: missing }
        if (!(await writeStack(sql, stack, [before.status]))) return 'moved'
        await claimStack(sql, stack.id, node)
        await insertImports(sql, stack, imports)
        await appendEvent(sql, event)
        return 'started'
      }),

    startDeletion: (stack, from, event) =>
      database.transaction(async (sql) => {
        const imported = await findImportedExport(sql, stack.id)
        if (imported) return imported
        if (!(await writeStack(sql, stack, from))) return 'moved'
        await claimStack(sql, stack.id, node)
        await sql.run('DELETE FROM stack_export WHERE stack_id = ?', stack.id)
        await appendEvent(sql, event)
        return 'started'
      }),

    completeStack: (stack, exports, imports, event) =>
      database.transaction(async (sql) => {
        await requireClaim(sql, stack.id, node)
        const conflict = await replaceExports(sql, stack, exports)
        if (conflict) return conflict
        await replaceImports(sql, stack, imports)
        await writeStack(sql, stack)
        await appendEvent(sql, event)
        return undefined
      }),

    closeStack: (stack, event) =>
      database.transaction(async (sql) => {
        await requireClaim(sql, stack.id, node)
        await sql.run('DELETE FROM stack_import WHERE stack_id = ?', stack.id)
        await sql.run('DELETE FROM stack_change_set WHERE stack_id = ?', stack.id)
        await writeStack(sql, stack)
        await appendEvent(sql, event)
      }),
  }
}

async function writeStack(sql: Sql, stack: StackRecord, from: readonly string[] = []): Promise<boolean> {
  const changed = await sql.run(
    `UPDATE stack SET status = ?, created_at = ?, updated_at = ?, deleted_at = ?, document = ? WHERE id = ?
     ${from.length > 0 ? `AND status IN (${from.map(() => '?').join(', ')})` : ''}`,
    stack.status,
    stack.createdAt.getTime(),
    stack.updatedAt?.getTime() ?? null,
    stack.deletedAt?.getTime() ?? null,
    documentOf(stack),
    stack.id,
    ...from,
  )
  return changed === 1
}
