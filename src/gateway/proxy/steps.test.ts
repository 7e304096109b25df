import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { steps } from './steps.ts'

it('the README lists the steps in their order, with every status they answer', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  const rows = [...readme.matchAll(/^\| (\w+) \| ([\d, ]+) \|/gm)].map(([, name, answers]) => `${name} ${answers}`)
  assert.deepEqual(
    rows,
    steps.list.map(({ name, answers }) => `${name} ${answers.join(', ')}`),
  )
})
