import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readUserFilter } from './user-filter.ts'

const context = {
  fail: (code: string, message: string): never => {
    throw Object.assign(new Error(message), { code })
  },
}

describe('a filter of ListUsers', () => {
  it('gives back any value that was quoted and escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        fc.pre(!value.includes('\0'))
        const quoted = value.replaceAll(/["\\]/g, String.raw`\$&`)
        const { filter } = readUserFilter(context, `email ^= "${quoted}"`)
        assert.deepEqual(filter, { attribute: 'email', match: 'starts-with', value })
      }),
      { seed: 1 },
    )
  })

  it('is read or refused, whatever it is, without delay', () => {
    const piece = fc.constantFrom('"', '\\', '=', '^=', ' ', 'email', 'a', '\n')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        try {
          readUserFilter(context, pieces.join(''))
        } catch (error) {
          assert.equal(error instanceof Error && 'code' in error && error.code, 'InvalidParameterException')
        }
      }),
      { seed: 1, numRuns: 2000 },
    )
  })
})
