import assert from 'node:assert/strict'
import { it } from 'node:test'
import { signRequest } from './sign-request.ts'
import { readCredential } from './sigv4.ts'

const now = new Date('2015-08-30T12:36:00.000Z')
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const place = { region: 'us-east-1', service: 'service', now }
const host = 'example.amazonaws.com'

it('signs as AWS`s Signature Version 4 test suite does', () => {
  const signatureOf = (method: string, headers: Record<string, string>, body: string): string | undefined => {
    const request = { method, path: '/', headers: { host, ...headers }, body }
    return signRequest(request, place, credentials)['authorization']?.split('Signature=')[1]
  }
  // get-vanilla, post-vanilla and post-x-www-form-urlencoded of the suite.
  assert.equal(signatureOf('GET', {}, ''), '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31')
  assert.equal(signatureOf('POST', {}, ''), '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b')
  assert.equal(
    signatureOf('POST', { 'content-type': 'application/x-www-form-urlencoded' }, 'Param1=value1'),
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  )
})

it('is read back by the server', () => {
  const request = { method: 'POST', path: '/', headers: { host }, body: '' }
  assert.deepEqual(readCredential(signRequest(request, place, credentials)['authorization']), {
    accessKeyId: 'AKIDEXAMPLE',
    date: '20150830',
    region: 'us-east-1',
    service: 'service',
  })
})
