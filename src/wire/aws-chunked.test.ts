import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withoutChunks } from './aws-chunked.ts'

const request = (body: string, kind = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') => ({
  method: 'PUT',
  path: '/b/k',
  query: '',
  headers: { 'x-amz-content-sha256': kind },
  body: Buffer.from(body),
  sourceIp: '',
})

describe('a body in chunks of S3', () => {
  it('is put together, with the checksum behind it', () => {
    const { body, headers } = withoutChunks(
      request('5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n'),
    )
    assert.equal(body.toString(), 'hello world')
    assert.equal(headers['x-amz-checksum-crc32'], 'DUoRhQ==')
  })

  it('may end without a checksum', () => {
    assert.equal(withoutChunks(request('1\r\na\r\n0\r\n\r\n')).body.toString(), 'a')
  })

  it('is left alone when it is none', () => {
    const whole = request('5\r\nhello', 'UNSIGNED-PAYLOAD')
    assert.equal(withoutChunks(whole), whole)
  })

  for (const broken of [
    '',
    '5\r\nhello',
    '5\r\nhelloXX0\r\n\r\n',
    'g\r\nhello\r\n0\r\n\r\n',
    '5\r\nhel',
    '0\r\nx-amz-acl:public-read\r\n\r\n',
    '0\r\nhost: other\r\n\r\n',
  ])
    it(`is refused when it is broken: ${JSON.stringify(broken)}`, () => {
      assert.throws(() => withoutChunks(request(broken)), { name: 'InvalidRequest' })
    })

  it('is refused when each of its chunks is signed', () => {
    assert.throws(() => withoutChunks(request('', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD')), {
      name: 'NotImplementedException',
      message: 'poolgate does not implement payloads of the kind STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    })
  })
})
