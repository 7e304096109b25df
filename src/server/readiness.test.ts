import assert from 'node:assert/strict'
import { it } from 'node:test'
import { recordingLog } from '../ports/log.ts'
import { createReadiness } from './readiness.ts'
import { openSqlite } from '../store/sqlite.ts'

it('a server is ready while its database answers', async () => {
  const database = openSqlite(':memory:')
  const readiness = createReadiness(database, recordingLog())
  assert.deepEqual(await readiness.check(), { status: 200, body: { status: 'ready' } })
  await database.close()
  const { status, body } = await readiness.check()
  assert.deepEqual([status, body], [503, { status: 'unavailable', reason: 'the database does not answer' }])
})

it('a database that goes and comes back is told to the log once each time', async () => {
  const log = recordingLog()
  const database = { isUp: true }
  const check = async () => {
    if (!database.isUp) throw new Error('connection refused')
  }
  const readiness = createReadiness({ check }, log)
  for (const isUp of [true, false, false, true, true]) {
    database.isUp = isUp
    assert.equal((await readiness.check()).status, isUp ? 200 : 503)
  }
  assert.deepEqual(
    log.entries.map(({ event }) => event),
    ['database-unreachable', 'database-reachable'],
  )
})

it('a server that is about to stop is not ready, whatever its database says', async () => {
  const readiness = createReadiness({ check: async () => {} }, recordingLog())
  readiness.drain()
  assert.deepEqual(await readiness.check(), { status: 503, body: { status: 'unavailable', reason: 'draining' } })
})
