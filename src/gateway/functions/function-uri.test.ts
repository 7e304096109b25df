import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readFunctionUri, resolveFunctionArn } from './function-uri.ts'

const arn = 'arn:aws:lambda:us-east-1:123456789012:function:hello'
const invocationOf = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${name}/invocations`

describe('the URI of a function', () => {
  it('is its ARN, with a qualifier too, or that of its invocation', () => {
    assert.equal(readFunctionUri(arn), arn)
    assert.equal(readFunctionUri(`${arn}:live`), `${arn}:live`)
    assert.equal(readFunctionUri(`${arn}:$LATEST`), `${arn}:$LATEST`)
    assert.equal(readFunctionUri(invocationOf(arn)), arn)
    assert.equal(readFunctionUri(arn.replace('arn:aws:', 'arn:aws-cn:')), arn.replace('arn:aws:', 'arn:aws-cn:'))
  })

  for (const uri of [
    '',
    'hello',
    'https://example.com/',
    'arn:aws:lambda:us-east-1:123456789012:function:',
    'arn:aws:lambda:us-east-1:123456789012:layer:hello',
    'arn:aws:sqs:us-east-1:123456789012:hello',
    `${arn}:live:more`,
    `${arn}/invocations`,
    invocationOf('hello'),
    'arn:aws:apigateway:us-east-1:sqs:path/123456789012/queue',
  ])
    it(`is not ${JSON.stringify(uri)}`, () => assert.equal(readFunctionUri(uri), undefined))

  it('may have stage variables for any part of the ARN', () => {
    const named = arn.replace('hello', '${stageVariables.fn}:${stageVariables.alias}')
    assert.equal(readFunctionUri(invocationOf(named)), named)
    assert.equal(resolveFunctionArn(named, { fn: 'a', alias: 'live' }), arn.replace('hello', 'a:live'))
    const account = arn.replace('123456789012', '${stageVariables.account}')
    assert.equal(resolveFunctionArn(account, { account: '111122223333' }), arn.replace('123456789012', '111122223333'))
  })

  it('names no function when a variable is missing or makes it no ARN', () => {
    const named = arn.replace('hello', '${stageVariables.fn}')
    assert.deepEqual(resolveFunctionArn(named, {}), { explanation: 'the stage has no variable fn' })
    assert.deepEqual(resolveFunctionArn(named, { fn: 'a/b' }), {
      explanation: `${arn.replace('hello', 'a/b')} is no ARN of a function`,
    })
  })
})
