import { changeLogConformance } from './change-log.conformance.ts'
import { migrate } from './migrations/index.ts'
import { openSqlite } from './sqlite.ts'

changeLogConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
