import { objectStoreConformance } from './s3.conformance.ts'
import { migrate } from './migrations/index.ts'
import { openSqlite } from './sqlite.ts'

objectStoreConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
