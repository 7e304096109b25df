import assert from 'node:assert/strict'
import { it } from 'node:test'
import { settlingSender } from './sending.ts'

it('a settling sender has settled when every message has left or failed', async () => {
  const ends: ((error?: Error) => void)[] = []
  const sender = settlingSender<string>({
    send: () => new Promise((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve()))),
  })
  await sender.settled()
  const sent = [sender.send('a'), sender.send('b')]
  let isSettled = false
  const settled = sender.settled().then(() => (isSettled = true))
  ends[0]?.()
  await sent[0]
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(isSettled, false)
  ends[1]?.(new Error('no'))
  await assert.rejects(sent[1] ?? Promise.resolve(), { message: 'no' })
  await settled
  assert.equal(isSettled, true)
})
