import { keyStoreConformance } from './kms.conformance.ts'
import { migrate } from './migrations/index.ts'
import { openSqlite } from './sqlite.ts'

keyStoreConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
