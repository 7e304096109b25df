import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseFormat } from './format.ts'

/** The names of the variables in angle brackets between the text. */
function outline(format: string): string {
  return parseFormat(format)
    .map((part) => (part.kind === 'text' ? part.text : `<${part.name}>`))
    .join('')
}

describe('an access log format', () => {
  it('has variables between text', () => {
    assert.equal(outline('[$context.requestTime] "$context.httpMethod"'), '[<requestTime>] "<httpMethod>"')
    assert.equal(outline('$context.stage$context.status'), '<stage><status>')
    assert.equal(outline('<id>$context.requestId</id>'), '<id><requestId></id>')
  })

  it('has names that reach as far as they can, unless they are in braces', () => {
    assert.equal(outline('$context.stage|$context.status'), '<stage|><status>')
    assert.equal(outline('${context.stage}|${context.status}-x'), '<stage>|<status>-x')
    assert.equal(outline('${context.authorizer.claims.cognito:groups}'), '<authorizer.claims.cognito:groups>')
  })

  it('is text where nothing is named', () => {
    for (const text of ['', '$context', '$context.', '${context.}', '${context.a', '$stageVariables.a', 'context.a'])
      assert.equal(outline(text), text)
  })

  it('keeps variables as they were written', () => {
    assert.deepEqual(parseFormat('${context.status}'), [
      { kind: 'variable', name: 'status', written: '${context.status}' },
    ])
  })
})
