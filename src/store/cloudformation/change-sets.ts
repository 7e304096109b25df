import type { StackStore } from '../../cloudformation/store.ts'
import type { Sql } from '../sql.ts'
import { type ChangeSetRow, changeSetDocument, changeSetOf, selectChangeSet } from './rows.ts'

type ChangeSets = Pick<
  StackStore,
  'insertChangeSet' | 'findChangeSet' | 'replaceChangeSet' | 'deleteChangeSet' | 'listChangeSets'
>

/** The change sets of stacks. */
export function changeSets(database: Sql): ChangeSets {
  return {
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
