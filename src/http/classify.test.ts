import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { classify, type Door } from './classify.ts'
import { isEmulatedHost, isReservedHost, readHost } from './hosts.ts'

const noNames = new Set<string>()

function door(host: string, method: string, path: string, headers: Record<string, string> = {}): Door {
  return classify(readHost(host, noNames), { method, path, headers: { host, ...headers } })
}

const cognitoTarget = { 'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp' }
const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }

describe('the door of a request', () => {
  it('is the HTTP API that the host names, whatever the path and headers say', () => {
    for (const host of ['abc1234567.execute-api.localhost:4566', 'ABC1234567.execute-api.us-east-1.amazonaws.com'])
      for (const path of ['/', '/v2/apis', '/execute-api/other/', '/_poolgate/health', '/_poolgate/explain'])
        assert.deepEqual(door(host, 'POST', path, { ...cognitoTarget, ...form }), {
          kind: 'http-api',
          apiId: 'abc1234567',
          pathPrefix: '',
        })
  })

  it('is the HTTP API that a path-style URL names', () => {
    const expected = { kind: 'http-api', apiId: 'abc1234567', pathPrefix: '/execute-api/abc1234567' }
    assert.deepEqual(door('localhost:4566', 'GET', '/execute-api/abc1234567/pets'), expected)
    assert.deepEqual(door('127.0.0.1:4566', 'GET', '/execute-api/abc1234567'), expected)
    assert.equal(door('localhost', 'GET', '/execute-api/ABC/').kind, 'refused')
  })

  it('is told by target, path or form on the server`s own names', () => {
    assert.deepEqual(door('localhost:4566', 'POST', '/', cognitoTarget), { kind: 'service', service: 'cognito-idp' })
    const ssmTarget = { 'x-amz-target': 'AmazonSSM.GetParameter' }
    assert.deepEqual(door('localhost:4566', 'POST', '/', ssmTarget), { kind: 'service', service: 'ssm' })
    const secretsTarget = { 'x-amz-target': 'secretsmanager.GetSecretValue' }
    assert.deepEqual(door('localhost:4566', 'POST', '/', secretsTarget), { kind: 'service', service: 'secretsmanager' })
    const kmsTarget = { 'x-amz-target': 'TrentService.Decrypt' }
    assert.deepEqual(door('localhost:4566', 'POST', '/', kmsTarget), { kind: 'service', service: 'kms' })
    const logsTarget = { 'x-amz-target': 'Logs_20140328.DescribeLogGroups' }
    assert.deepEqual(door('localhost:4566', 'POST', '/', logsTarget), { kind: 'service', service: 'logs' })
    const authorization =
      'AWS4-HMAC-SHA256 Credential=a/20261122/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=b'
    for (const path of ['/', '/assets', '/v2/a%20key'])
      assert.deepEqual(door('localhost', 'GET', path, { authorization }), { kind: 'service', service: 's3' })
    assert.deepEqual(door('s3.eu-west-1.amazonaws.com', 'GET', '/assets', { authorization }), {
      kind: 'service',
      service: 's3',
      region: 'eu-west-1',
    })
    assert.equal(door('localhost', 'GET', '/execute-api/abc1234567/', { authorization }).kind, 'http-api')
    assert.equal(door('localhost:4566', 'POST', '/', { 'x-amz-target': 'constructor.x' }).kind, 'refused')
    const foreign = (service: string, path: string, more: Record<string, string> = {}) =>
      door('localhost', 'POST', path, { authorization: authorization.replace('/s3/', `/${service}/`), ...more })
    for (const [service, call, found] of [
      ['acm', 'RequestCertificate', foreign('acm', '/', { 'x-amz-target': 'CertificateManager.RequestCertificate' })],
      ['cognito-identity', 'X', foreign('cognito-identity', '/', { 'x-amz-target': 'AWSCognitoIdentityService.X' })],
      ['sns', undefined, foreign('sns', '/', form)],
      ['lambda', 'POST /2015-03-31/functions', foreign('lambda', '/2015-03-31/functions')],
    ] as const)
      assert.deepEqual(found, { kind: 'foreign-service', service, call })
    assert.deepEqual(foreign('iam', '/', form), { kind: 'service', service: 'iam' })
    const presigned = (service: string) =>
      classify(readHost('localhost', noNames), {
        method: 'GET',
        path: '/a',
        query: `X-Amz-Credential=${encodeURIComponent(`a/20261122/eu-west-1/${service}/aws4_request`)}`,
        headers: {},
      })
    assert.equal(presigned('s3').kind, 'service')
    assert.deepEqual(presigned('ec2'), { kind: 'foreign-service', service: 'ec2', call: 'GET /a' })
    assert.equal(presigned('<script>').kind, 'refused')
    const withKeyId = (length: number) => ({ authorization: authorization.replace('=a/', `=${'A'.repeat(length)}/`) })
    assert.equal(door('localhost', 'GET', '/', withKeyId(128)).kind, 'service')
    assert.equal(door('localhost', 'GET', '/', withKeyId(129)).kind, 'refused')
    assert.deepEqual(door('[::1]:4566', 'GET', '/v2/apis'), { kind: 'service', service: 'apigatewayv2' })
    assert.deepEqual(door('localhost', 'POST', '/', form), { kind: 'service', service: 'cloudformation' })
  })

  it('is a probe on every name that is no API`s or service`s, addresses among them', () => {
    for (const host of ['localhost:4566', '10.1.2.3:4566', 'unknown.example'])
      for (const probe of ['healthz', 'readyz'])
        assert.deepEqual(door(host, 'GET', `/${probe}`), { kind: 'probe', probe })
    assert.equal(door('abc1234567.execute-api.localhost', 'GET', '/readyz').kind, 'http-api')
    assert.equal(door('iam.amazonaws.com', 'GET', '/readyz').kind, 'refused')
    assert.equal(door('10.1.2.3:4566', 'GET', '/').kind, 'refused')
  })

  it('carries the region of an AWS host name', () => {
    assert.deepEqual(door('cognito-idp.eu-west-1.amazonaws.com', 'POST', '/', cognitoTarget), {
      kind: 'service',
      service: 'cognito-idp',
      region: 'eu-west-1',
    })
  })

  it('is closed when an AWS host name is asked for another service', () => {
    assert.equal(door('cognito-idp.us-east-1.amazonaws.com', 'GET', '/v2/apis').kind, 'refused')
    assert.equal(door('apigateway.us-east-1.amazonaws.com', 'POST', '/', cognitoTarget).kind, 'refused')
    assert.equal(
      door('cloudformation.us-east-1.amazonaws.com', 'GET', '/us-east-1_a/.well-known/jwks.json').kind,
      'refused',
    )
  })

  it('is a pool`s document on the issuer`s names and our own', () => {
    for (const host of [
      'localhost:4566',
      'cognito-idp.us-east-1.amazonaws.com',
      'issuer-cognito-idp.us-east-1.amazonaws.com',
    ])
      assert.deepEqual(door(host, 'GET', '/us-east-1_AbCdEfGhI/.well-known/jwks.json'), {
        kind: 'pool-document',
        poolId: 'us-east-1_AbCdEfGhI',
        document: 'jwks.json',
      })
  })

  it('is the same for a name with its final dot, and for no other dots', () => {
    assert.equal(door('localhost.:4566', 'POST', '/', cognitoTarget).kind, 'service')
    assert.equal(door('abc1234567.execute-api.localhost.', 'GET', '/').kind, 'http-api')
    assert.equal(door('localhost..', 'POST', '/', cognitoTarget).kind, 'refused')
    assert.equal(door('.localhost', 'POST', '/', cognitoTarget).kind, 'refused')
  })

  it('is closed to names that are not ours, as a rebound DNS name would send', () => {
    for (const host of ['evil.example', 'localhost.evil.example', '169.254.169.254', 'evil.amazonaws.com', ''])
      assert.deepEqual(
        [door(host, 'POST', '/', cognitoTarget)].map(({ kind, ...rest }) => [kind, 'status' in rest && rest.status]),
        [['refused', 421]],
      )
  })

  it('refuses by name what poolgate has not', () => {
    const oauth = door('localhost:4566', 'POST', '/oauth2/token')
    assert.match(oauth.kind === 'refused' ? oauth.reason : '', /are on its domain: http:\/\/<prefix>\.auth\.localhost/)
  })

  it('leads to the domain of a user pool by its names, and programs to its endpoints below an issuer', () => {
    const isAsked = (host: string, path = '/oauth2/authorize') => door(host, 'GET', path)
    const region = 'us-east-1'
    const byName = { kind: 'user-pool-domain', domain: 'mine' }
    assert.deepEqual(isAsked('mine.auth.us-east-1.amazoncognito.com'), { ...byName, region })
    assert.deepEqual(isAsked('mine.auth.localhost:4566'), byName)
    const below = { kind: 'pool-endpoint', poolId: 'us-east-1_AbCdEfGhI' }
    for (const path of ['/oauth2/token', '/oauth2/userInfo', '/oauth2/revoke'])
      assert.deepEqual(isAsked('localhost:4566', `/us-east-1_AbCdEfGhI${path}`), { ...below, path })
    for (const path of ['/oauth2/authorize', '/login', '/logout'])
      assert.equal(isAsked('localhost:4566', `/us-east-1_AbCdEfGhI${path}`).kind, 'refused', path)
  })

  it('answers a browser`s preflight for user pools only', () => {
    const preflight = { 'access-control-request-method': 'POST' }
    assert.equal(door('localhost:4566', 'OPTIONS', '/', preflight).kind, 'preflight')
    assert.equal(door('cognito-idp.us-east-1.amazonaws.com', 'OPTIONS', '/', preflight).kind, 'preflight')
    assert.equal(door('cloudformation.us-east-1.amazonaws.com', 'OPTIONS', '/', preflight).kind, 'refused')
  })
})

describe('host names', () => {
  it('include configured ones', () => {
    assert.equal(readHost('Auth.Example.com:443', new Set(['auth.example.com'])).kind, 'own')
  })

  it('include custom domains, unless they are anything else', () => {
    const kindOf = (name: string) => (name.startsWith('login.') ? 'login' : 'custom-domain')
    const readCustom = (host: string) => readHost(host, new Set(['own.example.com']), kindOf)
    assert.deepEqual(readCustom('Shop.Example.com.:443'), { kind: 'custom-domain', hostName: 'shop.example.com' })
    assert.deepEqual(readCustom('login.example.com'), { kind: 'login', domain: 'login.example.com' })
    const others = ['localhost', 'own.example.com', 'a1.execute-api.localhost', 'sts.amazonaws.com', 'x.auth.localhost']
    assert.deepEqual(
      others.map((host) => readCustom(host).kind),
      ['own', 'own', 'http-api', 'service', 'login'],
    )
    const place = readCustom('shop.example.com')
    assert.deepEqual(classify(place, { method: 'POST', path: '/v2/apis', headers: {} }), place)
  })

  it('are reserved when they are ours or AWS has them', () => {
    const own = new Set(['own.example.com'])
    const reserved = [
      'localhost',
      'own.example.com',
      'x.execute-api.localhost',
      's3.amazonaws.com',
      'amazoncognito.com',
    ]
    assert.deepEqual(
      reserved.map((name) => isReservedHost(name, own)),
      [true, true, true, true, true],
    )
    const free = ['shop.example.com', 'shop.localhost', 'notamazonaws.com']
    assert.deepEqual(
      free.map((name) => isReservedHost(name, own)),
      [false, false, false],
    )
  })

  it('are emulated only where AWS has a service that poolgate is', () => {
    const emulated = ['sts.amazonaws.com', 'sts.eu-west-1.amazonaws.com', 'a1.execute-api.us-east-1.amazonaws.com']
    const passed = ['s3.amazonaws.com', 'cognito-idp.amazonaws.com', 'www.wikipedia.org', 'localhost', 'amazonaws.com']
    assert.deepEqual(emulated.map(isEmulatedHost), [true, true, true])
    assert.deepEqual(passed.map(isEmulatedHost), [false, false, false, false, false])
  })
})
