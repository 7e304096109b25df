import assert from 'node:assert/strict'
import { it } from 'node:test'
import { manualClock } from '../ports/clock.ts'
import { signInvocations } from './sign-invocations.ts'
import { readSignature } from '../wire/sigv4.ts'
import { verifySignature } from '../wire/verify-signature.ts'

const clock = manualClock('2026-11-22T12:00:00Z')
const sign = signInvocations({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' }, clock)
const headers = { host: 'lambda.eu-west-1.amazonaws.com', 'content-type': 'application/json' }
const event = Buffer.from('{"a":1}')

it('an invocation by AWS is signed with the credentials, qualifier and session token included', () => {
  const url = new URL(
    'https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/hello/invocations?Qualifier=%24LATEST',
  )
  const signed = { ...headers, ...sign(url, headers, event) }
  const request = {
    method: 'POST',
    path: url.pathname,
    query: url.search.slice(1),
    headers: signed,
    body: event,
    sourceIp: '127.0.0.1',
  }
  const signature = readSignature(request)
  assert.deepEqual(signature?.credential, {
    accessKeyId: 'AKIDEXAMPLE',
    date: '20261122',
    region: 'eu-west-1',
    service: 'lambda',
  })
  assert.equal(signature.sessionToken, 'token')
  verifySignature(signature, request, { secret: 'secret', service: 'lambda', now: clock.now() })
})

for (const url of [
  'http://localhost:3001/2015-03-31/functions/hello/invocations',
  'http://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/hello/invocations',
  'https://lambda.eu-west-1.amazonaws.com.evil.example/2015-03-31/functions/hello/invocations',
])
  it(`an invocation elsewhere sees no credentials: ${url}`, () => {
    assert.deepEqual(sign(new URL(url), headers, event), {})
  })
