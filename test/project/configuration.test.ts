import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { configuration } from '../../scripts/generate-configuration.ts'

it('docs/configuration.md says what the code reads (npm run docs)', () => {
  assert.equal(readFileSync('docs/configuration.md', 'utf8'), configuration())
})
