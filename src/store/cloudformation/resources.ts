import type { StackStore } from '../../cloudformation/store.ts'
import type { Database } from '../sql.ts'
import { appendEvent } from './events.ts'
import { resourceOf, type ResourceRow, selectResource } from './rows.ts'
import { requireClaim } from './work.ts'

type Resources = Pick<
  StackStore,
  'saveResource' | 'removeResource' | 'listResources' | 'listResourcesOfRegion' | 'findResourceByPhysicalId'
>

/** The resources of stacks. @param node which of the processes that share the database this is */
export function stackResources(database: Database, node: string): Resources {
  return {
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
  }
}
