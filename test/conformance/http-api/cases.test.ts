import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

test('every case from C01 to C75 is a test', () => {
  const sources = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))
  // The number begins a test's name, or a row of a table that names tests.
  const named = /(?:\bit\(['"`]|^ +\[')(C\d\d)\b/gm
  const found = sources.flatMap((name) =>
    Array.from(readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(named), ([, number]) => number),
  )
  const cases = Array.from({ length: 75 }, (_, index) => `C${String(index + 1).padStart(2, '0')}`)
  assert.deepEqual(
    cases.filter((number) => !found.includes(number)),
    [],
  )
})
