import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { systemRandom } from '../../src/ports/random.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'

/** A network between a node and its database. */
async function startNetwork(databaseUrl: string) {
  const url = new URL(databaseUrl)
  const database = { port: Number(url.port), host: url.hostname }
  const pairs = new Map<Socket, Socket>()
  const server = createServer((near) => {
    const far = connect(database)
    pairs.set(near, far)
    for (const socket of [near, far]) socket.on('error', () => {})
    near.pipe(far).pipe(near)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    /** The database is another from now on, and nobody tells those who are connected. */
    loseConnections: () => {
      for (const [near, far] of pairs) {
        far.unpipe(near)
        near.unpipe(far)
        near.resume()
        far.destroy()
      }
    },
    close: () => {
      for (const near of pairs.keys()) near.destroy()
      server.close()
    },
  }
}

describe('a database whose machine dies without a word', { timeout: 120_000 }, () => {
  let postgres: PostgresServer
  before(async () => {
    postgres = await startPostgres()
  })
  after(() => postgres?.stop())

  it('is reached again by a new connection, and who waits on an old one is told', async (t) => {
    const network = await startNetwork(await postgres.newUrl())
    const database = await openPostgres(network.url, systemRandom, 50)
    t.after(async () => {
      network.close()
      await database.close()
    })
    assert.deepEqual(await database.get('SELECT 1 AS n'), { n: 1 })
    network.loseConnections()
    await assert.rejects(database.get('SELECT 2 AS n'), /Connection terminated/)
    assert.deepEqual(await database.get('SELECT 3 AS n'), { n: 3 })
  })

  it('tells who is in a transaction, too', async (t) => {
    const network = await startNetwork(await postgres.newUrl())
    const database = await openPostgres(network.url, systemRandom, 50)
    t.after(async () => {
      network.close()
      await database.close()
    })
    const lost = database.transaction(async (sql) => {
      await sql.get('SELECT 1 AS n')
      network.loseConnections()
      await sql.get('SELECT 2 AS n')
    })
    await assert.rejects(lost, /Connection terminated/)
    assert.deepEqual(await database.get('SELECT 3 AS n'), { n: 3 })
  })

  it('is told from one that works on a long statement, which goes on', async (t) => {
    const database = await openPostgres(await postgres.newUrl(), systemRandom, 10)
    t.after(() => database.close())
    assert.deepEqual(await database.get('SELECT 1 AS n FROM pg_sleep(1)'), { n: 1 })
  })
})
