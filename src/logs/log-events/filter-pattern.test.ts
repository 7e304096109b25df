import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileFilterPattern } from './filter-pattern.ts'

const messages = ['GET /a 200', 'GET /b 404 Not Found', 'POST /a 500', 'say "hi"']

function matching(pattern: string): string[] {
  const filter = compileFilterPattern(pattern) ?? assert.fail('refused')
  return messages.filter(filter)
}

describe('a filter pattern', () => {
  const cases: [pattern: string, found: string[]][] = [
    ['', messages],
    ['GET', ['GET /a 200', 'GET /b 404 Not Found']],
    ['get', []],
    ['/a GET', ['GET /a 200']],
    ['"404 Not"', ['GET /b 404 Not Found']],
    ['GET -404', ['GET /a 200']],
    ['-GET', ['POST /a 500', 'say "hi"']],
    ['?404 ?500', ['GET /b 404 Not Found', 'POST /a 500']],
    ['GET ?500', ['GET /a 200', 'GET /b 404 Not Found']],
    ['-"say \\"hi"', messages.slice(0, 3)],
  ]
  for (const [pattern, found] of cases)
    it(`finds by ${pattern || 'nothing at all'}`, () => assert.deepEqual(matching(pattern), found))

  for (const pattern of ['{ $.status = 404 }', '[method, path, status]', '%4\\d\\d%', 'open "quote'])
    it(`is not understood as ${pattern}`, () => assert.equal(compileFilterPattern(pattern), undefined))
})
