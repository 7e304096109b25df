import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clockCommand } from './clock-command.ts'
import { manualClock, movableClock } from '../../ports/clock.ts'
import { recordingLog } from '../../ports/log.ts'

const start = '2026-11-22T10:00:00.000Z'

function openClock() {
  const machine = manualClock(start)
  const [clock, log] = [movableClock(machine), recordingLog()]
  const { answer } = clockCommand(clock, log)
  return { machine, clock, log, answer }
}

describe('the clock of a server', () => {
  it('is moved, goes on from there, and is told of in the log', async () => {
    const { machine, clock, log, answer } = openClock()
    const moved = { now: '2026-11-22T12:00:00.000Z', offsetMilliseconds: 7_200_000 }
    assert.deepEqual(await answer({ advanceMilliseconds: 7_200_000 }), { status: 200, body: moved })
    machine.advance(1000)
    assert.equal(clock.now().toISOString(), '2026-11-22T12:00:01.000Z')
    assert.deepEqual(log.entries, [{ level: 'warn', event: 'clock-moved', ...moved }])
  })

  it('is put to a time, and back to that of the machine', async () => {
    const { clock, answer } = openClock()
    await answer({ setTo: '2030-01-01T00:00:00Z' })
    assert.equal(clock.now().toISOString(), '2030-01-01T00:00:00.000Z')
    await answer({ reset: true })
    assert.equal(clock.now().toISOString(), start)
  })

  it('is told without being moved', async () => {
    const { log, answer } = openClock()
    assert.deepEqual(await answer({}), { status: 200, body: { now: start, offsetMilliseconds: 0 } })
    assert.deepEqual(log.entries, [])
  })

  for (const question of [
    { advanceMilliseconds: '1' },
    { advanceMilliseconds: 1.5 },
    { setTo: 'tomorrow' },
    { reset: false },
    { reset: true, setTo: start },
    { sideways: 1 },
  ])
    it(`does not understand ${JSON.stringify(question)}`, async () => {
      assert.equal(await openClock().answer(question), undefined)
    })

  it('stays within a century of the machine', async () => {
    const { clock, answer } = openClock()
    assert.equal((await answer({ setTo: '2200-01-01T00:00:00Z' }))?.status, 400)
    assert.equal((await answer({ advanceMilliseconds: Number.MAX_SAFE_INTEGER }))?.status, 400)
    assert.equal(clock.offset(), 0)
  })

  it('cannot be moved in production', async () => {
    const answered = await clockCommand(undefined, recordingLog()).answer({ reset: true })
    assert.equal(answered?.status, 403)
  })
})
