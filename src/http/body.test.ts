import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { describe, it, type TestContext } from 'node:test'
import { BodyTooLargeError, readBody } from './body.ts'

const limit = 4096

/** What a server makes of a body of so many bytes. */
async function readSent(t: TestContext, bytes: number, headers: Record<string, string>): Promise<unknown> {
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const client = request({ host: '127.0.0.1', port, method: 'POST', headers }).on('error', () => {})
  t.after(() => client.destroy())
  client.end(Buffer.alloc(bytes))
  const [received] = await once(server, 'request')
  return readBody(received, limit).then(
    (body) => body.length,
    (error: unknown) => error,
  )
}

describe('a body', () => {
  it('is read whole up to the limit', async (t) => {
    assert.equal(await readSent(t, limit, {}), limit)
    assert.equal(await readSent(t, limit, { 'transfer-encoding': 'chunked' }), limit)
  })

  it('is refused past the limit, whether or not it says its length', async (t) => {
    assert.ok((await readSent(t, limit + 1, {})) instanceof BodyTooLargeError)
    assert.ok((await readSent(t, limit + 1, { 'transfer-encoding': 'chunked' })) instanceof BodyTooLargeError)
  })
})
