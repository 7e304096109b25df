import type { StackWork } from '../../cloudformation/store.ts'
import { selectStack, stackOf, type StackRow } from './rows.ts'
import type { Database, Sql } from '../sql.ts'

/*
 * Which node works on a stack. Nodes do not compare clocks: the one at work counts its beats, and another that sees no
 * beat for a while takes the work over. Whatever the first still writes then is refused.
 */

/** Another node has taken over the work on a stack. */
class StackTakenOver extends Error {
  constructor(stackId: string) {
    super(`another node works on the stack ${stackId}`)
    this.name = 'StackTakenOver'
  }
}

/** Has the node work on the stack from now on, whoever did before. */
export async function claimStack(sql: Sql, stackId: string, node: string): Promise<void> {
  await sql.run(
    `INSERT INTO stack_work (stack_id, node, beats) VALUES (?, ?, 0)
     ON CONFLICT (stack_id) DO UPDATE SET node = excluded.node, beats = stack_work.beats + 1`,
    stackId,
    node,
  )
}

/** Rejects with StackTakenOver when it is not this node that works on the stack. */
export async function requireClaim(sql: Sql, stackId: string, node: string): Promise<void> {
  const found = await sql.get('SELECT 1 AS found FROM stack_work WHERE stack_id = ? AND node = ?', stackId, node)
  if (!found) throw new StackTakenOver(stackId)
}

export async function listStackWork(database: Database): Promise<StackWork[]> {
  const rows = await database.all<StackRow & { node: string; beats: number }>(
    `SELECT unfinished.*, stack_work.node, stack_work.beats
     FROM (${selectStack} WHERE status LIKE '%_IN_PROGRESS' AND status <> 'REVIEW_IN_PROGRESS') AS unfinished
     JOIN stack_work ON stack_work.stack_id = unfinished.id ORDER BY unfinished.created_at, unfinished.id`,
  )
  return rows.map((row) => ({ stack: stackOf(row), node: row.node, beats: row.beats }))
}

/** Says that the node goes on working; nothing when it does not any more. */
export async function beatStack(database: Database, stackId: string, node: string): Promise<void> {
  await database.run('UPDATE stack_work SET beats = beats + 1 WHERE stack_id = ? AND node = ?', stackId, node)
}

/** False when the work has gone on since it was listed. */
export async function takeOverStack(database: Database, work: StackWork, node: string): Promise<boolean> {
  const taken = await database.run(
    'UPDATE stack_work SET node = ?, beats = beats + 1 WHERE stack_id = ? AND node = ? AND beats = ?',
    node,
    work.stack.id,
    work.node,
    work.beats,
  )
  return taken === 1
}
