import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LogEventRecord } from '../logs/store.ts'
import { cutSegments, longestSegmentMs, readSegment } from './log-segments.ts'

function newEvent(at: number, id: string, more: Partial<LogEventRecord> = {}): LogEventRecord {
  return { at, id, logStream: 'a', ingestedAt: at + 1, message: id, ...more }
}

/** The ids of each segment's events. */
function idsOf(events: readonly LogEventRecord[]): string[][] {
  return cutSegments(events).map((segment) => readSegment(segment).map(({ id }) => id))
}

describe('a segment of a log stream', () => {
  it('says where it begins and ends, and what it has, and gives its events back', () => {
    const events = [newEvent(5, '1', { message: 'é' }), newEvent(9, '2', { message: '"' })]
    const [segment, ...others] = cutSegments(events)
    assert.equal(others.length, 0)
    const { content, ...rest } = segment!
    assert.deepEqual(rest, { at: 5, id: '1', stream: 'a', lastAt: 9, events: 2, bytes: 2 + 1 + 2 * 26 })
    assert.deepEqual(readSegment({ at: 5, stream: 'a', content }), events)
  })

  it('has the events of one stream in their order, however they came', () => {
    const events = [newEvent(9, '3'), newEvent(5, '2'), newEvent(1, 'x', { logStream: 'b' }), newEvent(5, '1')]
    assert.deepEqual(idsOf(events), [['1', '2', '3'], ['x']])
  })

  it('never lasts as long as readers look back', () => {
    const events = [newEvent(0, '1'), newEvent(longestSegmentMs - 1, '2'), newEvent(longestSegmentMs, '3')]
    assert.deepEqual(idsOf(events), [['1', '2'], ['3']])
  })

  it('has a hundred events at most', () => {
    const events = Array.from({ length: 250 }, (_, index) => newEvent(0, String(index).padStart(3, '0')))
    assert.deepEqual(
      cutSegments(events).map((segment) => segment.events),
      [100, 100, 50],
    )
  })

  it('has 64 KiB at most, or one event', () => {
    const large = { message: 'x'.repeat(70_000) }
    const half = { message: 'x'.repeat(30_000) }
    const events = [newEvent(0, '1', half), newEvent(0, '2', half), newEvent(0, '3', half), newEvent(0, '4', large)]
    assert.deepEqual(idsOf(events), [['1', '2'], ['3'], ['4']])
  })
})
