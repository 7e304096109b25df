import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { it } from 'node:test'
import { seededRandom } from '../../ports/random.ts'
import { proxyTo, startBackend, startGateway } from '../../../test/support/http-api.ts'

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

it('large answers come byte for byte, to clients that read at once and to those that do not', async () => {
  const bodies = ['a', 'b', 'c', 'd'].map((seed) => Buffer.concat(Array(60).fill(seededRandom(seed).bytes(50_001))))
  const backend = await startBackend((response, { url = '' }) => {
    const body = bodies[Number(url.slice(1))]
    // Of two, one says its length and one does not.
    if (url !== '/0' && url !== '/2') response.write('')
    response.end(body)
  })
  const gateway = await startGateway(proxyTo(backend.origin))
  const answers = await Promise.all(
    bodies.map(async (_, index) => {
      const asked = get({ port: gateway.port, path: `/${index}`, agent: false })
      const [response]: IncomingMessage[] = await once(asked, 'response')
      return response
    }),
  )
  const read = async (response: IncomingMessage | undefined) => hash(Buffer.concat((await response?.toArray()) ?? []))
  // The last two wait until everything that the others get has gone through the same memory.
  const [c, d] = answers.slice(2)
  const first = await Promise.all(answers.slice(0, 2).map(read))
  assert.deepEqual([...first, await read(c), await read(d)], bodies.map(hash))
  await gateway.settled()
})
