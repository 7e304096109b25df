import { parameterStoreConformance } from './ssm.conformance.ts'
import { migrate } from './migrations/index.ts'
import { openSqlite } from './sqlite.ts'

parameterStoreConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
