import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oneAtATime } from './one-at-a-time.ts'

test('work that is asked for while it is under way is done once more, however often it was asked for', async () => {
  const first = Promise.withResolvers<void>()
  let times = 0
  const { run, settled } = oneAtATime(async () => {
    times++
    if (times === 1) await first.promise
  })
  const begun = run()
  const asked = [run(), run()]
  assert.equal(times, 1)
  first.resolve()
  await Promise.all([begun, ...asked])
  assert.equal(times, 2)
  await run()
  assert.equal(times, 3)
  await settled()
})

test('what is asked for last is not begun once nobody waits for it', async () => {
  const first = Promise.withResolvers<void>()
  let times = 0
  const { run, settled } = oneAtATime(() => {
    times++
    return first.promise
  })
  const begun = run()
  void run()
  const ended = settled()
  first.resolve()
  await Promise.all([begun, ended])
  assert.equal(times, 1)
})

test('work that fails can be asked for again', async () => {
  let times = 0
  const { run } = oneAtATime(async () => {
    times++
    if (times === 1) throw new Error('broken')
  })
  await assert.rejects(run(), { message: 'broken' })
  await run()
  assert.equal(times, 2)
})
