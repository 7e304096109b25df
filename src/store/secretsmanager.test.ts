import { migrate } from './migrations/index.ts'
import { secretStoreConformance } from './secretsmanager.conformance.ts'
import { openSqlite } from './sqlite.ts'

secretStoreConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
