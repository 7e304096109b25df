import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { UsageError } from './command.ts'
import { readServerOptions, type ServerValues } from './server-options.ts'

const read = (values: Partial<ServerValues>) => readServerOptions(values, () => {})

describe('the options of a server', () => {
  it('say where functions are invoked, by name or ARN', () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:b'
    const url = 'http://127.0.0.1:9000/2015-03-31/functions/function/invocations'
    const options = read({ 'lambda-endpoint': 'http://127.0.0.1:3001', lambda: [`a=${url}?x=1`, `${arn}=${url}`] })
    assert.equal(options.lambdaEndpoint, 'http://127.0.0.1:3001')
    assert.deepEqual(options.lambdas, { a: `${url}?x=1`, [arn]: url })
  })

  it('say where private integrations lead', () => {
    const arn = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/a/1/2'
    const options = read({ 'private-integration': [`${arn}=http://10.0.0.7:8080`] })
    assert.deepEqual(options.privateIntegrations, { [arn]: 'http://10.0.0.7:8080' })
  })

  for (const values of [
    { 'private-integration': ['https://a.example=http://10.0.0.7'] },
    { 'private-integration': ['arn:aws:servicediscovery:us-east-1:000000000000:service/a=http://10.0.0.7/path'] },
    { 'lambda-endpoint': 'localhost:3001' },
    { 'lambda-endpoint': 'http://user@localhost:3001' },
    { lambda: ['a'] },
    { lambda: ['a=localhost'] },
    { lambda: ['=http://localhost'] },
  ])
    it(`are refused when they are ${JSON.stringify(values)}`, () => assert.throws(() => read(values), UsageError))
})
