import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readDuration } from './clock.ts'
import { UsageError } from './command.ts'

describe('a duration', () => {
  for (const [text, seconds] of [
    ['90s', 90],
    ['15m', 900],
    ['2h30m', 9000],
    ['1d12h', 129_600],
    ['0s', 0],
  ] as const)
    it(`of ${text} is ${seconds} seconds`, () => assert.equal(readDuration(text, 'advance'), seconds * 1000))

  for (const text of ['', '2', 'h', '-2h', '2h 30m', '30m2h', '1.5h', '2w'])
    it(`is not ${JSON.stringify(text)}`, () => assert.throws(() => readDuration(text, 'advance'), UsageError))
})
