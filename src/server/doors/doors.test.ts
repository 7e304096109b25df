import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { it, type TestContext } from 'node:test'
import { type Doors, openDoor } from './doors.ts'
import { manualClock } from '../../ports/clock.ts'
import { silentLog } from '../../ports/log.ts'
import { seededRandom } from '../../ports/random.ts'

const closed = () => assert.fail('no other door is asked for')

/** What `GET /_poolgate/health` tells a client that comes from this address. */
async function healthFor(t: TestContext, remoteAddress: string): Promise<unknown> {
  const doors: Doors = {
    runtime: {
      clock: manualClock('2026-11-22T12:00:00Z'),
      random: seededRandom('doors'),
      log: silentLog,
      defaultRegion: 'us-east-1',
      accountId: '000000000000',
    },
    readHost: () => ({ kind: 'own' }),
    services: Object.create(null),
    httpApi: closed,
    userImport: closed,
    outbox: undefined,
    confirmUser: closed,
    authEventFeedback: closed,
    operator: Object.create(null),
    readiness: { check: closed },
    metrics: undefined,
    poolDocument: closed,
    userPoolDomain: closed,
    caFile: async () => '/data/ca.pem',
  }
  const server = createServer((request, response) => void openDoor(doors, request, response))
  server.on('connection', (socket) => Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress }))
  server.listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return (await fetch(`http://127.0.0.1:${port}/_poolgate/health`)).json()
}

it('tells clients of this machine, and no others, where the certificate of the local CA is', async (t) => {
  for (const local of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])
    assert.equal(Object(await healthFor(t, local)).caFile, '/data/ca.pem', local)
  for (const other of ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1', ''])
    assert.deepEqual(Object.keys(Object(await healthFor(t, other))), ['name', 'version', 'region'], other)
})
