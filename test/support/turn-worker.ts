import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { LinkMessage } from '../../src/server/workers/link.ts'
import { takeWorkerPlace } from '../../src/server/workers/worker-place.ts'
import { workerNumber } from '../../src/server/workers/worker-number.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

// A worker that writes its number and stays. The first, when it lives for the first time, is stopped in the middle of that,
// and the second begins only then.
const { DATABASE: file = '', STOPPED: stopped = '' } = process.env
const number = workerNumber() ?? 0
const taken = await takeWorkerPlace(number, {
  send: (message) => void process.send?.(message),
  onMessage: (listener) => void process.on('message', (message: LinkMessage<never>) => listener(message)),
  onClose: (listener) => void process.once('disconnect', listener),
})
const database = openSqlite(file, { writing: taken.place.writing })
await database.run('CREATE TABLE IF NOT EXISTS t (n BIGINT)')
await taken.ready()
if (number === 2) while (!existsSync(stopped)) await delay(20)
await database.transaction(async (sql) => {
  await sql.run('INSERT INTO t VALUES (?)', number)
  if (number !== 1 || existsSync(stopped)) return
  writeFileSync(stopped, '')
  process.kill(process.pid, 'SIGSTOP')
})
