import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import type { WireRequest } from './message.ts'
import { signRequest } from './sign-request.ts'
import { readSignature } from './sigv4.ts'
import { verifySignature } from './verify-signature.ts'

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const now = new Date('2026-11-22T12:00:00Z')
const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

function verify(request: WireRequest, more: { secret?: string; service?: string; now?: Date } = {}): void {
  const signature = readSignature(request)
  assert.ok(signature)
  verifySignature(signature, request, { secret, service: 'cognito-idp', now, ...more })
}

function signed(more: Partial<WireRequest> = {}, at = now): WireRequest {
  const headers = { host: 'localhost:4566', 'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserPools' }
  const body = '{"MaxResults":5}'
  const place = { region: 'us-east-1', service: 'cognito-idp', now: at }
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secret }
  const signature = signRequest({ method: 'POST', path: '/', headers, body }, place, credentials)
  return {
    method: 'POST',
    path: '/',
    query: '',
    headers: { ...headers, ...signature, 'user-agent': 'unsigned' },
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
    ...more,
  }
}

/** A presigned URL and a path that needs encoding, worked out with another implementation of SigV4 (botocore 1.43). */
const presigned: WireRequest = {
  method: 'GET',
  path: '/v2/apis/a1b2c3/stages/%24default',
  query: '',
  headers: { host: 'apigateway.us-east-1.amazonaws.com' },
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
}

describe('a signature', () => {
  it('verifies what was signed with the secret, whatever else the request carries', () => {
    verify(signed())
  })

  it('verifies within five minutes of its time, both ways', () => {
    const minutes = (count: number) => new Date(now.getTime() + count * 60_000)
    verify(signed(), { now: minutes(5) })
    verify(signed(), { now: minutes(-5) })
    assert.throws(() => verify(signed(), { now: minutes(6) }), {
      name: 'InvalidSignatureException',
      message: 'Signature expired: 20261122T120000Z is now earlier than 20261122T120100Z (20261122T120600Z - 5 min.)',
    })
    assert.throws(() => verify(signed(), { now: minutes(-6) }), {
      name: 'InvalidSignatureException',
      message:
        'Signature not yet current: 20261122T120000Z is still later than 20261122T115900Z (20261122T115400Z + 5 min.)',
    })
  })

  const good = signed()
  for (const [what, changed] of Object.entries<Partial<WireRequest>>({
    'another method': { method: 'GET' },
    'another path': { path: '/v2/apis' },
    'another query': { query: 'Action=DeleteStack' },
    'another body': { body: Buffer.from('{"MaxResults":60}') },
    'another target': {
      headers: { ...good.headers, 'x-amz-target': 'AWSCognitoIdentityProviderService.DeleteUserPool' },
    },
    'another host': { headers: { ...good.headers, host: 'evil.example' } },
    'a hash of another body': {
      headers: {
        ...good.headers,
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        authorization: good.headers['authorization']!.replace('host;', 'host;x-amz-content-sha256;'),
      },
    },
  }))
    it(`does not verify ${what}`, () => {
      assert.throws(() => verify({ ...good, ...changed }), { name: 'InvalidSignatureException', message: mismatch })
    })

  it('covers a parameter that is called as the signature of a presigned URL', () => {
    assert.throws(() => verify({ ...good, query: `X-Amz-Signature=${'0'.repeat(64)}` }), { message: mismatch })
  })

  it('takes a plus sign in the query for the space that it is, and not for one that is encoded', () => {
    const place = { region: 'us-east-1', service: 'execute-api', now }
    const unsent = { method: 'GET', path: '/', query: 'q=a%20b', headers: { host: 'api' }, body: '' }
    const signature = signRequest(unsent, place, { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secret })
    const sent = (query: string): WireRequest => ({
      ...signed(),
      method: 'GET',
      query,
      headers: { host: 'api', ...signature },
      body: Buffer.alloc(0),
    })
    verify(sent('q=a+b'), { service: 'execute-api' })
    assert.throws(() => verify(sent('q=a%2Bb'), { service: 'execute-api' }), { message: mismatch })
  })

  it('tells bytes that are no text from what they look like encoded', () => {
    const place = { region: 'us-east-1', service: 'execute-api', now }
    for (const [query, other] of [
      ['q=%FF', 'q=%25FF'],
      ['q=%25zz', 'q=%zz'],
    ] as const) {
      const unsent = { method: 'GET', path: '/', query, headers: { host: 'api' }, body: '' }
      const signature = signRequest(unsent, place, { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secret })
      const headers = { host: 'api', ...signature }
      const sent = (wanted: string): WireRequest => ({
        ...signed(),
        method: 'GET',
        query: wanted,
        headers,
        body: Buffer.alloc(0),
      })
      verify(sent(query), { service: 'execute-api' })
      assert.throws(() => verify(sent(other), { service: 'execute-api' }), { message: mismatch })
    }
  })

  it('takes a header that is not there for empty, whatever it is called', () => {
    const authorization = good.headers['authorization']!.replace('host;', 'constructor;host;')
    const headers = { ...good.headers, authorization }
    assert.throws(() => verify({ ...good, headers }), { name: 'InvalidSignatureException', message: mismatch })
  })

  it('leaves the name of the hash of the payload out for APIs, which must be the right one', () => {
    const place = { region: 'us-east-1', service: 'execute-api', now }
    const request = { method: 'POST', path: '/', headers: { host: 'api' }, body: 'x' }
    const signature = signRequest(request, place, { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: secret })
    const hashed = (hash: string): WireRequest => ({
      ...signed(),
      headers: { host: 'api', ...signature, 'x-amz-content-sha256': hash },
      body: Buffer.from('x'),
    })
    verify(hashed(createHash('sha256').update('x').digest('hex')), { service: 'execute-api' })
    assert.throws(() => verify(hashed('UNSIGNED-PAYLOAD'), { service: 'execute-api' }), { message: mismatch })
  })

  it('does not verify with another secret or for another service', () => {
    assert.throws(() => verify(signed(), { secret: 'other' }), { message: mismatch })
    assert.throws(() => verify(signed(), { service: 'apigateway' }), {
      message: "Credential should be scoped to correct service: 'apigateway'. ",
    })
  })

  it('must cover the host and what AWS reads from headers', () => {
    const without = (name: string) => ({
      ...good,
      headers: { ...good.headers, authorization: good.headers['authorization']!.replace(new RegExp(`${name};?`), '') },
    })
    assert.throws(() => verify(without('host')), {
      message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    })
    assert.throws(() => verify({ ...good, headers: { ...good.headers, 'x-amz-security-token': 'x' } }), {
      message: "'x-amz-security-token' must be a 'SignedHeader' in the AWS Authorization.",
    })
  })

  it('must say its time, the day of its scope', () => {
    const headers = { ...good.headers, 'x-amz-date': 'yesterday' }
    assert.throws(() => verify({ ...good, headers }), { name: 'IncompleteSignatureException' })
    assert.throws(() => verify({ ...good, headers: { ...good.headers, 'x-amz-date': '20261123T000000Z' } }), {
      message:
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261122' != '20261123', from '20261123T000000Z'.",
    })
  })

  it('is that of a presigned URL until it expires', () => {
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261122%2Fus-east-1%2Fapigateway%2Faws4_request' +
      '&X-Amz-Date=20261122T120000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=aeea6a1467c599dacaf82f00b577f2f171f8ae210edd93dd8a9609cbfd90cbcc'
    const place = { service: 'apigateway' }
    const request = { ...presigned, query }
    verify(request, place)
    assert.throws(() => verify({ ...request, query: `${query}&X-Amz-Signature=${'0'.repeat(64)}` }, place), {
      name: 'IncompleteSignatureException',
    })
    const later = (seconds: number) => ({ ...place, now: new Date(now.getTime() + seconds * 1000) })
    verify(request, later(900))
    assert.throws(() => verify(request, later(901)), {
      name: 'InvalidSignatureException',
      message: /^Signature expired/,
    })
    for (const [from, to] of [
      ['Expires=900', 'Expires=901'],
      ['Expires=900', 'Expires=999999'],
      ['SignedHeaders=host', 'SignedHeaders='],
      ['us-east-1', 'us-east-2'],
    ] as const)
      assert.throws(() => verify({ ...request, query: query.replace(from, to) }, place), {
        name: 'InvalidSignatureException',
      })
  })
})
