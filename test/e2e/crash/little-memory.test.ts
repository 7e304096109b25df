import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startBackend } from '../../support/backend.ts'
import { createRoutes } from '../../support/routes.ts'
import { sdkClients } from '../../support/sdk.ts'
import { startServer } from '../../support/server.ts'
import { findAllWrong, openWriters, startLoad } from '../../support/writers.ts'

describe('a server with 64 MiB of heap', () => {
  it('serves writers, requests and large bodies at once', { timeout: 60_000 }, async (t) => {
    const server = await startServer({ env: { NODE_OPTIONS: '--max-old-space-size=64' } })
    t.after(() => server.kill())
    const backend = await startBackend()
    t.after(() => backend.close())
    const clients = sdkClients(server.url)
    t.after(() => clients.close())
    const api = await createRoutes(server, { '/': backend.url })
    const writers = await openWriters(clients, 2)
    const load = startLoad(writers, clients)
    const statuses = new Set<number>()
    const ask = async (body: string): Promise<void> => {
      const response = await fetch(`${api}/`, { method: 'POST', body })
      await response.text()
      statuses.add(response.status)
    }
    const askers = Array.from({ length: 20 }, async (_, index) => {
      for (let request = 0; request < 10; request++) await ask('x'.repeat(index % 4 === 0 ? 2_000_000 : 100))
    })
    await Promise.all([...askers, load.acknowledged(1)])
    await load.stop()
    assert.deepEqual(statuses, new Set([200]))
    assert.deepEqual(await findAllWrong(writers, clients), [])
    assert.equal(await server.stop(), 0)
  })
})
