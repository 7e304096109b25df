import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '../../ports/random.ts'
import { refuseForeignService } from './foreign-service.ts'

const refuse = (service: string, call: string | undefined, type?: string) =>
  refuseForeignService({ random: seededRandom('foreign') }, { service, call }, { 'content-type': type })

describe('a call of a service that poolgate has not', () => {
  it('is refused by name, as JSON where the service speaks it', () => {
    const { status, headers, body } = refuse('acm', 'RequestCertificate', 'application/x-amz-json-1.1')
    assert.equal(status, 400)
    assert.equal(headers['content-type'], 'application/x-amz-json-1.1')
    assert.equal(headers['x-amzn-errortype'], 'NotImplementedException')
    assert.deepEqual(JSON.parse(body), {
      __type: 'NotImplementedException',
      message: 'acm RequestCertificate is not implemented by poolgate',
    })
    assert.equal(
      refuse('acm', 'X', 'application/x-amz-json-1.1, text/html').headers['content-type'],
      'application/json',
    )
    assert.equal(refuse('lambda', 'GET /2015-03-31/functions/').headers['content-type'], 'application/json')
  })

  it('is refused as XML where the service speaks that, which nothing in a path can break', () => {
    const form = 'application/x-www-form-urlencoded; charset=utf-8'
    const error = '<Code>NotImplementedException</Code><Message>sns is not implemented by poolgate</Message>'
    assert.ok(
      refuse('sns', undefined, form).body.startsWith(`<ErrorResponse><Error><Type>Sender</Type>${error}</Error>`),
    )
    assert.match(refuse('ec2', undefined, form).body, /^<Response><Errors><Error><Code>/)
    const { headers, body } = refuse('route53', 'POST /2013-04-01/<a>&')
    assert.equal(headers['content-type'], 'text/xml')
    assert.match(body, /<Message>route53 POST \/2013-04-01\/&lt;a&gt;&amp; is not implemented by poolgate<\/Message>/)
  })
})
