import { openSqlite } from '../../src/store/sqlite.ts'

// Writes rows with so many writers at once until it is killed, and prints each row's key when it is acknowledged.
const [file = '', writers = '8'] = process.argv.slice(2)
const database = openSqlite(file, { checkpointAt: 64 * 1024 })
await database.run('CREATE TABLE IF NOT EXISTS t (k TEXT PRIMARY KEY, twin TEXT)')
await Promise.all(
  Array.from({ length: Number(writers) }, async (_, writer) => {
    for (let count = 0; ; count++) {
      const key = `${process.pid}-${writer}-${count}`
      await database.transaction(async (sql) => {
        await sql.run('INSERT INTO t VALUES (?, ?)', key, `${key}-twin`)
        await sql.run('INSERT INTO t VALUES (?, ?)', `${key}-twin`, key)
      })
      process.stdout.write(`${key}\n`)
    }
  }),
)
