import { domainStoreConformance } from './domains.conformance.ts'
import { migrate } from '../migrations/index.ts'
import { openSqlite } from '../sqlite.ts'

domainStoreConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
