import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type Backend, startBackend } from '../../support/backend.ts'
import { createRoutes } from '../../support/routes.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

/** Does this to every connection that has sent something. */
async function startBadBackend(treat: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('data', () => treat(socket))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type BadBackend = Awaited<ReturnType<typeof startBadBackend>>

const halfAnAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf'

/** The status, or that the answer did not arrive whole. */
async function ask(url: string): Promise<number | 'cut'> {
  const response = await fetch(url)
  return response.text().then(
    () => response.status,
    () => 'cut' as const,
  )
}

const many = <Result>(count: number, work: () => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, work))

describe('peers that behave badly in numbers', () => {
  let server: SpawnedServer
  let good: Backend
  let silent: BadBackend
  let half: BadBackend
  let api: string
  before(async () => {
    server = await startServer()
    good = await startBackend()
    silent = await startBadBackend(() => {})
    half = await startBadBackend((socket) => void socket.end(halfAnAnswer))
    const gone = await startBadBackend(() => {})
    await gone.close()
    const backends = { '/good': good.url, '/silent': silent.url, '/half': half.url, '/refusing': gone.url }
    api = await createRoutes(server, backends, { '/silent': 2000 })
  })
  after(async () => {
    await server.kill()
    await Promise.all([good, silent, half].map((backend) => backend.close()))
  })

  it('are backends that say nothing, refuse or break off: each is told apart, and others are served', async () => {
    const stalled = many(200, () => ask(`${api}/silent`))
    while (silent.connections() < 200) assert.equal(await ask(`${api}/good`), 200)
    const [broken, refused, served] = await Promise.all([
      many(100, () => ask(`${api}/half`)),
      many(100, () => ask(`${api}/refusing`)),
      many(100, () => ask(`${api}/good`)),
    ])
    assert.deepEqual(new Set(served), new Set([200]))
    assert.deepEqual(new Set(refused), new Set([503]))
    assert.deepEqual(new Set(broken), new Set(['cut']))
    assert.deepEqual(new Set(await stalled), new Set([503]))
    assert.equal(await ask(`${api}/good`), 200)
  })

  it('are 1,000 clients that never end their requests: others are served', async (t) => {
    const host = `Host: localhost:${server.port}\r\n`
    const beginnings = [
      `GET ${new URL(api).pathname}/good HTTP/1.1\r\n${host}X-`,
      `POST / HTTP/1.1\r\n${host}X-Amz-Target: AWSCognitoIdentityProviderService.SignUp\r\nContent-Length: 99\r\n\r\n{`,
      '\x16\x03\x01',
      'G',
    ]
    const sockets = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const socket = connect(server.port, '127.0.0.1').on('error', () => {})
        t.after(() => socket.destroy())
        await once(socket, 'connect')
        socket.write(beginnings[index % beginnings.length]!, 'latin1')
        return socket
      }),
    )
    assert.deepEqual(new Set(await many(100, () => ask(`${api}/good`))), new Set([200]))
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
    assert.ok(
      sockets.every((socket) => !socket.closed),
      'the slow ones were there all the time',
    )
  })
})
