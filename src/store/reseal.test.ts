import assert from 'node:assert/strict'
import { it } from 'node:test'
import { migrate } from './migrations/index.ts'
import { describeTables } from './portable/describe-tables.ts'
import { resealConformance } from './reseal.conformance.ts'
import { sealedColumns } from './sealed-columns.ts'
import { openSqlite } from './sqlite.ts'

resealConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})

/** What is bytes and not sealed. */
const plainBytes = ['ui_customizations.image', 'passkeys.public_key', 'user_search_values.value']

it('every column of bytes is named as sealed, or here as plain', () => {
  const bytes = describeTables().flatMap(({ name, columns }) =>
    columns.filter(({ type }) => type === 'bytes').map((column) => `${name}.${column.name}`),
  )
  const sealed = Object.entries(sealedColumns).flatMap(([table, names]) => names.map((name) => `${table}.${name}`))
  assert.deepEqual(bytes.filter((column) => !sealed.includes(column)).toSorted(), plainBytes.toSorted())
  const columns = describeTables().flatMap((table) => table.columns.map(({ name }) => `${table.name}.${name}`))
  assert.deepEqual(
    sealed.filter((column) => !columns.includes(column)),
    [],
  )
})
