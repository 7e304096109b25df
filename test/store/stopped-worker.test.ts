import assert from 'node:assert/strict'
import cluster from 'node:cluster'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { recordingLog } from '../../src/ports/log.ts'
import { startWorkers } from '../../src/server/workers/primary.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { openWriteTurns } from '../../src/store/sqlite-writing.ts'
import { temporaryDirectory } from '../support/server.ts'

it(
  'a worker that is stopped within its turn is killed and replaced, and the others write',
  { timeout: 120_000 },
  async (t) => {
    const directory = temporaryDirectory()
    const file = join(directory, 'poolgate.db')
    Object.assign(process.env, { DATABASE: file, STOPPED: join(directory, 'stopped') })
    cluster.setupPrimary({ exec: 'test/support/turn-worker.ts', execArgv: [] })
    const log = recordingLog()
    const turns = openWriteTurns(file)
    const turnTimes = { turn: 500, patience: 1000, tries: 3 }
    const workers = await startWorkers({ count: 2, turns, turnTimes, log })
    t.after(async () => {
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL')
      await workers.stop()
      await turns.close()
    })
    const database = openSqlite(file)
    t.after(() => database.close())
    const written = async () => (await database.all<{ n: number }>('SELECT n FROM t ORDER BY n')).map(({ n }) => n)
    while ((await written()).length < 2) await delay(20)
    assert.deepEqual(await written(), [1, 2])
    const events = log.entries.filter(({ event }) => event === 'worker-stuck' || event === 'worker-died')
    assert.deepEqual(
      events.map(({ event, worker, signal }) => ({ event, worker, signal })),
      [
        { event: 'worker-stuck', worker: 1, signal: undefined },
        { event: 'worker-died', worker: 1, signal: 'SIGKILL' },
      ],
    )
  },
)
