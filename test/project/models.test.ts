import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { errorTypes, services } from '../../scripts/generate-models.ts'

for (const name of services)
  it(`the error types of ${name} are those of its model (npm run models)`, () => {
    assert.equal(readFileSync(`src/wire/models/${name}.gen.ts`, 'utf8'), errorTypes(name))
  })
