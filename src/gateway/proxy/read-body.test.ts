import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { createBodyBudget } from '../../http/body-budget.ts'
import { badRequest, payloadTooLarge, serviceUnavailable } from './answers.ts'
import { explainUnread, readBody } from './read-body.ts'

describe('reading a body', () => {
  it('gives all of it, and nothing where there is none', async () => {
    const chunks = [Buffer.from('ab'), Buffer.from('c')]
    assert.deepEqual(
      await readBody({ body: Readable.from(chunks), bodyLength: undefined, isGone: false }),
      Buffer.from('abc'),
    )
    assert.deepEqual(await readBody({ body: new PassThrough(), bodyLength: 0, isGone: false }), Buffer.alloc(0))
  })

  it('answers 413 above 10 MB, and drops what still comes', async () => {
    const body = new PassThrough()
    const read = readBody({ body, bodyLength: undefined, isGone: false })
    body.write(Buffer.alloc(10 * 1024 * 1024))
    body.write('x')
    assert.equal(await read, payloadTooLarge)
    body.end('more')
    await new Promise((resolve) => body.once('end', resolve))
  })

  it('answers 503 while others have too many bytes of theirs on the way, and gives back what it had', async () => {
    const budget = createBodyBudget(1024 * 1024)
    const other = budget.open()
    other.take(1024 * 1024)
    const send = () =>
      readBody({ body: Readable.from([Buffer.alloc(512 * 1024)]), bodyLength: undefined, isGone: false }, budget)
    assert.equal(await send(), serviceUnavailable)
    other.close()
    for (let round = 0; round < 4; round++) assert.ok(Buffer.isBuffer(await send()))
  })

  it('answers 400 when the client goes away midway', async () => {
    for (const error of [undefined, new Error('aborted')]) {
      const body = new PassThrough()
      const read = readBody({ body, bodyLength: 9, isGone: false })
      body.write('half')
      body.destroy(error)
      assert.equal(await read, badRequest)
    }
  })

  it('answers 400 when the client has gone away before', async () => {
    const body = new PassThrough()
    body.destroy()
    await new Promise((resolve) => body.once('close', resolve))
    assert.equal(await readBody({ body, bodyLength: 9, isGone: false }), badRequest)
    // Of a stream of HTTP/2 that is reset nothing comes, and nothing tells so a second time.
    assert.equal(await readBody({ body: new PassThrough(), bodyLength: 9, isGone: true }), badRequest)
  })

  it('is explained by what was answered', () => {
    assert.deepEqual([payloadTooLarge, serviceUnavailable, badRequest].map(explainUnread), [
      'the body has more than 10 MB',
      'too many large bodies are being read',
      'the body broke off',
    ])
  })
})
