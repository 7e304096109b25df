import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { openLogs } from '../../../test/support/logs.ts'
import { recordingLog } from '../../ports/log.ts'
import type { LogStore } from '../store.ts'
import { createLogWriter, type LogWriterOptions } from './log-writer.ts'

const to = { region: 'us-east-1', logGroup: 'pets', logStream: 'a/b' }

/** A writer that stores what it has when it is closed. */
async function openWriter(t: TestContext, options: LogWriterOptions = {}) {
  const logs = await openLogs(t)
  await logs.client.CreateLogGroup({ logGroupName: 'pets' })
  const log = recordingLog()
  const state = { failing: false, onFailure: () => {} }
  const store: LogStore = {
    ...logs.store,
    appendLogEvents: async (...values) => {
      if (state.failing) {
        state.onFailure()
        throw new Error('the disk is full')
      }
      return logs.store.appendLogEvents(...values)
    },
  }
  const writer = createLogWriter({ ...logs, store, log }, { collect: () => new Promise(() => {}), ...options })
  const stored = async (logGroupName = 'pets') => {
    const { events = [] } = await logs.client.FilterLogEvents({ logGroupName })
    return events.map(({ message }) => message)
  }
  return { ...logs, log, state, writer, stored }
}

describe('the writer of log groups', () => {
  it('keeps entries for a moment, and stores what is left when it is closed', async (t) => {
    const { writer, stored } = await openWriter(t)
    writer.write(to, '1')
    writer.write(to, '2')
    assert.deepEqual(await stored(), [])
    await writer.close()
    assert.deepEqual(await stored(), ['1', '2'])
  })

  it('keeps the order of entries of one time, however many', async (t) => {
    const { writer, stored } = await openWriter(t)
    const entries = Array.from({ length: 1203 }, (_, index) => String(index))
    for (const entry of entries) writer.write(to, entry)
    await writer.close()
    assert.deepEqual(await stored(), entries)
  })

  it('tries again while the database fails, and says so once', async (t) => {
    const { writer, log, state, stored } = await openWriter(t, { collect: async () => setImmediate() })
    const failures = Promise.withResolvers<void>()
    let failed = 0
    state.onFailure = () => {
      if (++failed === 3) {
        state.failing = false
        failures.resolve()
      }
    }
    state.failing = true
    writer.write(to, '1')
    await failures.promise
    writer.write(to, '2')
    await writer.close()
    assert.deepEqual(await stored(), ['1', '2'])
    assert.deepEqual(
      log.entries.map(({ event }) => event),
      ['access-log-failed'],
    )
  })

  it('gives up when it is closed while the database fails', async (t) => {
    const { writer, log, state, stored } = await openWriter(t)
    state.failing = true
    writer.write(to, '1')
    await writer.close()
    assert.deepEqual(await stored(), [])
    assert.deepEqual(
      log.entries.map(({ event, dropped }) => [event, dropped]),
      [
        ['access-log-failed', undefined],
        ['access-log-lost', 1],
      ],
    )
  })

  it('drops what waits beyond the limit, and says how much', async (t) => {
    const { writer, log, stored } = await openWriter(t, { limit: 4 })
    for (const entry of ['ab', 'cd', 'e', 'f']) writer.write(to, entry)
    await writer.close()
    assert.deepEqual(await stored(), ['ab', 'cd'])
    assert.deepEqual(log.entries, [{ level: 'warn', event: 'access-log-overrun', dropped: 2 }])
  })

  it('drops entries for a group that is gone, and stores those of others', async (t) => {
    const { writer, log, stored } = await openWriter(t)
    writer.write({ ...to, logGroup: 'gone' }, 'x')
    writer.write(to, '1')
    await writer.close()
    assert.deepEqual(await stored(), ['1'])
    assert.deepEqual(log.entries, [
      { level: 'warn', event: 'access-log-without-group', logGroup: 'gone', region: 'us-east-1', dropped: 1 },
    ])
  })

  it('lets a group have the newest of its events only, and drops what was stored together together', async (t) => {
    const { client, clock, random, store, stored } = await openWriter(t)
    for (let round = 0; round < 4; round++) {
      const writer = createLogWriter({ store, clock, random, log: recordingLog() }, { mostEvents: 3 })
      writer.write(to, `${round}a`)
      writer.write(to, `${round}b`)
      await writer.close()
      clock.advance(1)
    }
    assert.deepEqual(await stored(), ['3a', '3b'])
    assert.equal((await client.DescribeLogGroups({})).logGroups?.[0]?.storedBytes, 2 * (26 + 2))
  })
})
