import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { violations } from './constraints.ts'
import { loadModel } from './model.ts'

describe('a loaded model', () => {
  it('bounds the texts of API Gateway as the names of their shapes say', () => {
    const model = loadModel('apigatewayv2')
    const broken = (Name: string): string[] =>
      violations(model, { shape: 'CreateApiRequest' }, { Name, ProtocolType: 'HTTP' })
    assert.deepEqual(broken('x'.repeat(128)), [])
    assert.equal(broken('x'.repeat(129)).length, 1)
    assert.deepEqual(broken(''), [
      "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ])
  })
})
