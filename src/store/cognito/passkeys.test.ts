import { cognitoPasskeysConformance } from './passkeys.conformance.ts'
import { migrate } from '../migrations/index.ts'
import { openSqlite } from '../sqlite.ts'

cognitoPasskeysConformance('SQLite', async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
})
