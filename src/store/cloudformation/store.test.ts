import { stackExportsConformance } from './exports.conformance.ts'
import { stackStoreConformance } from './store.conformance.ts'
import { migrate } from '../migrations/index.ts'
import { openSqlite } from '../sqlite.ts'

const openMigrated = async () => {
  const database = openSqlite(':memory:')
  await migrate(database)
  return database
}

stackStoreConformance('SQLite', openMigrated)
stackExportsConformance('SQLite', openMigrated)
