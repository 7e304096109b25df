import type { StackEventRecord, StackRecord, StackStore } from '../../cloudformation/store.ts'
import {
  findImportedExport,
  findMissingExport,
  insertImports,
  listImporters,
  replaceExports,
  replaceImports,
} from './imports.ts'
import {
  type ChangeSetRow,
  changeSetDocument,
  changeSetOf,
  cursorOf,
  documentOf,
  eventOf,
  type EventRow,
  exportOf,
  type ExportRow,
  resourceOf,
  type ResourceRow,
  selectChangeSet,
  selectExport,
  selectResource,
  selectStack,
  stackOf,
  type StackRow,
} from './rows.ts'
import { beatStack, claimStack, listStackWork, requireClaim, takeOverStack } from './work.ts'
import type { Database, Sql } from '../sql.ts'

/**
 * Stacks in SQL.
 * @param node which of the processes that share the database this is
 */
export function stackStore(database: Database, node = 'alone'): StackStore {
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

    listStackWork: () => listStackWork(database),

    beatStack: (id) => beatStack(database, id, node),

    takeOverStack: (work) => takeOverStack(database, work, node),

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

    async setTerminationProtection(id, enabled) {
      await database.run('UPDATE stack SET termination_protection = ? WHERE id = ?', enabled ? 1 : 0, id)
    },

    async setPolicy(id, policy) {
      await database.run('UPDATE stack SET policy = ? WHERE id = ?', policy, id)
    },

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

    forgetStacks: (deletedBefore) =>
      database.transaction(async (sql) => {
        const forgotten = 'SELECT id FROM stack WHERE deleted_at < ?'
        for (const table of ['stack_resource', 'stack_event'])
          await sql.run(`DELETE FROM ${table} WHERE stack_id IN (${forgotten})`, deletedBefore.getTime())
        await sql.run('DELETE FROM stack WHERE deleted_at < ?', deletedBefore.getTime())
      }),

    saveResource: (resource, event) =>
      database.transaction(async (sql) => {
        const { stackId, logicalId, physicalId, order, modifiedAt, ...document } = resource
        await requireClaim(sql, stackId, node)
        await sql.run(
          `INSERT INTO stack_resource (stack_id, logical_id, physical_id, position, modified_at, document)
           VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (stack_id, logical_id) DO UPDATE SET
           physical_id = excluded.physical_id, position = excluded.position, modified_at = excluded.modified_at,
           document = excluded.document`,
          stackId,
          logicalId,
          physicalId,
          order,
          modifiedAt.getTime(),
          JSON.stringify(document),
        )
        if (event) await appendEvent(sql, event)
      }),

    removeResource: ({ stackId, logicalId }, event) =>
      database.transaction(async (sql) => {
        await requireClaim(sql, stackId, node)
        await sql.run('DELETE FROM stack_resource WHERE stack_id = ? AND logical_id = ?', stackId, logicalId)
        await appendEvent(sql, event)
      }),

    async listResources(stackId) {
      const rows = await database.all<ResourceRow>(
        `${selectResource} WHERE stack_id = ? ORDER BY position, logical_id`,
        stackId,
      )
      return rows.map(resourceOf)
    },

    async listResourcesOfRegion(region) {
      const rows = await database.all<ResourceRow>(
        `${selectResource} WHERE stack_id IN (SELECT id FROM stack WHERE region = ?)
         ORDER BY stack_id, position, logical_id`,
        region,
      )
      return rows.map(resourceOf)
    },

    async findResourceByPhysicalId(region, physicalId) {
      const row = await database.get<ResourceRow>(
        `${selectResource} WHERE physical_id = ? AND stack_id IN
           (SELECT id FROM stack WHERE region = ? AND deleted_at IS NULL) ORDER BY modified_at DESC LIMIT 1`,
        physicalId,
        region,
      )
      return row && resourceOf(row)
    },

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

    async listExports(region) {
      const rows = await database.all<ExportRow>(`${selectExport} WHERE region = ? ORDER BY name`, region)
      return rows.map(exportOf)
    },

    listImports: (region, exportName) => listImporters(database, region, exportName),

    async insertChangeSet(changeSet) {
      const inserted = await database.run(
        `INSERT INTO stack_change_set (id, stack_id, name, created_at, document) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
        changeSet.id,
        changeSet.stackId,
        changeSet.name,
        changeSet.createdAt.getTime(),
        changeSetDocument(changeSet),
      )
      return inserted === 1
    },

    async findChangeSet(nameOrId, stackId) {
      const byId = nameOrId.startsWith('arn:')
      if (!byId && stackId === undefined) return undefined
      const row = byId
        ? await database.get<ChangeSetRow>(`${selectChangeSet} WHERE id = ?`, nameOrId)
        : await database.get<ChangeSetRow>(
            `${selectChangeSet} WHERE name = ? AND stack_id = ?`,
            nameOrId,
            stackId ?? '',
          )
      return row && changeSetOf(row)
    },

    async replaceChangeSet(changeSet) {
      await database.run(
        'UPDATE stack_change_set SET document = ? WHERE id = ?',
        changeSetDocument(changeSet),
        changeSet.id,
      )
    },

    async deleteChangeSet(id) {
      await database.run('DELETE FROM stack_change_set WHERE id = ?', id)
    },

    async listChangeSets(stackId) {
      const rows = await database.all<ChangeSetRow>(`${selectChangeSet} WHERE stack_id = ? ORDER BY name`, stackId)
      return rows.map(changeSetOf)
    },
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

/** One node writes the events of a stack, one after the other, so the next number is free. */
async function appendEvent(sql: Sql, { stackId, at, ...document }: StackEventRecord): Promise<void> {
  await sql.run(
    `INSERT INTO stack_event (stack_id, sequence, happened_at, document)
     SELECT ?, COALESCE(MAX(sequence), 0) + 1, CAST(? AS BIGINT), ? FROM stack_event WHERE stack_id = ?`,
    stackId,
    at.getTime(),
    JSON.stringify(document),
    stackId,
  )
}
