import { cognitoUsersConformance } from './users.conformance.ts'
import { migrate } from '../migrations/index.ts'
import { openSqlite } from '../sqlite.ts'

cognitoUsersConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
