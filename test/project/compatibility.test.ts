import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { compatibility } from '../../scripts/generate-compatibility.ts'

it('docs/COMPATIBILITY.md says what the code registers (npm run docs)', () => {
  assert.equal(readFileSync('docs/COMPATIBILITY.md', 'utf8'), compatibility())
})
