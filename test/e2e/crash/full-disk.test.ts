import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { platform } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { run } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { startServer } from '../../support/server.ts'
import { findAllWrong, openWriters, startLoad } from '../../support/writers.ts'

/** Lets files of a process grow no further than this, as on a full disk. Only Linux can do so to one that runs. */
async function limitFiles(pid: number, bytes: number | 'unlimited'): Promise<void> {
  const { code, stderr } = await run('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`])
  assert.equal(code, 0, stderr)
}

function largestFile(directory: string): number {
  return Math.max(...readdirSync(directory).map((name) => statSync(join(directory, name)).size))
}

// Elsewhere nothing can be tried, and a test that is skipped would say that something is.
if (platform() === 'linux')
  describe('a server whose disk is full', () => {
    it('answers with errors, serves what it has, and heals without a restart', { timeout: 60_000 }, async (t) => {
      const server = await startServer()
      t.after(() => server.kill())
      const clients = sdkClients(server.url)
      t.after(() => clients.close())
      const writers = await openWriters(clients)
      const load = startLoad(writers, clients)
      await load.acknowledged(1)
      await limitFiles(server.pid, largestFile(server.dataDir) + 20_000)
      await load.unanswered(20)
      assert.match(await server.line(/"status":500/), /"error":"(?:InternalErrorException|InternalFailure)"/)
      assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
      await limitFiles(server.pid, 'unlimited')
      await load.acknowledged(2)
      await load.stop()
      assert.deepEqual(await findAllWrong(writers, clients), [])

      await server.kill()
      const database = new DatabaseSync(join(server.dataDir, 'poolgate.db'))
      assert.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' })
      database.close()
    })
  })
