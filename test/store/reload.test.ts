import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type SpawnedServer, startServer, temporaryDirectory } from '../support/server.ts'

/** A server with a configuration file, which `configure` writes anew before it asks for a restart. */
async function startConfigured(workers: number) {
  const dataDir = temporaryDirectory()
  const file = join(dataDir, 'poolgate.yaml')
  writeFileSync(file, 'drain-seconds: 0\n')
  const server = await startServer({ dataDir, args: ['--production', '--workers', String(workers), '--config', file] })
  const reload = (configuration: string): void => {
    writeFileSync(file, configuration)
    process.kill(server.pid, 'SIGHUP')
  }
  return { server, reload }
}

const startsOf = ({ lines }: SpawnedServer, worker: number): number =>
  lines.filter((line) => line.includes(`"event":"worker-started","worker":${worker},`)).length

async function started(server: SpawnedServer, worker: number, times: number): Promise<void> {
  while (startsOf(server, worker) < times) await delay(20)
}

it('workers are not restarted for a configuration that they could not start with', { timeout: 120_000 }, async (t) => {
  const { server, reload } = await startConfigured(2)
  t.after(() => server.kill())
  await started(server, 2, 1)
  reload('drain-second: 1\n')
  assert.match(await server.line(/"event":"workers-not-restarted"/), /there is no option drain-second/)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  assert.deepEqual([startsOf(server, 1), startsOf(server, 2)], [1, 1])
  reload('drain-seconds: 1\n')
  await Promise.all([started(server, 1, 2), started(server, 2, 2)])
  assert.equal(await server.stop(), 0)
})

it(
  'workers that are restarted meanwhile are restarted again for what is configured then',
  { timeout: 120_000 },
  async (t) => {
    const { server, reload } = await startConfigured(2)
    t.after(() => server.kill())
    await started(server, 2, 1)
    reload('drain-seconds: 1\n')
    await started(server, 1, 2)
    reload('drain-seconds: 2\n')
    await Promise.all([started(server, 1, 3), started(server, 2, 3)])
    assert.equal(await server.stop(), 0)
  },
)

it('a production server of one process goes on when it is told to reload', { timeout: 60_000 }, async (t) => {
  const { server, reload } = await startConfigured(1)
  t.after(() => server.kill())
  reload('drain-seconds: 1\n')
  await server.line(/"event":"not-restarted"/)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  assert.equal(await server.stop(), 0)
})
