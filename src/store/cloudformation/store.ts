import type { StackStore } from '../../cloudformation/store.ts'
import type { Database } from '../sql.ts'
import { changeSets } from './change-sets.ts'
import { stackEvents } from './events.ts'
import { listImporters } from './imports.ts'
import { stackMoves } from './moves.ts'
import { stackResources } from './resources.ts'
import { exportOf, type ExportRow, selectExport } from './rows.ts'
import { stacks } from './stacks.ts'
import { beatStack, listStackWork, takeOverStack } from './work.ts'

/**
 * Stacks in SQL.
 * @param node which of the processes that share the database this is
 */
export function stackStore(database: Database, node = 'alone'): StackStore {
  return {
    ...stacks(database),
    ...stackMoves(database, node),
    ...stackResources(database, node),
    ...stackEvents(database),
    ...changeSets(database),

    listStackWork: () => listStackWork(database),

    beatStack: (id) => beatStack(database, id, node),

    takeOverStack: (work) => takeOverStack(database, work, node),

    async listExports(region) {
      const rows = await database.all<ExportRow>(`${selectExport} WHERE region = ? ORDER BY name`, region)
      return rows.map(exportOf)
    },

    listImports: (region, exportName) => listImporters(database, region, exportName),
  }
}
