import { cognitoSignInsConformance } from './sign-ins.conformance.ts'
import { migrate } from '../migrations/index.ts'
import { openSqlite } from '../sqlite.ts'

cognitoSignInsConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
