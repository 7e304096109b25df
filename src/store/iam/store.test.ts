import { iamStoreConformance } from './store.conformance.ts'
import { migrate } from '../migrations/index.ts'
import { openSqlite } from '../sqlite.ts'

iamStoreConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
