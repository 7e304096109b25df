import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { describe, it, type TestContext } from 'node:test'
import { BodyTooLargeError, readBody, statusOfUnread } from './body.ts'
import { type BodyBudget, createBodyBudget } from './body-budget.ts'

const limit = 4096
const mebibyte = 1024 * 1024

/** What a server makes of a body of so many bytes. */
async function readSent(
  t: TestContext,
  bytes: number,
  headers: Record<string, string>,
  budget?: BodyBudget,
): Promise<unknown> {
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const client = request({ host: '127.0.0.1', port, method: 'POST', headers }).on('error', () => {})
  t.after(() => client.destroy())
  client.end(Buffer.alloc(bytes))
  const [received] = await once(server, 'request')
  return readBody(received, budget ? 4 * mebibyte : limit, budget).then(
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

  it('is refused when all that are being read are too large together, until one of them is complete', async (t) => {
    const budget = createBodyBudget(mebibyte)
    const other = budget.open()
    other.take(mebibyte)
    const refused = await readSent(t, mebibyte, {}, budget)
    assert.equal(statusOfUnread(refused), 503)
    assert.equal(await readSent(t, 1000, {}, budget), 1000)
    other.close()
    assert.equal(await readSent(t, mebibyte, {}, budget), mebibyte)
    assert.equal(await readSent(t, mebibyte, {}, budget), mebibyte)
  })
})
