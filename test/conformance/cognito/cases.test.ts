import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

function numbers(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `C${String(first + index).padStart(3, '0')}`)
}

test('every case from C001 to C128 is a test', () => {
  const sources = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))
  // The number begins a test's name, or a row of a table that names tests.
  const named = /(?:\bit\(['"`]|^ +\[')(C\d{3})\b/gm
  const found = sources.flatMap((name) =>
    Array.from(readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(named), ([, number]) => number),
  )
  assert.deepEqual(
    numbers(1, 128).filter((number) => !found.includes(number)),
    [],
  )
})
