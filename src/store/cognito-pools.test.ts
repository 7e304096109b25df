import { cognitoPoolsConformance } from './cognito-pools.conformance.ts'
import { migrate } from './migrations/index.ts'
import { openSqlite } from './sqlite.ts'

cognitoPoolsConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
