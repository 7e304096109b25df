import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sdkClients } from '../../support/sdk.ts'
import { startServer, temporaryDirectory } from '../../support/server.ts'
import { findAllWrong, openWriters, startLoad, type Writer } from '../../support/writers.ts'

describe('a server that ends while clients write', () => {
  it(
    'starts again after every kill, has all that it acknowledged, and nothing half',
    { timeout: 90_000 },
    async (t) => {
      const dataDir = temporaryDirectory()
      let writers: readonly Writer[] | undefined
      for (let kills = 0; kills < 6; kills++) {
        const server = await startServer({ dataDir })
        t.after(() => server.kill())
        const clients = sdkClients(server.url)
        t.after(() => clients.close())
        writers ??= await openWriters(clients)
        assert.deepEqual(await findAllWrong(writers, clients), [], `after ${kills} kills`)
        if (kills === 5) break
        const load = startLoad(writers, clients)
        await load.acknowledged(1 + (kills % 3))
        await server.kill()
        await load.stop()
      }
    },
  )

  it('has all that it answered on its way out, when it is told to stop', { timeout: 60_000 }, async (t) => {
    const first = await startServer()
    t.after(() => first.kill())
    const clients = sdkClients(first.url)
    t.after(() => clients.close())
    const writers = await openWriters(clients)
    const load = startLoad(writers, clients)
    await load.acknowledged(2)
    assert.equal(await first.stop(), 0)
    await load.stop()
    const second = await startServer({ dataDir: first.dataDir })
    t.after(() => second.kill())
    const clientsOfSecond = sdkClients(second.url)
    t.after(() => clientsOfSecond.close())
    assert.deepEqual(await findAllWrong(writers, clientsOfSecond), [])
  })
})
