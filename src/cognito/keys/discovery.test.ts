import assert from 'node:assert/strict'
import { test } from 'node:test'
import { discoveryDocument } from './discovery.ts'
import { endpointAddresses, issuerForOrigin } from '../domains/domain-addresses.ts'
import type { PoolRecord } from '../store.ts'
import type { UserPoolDomainRecord } from '../user-pool-domain-store.ts'

test('a pool without a domain publishes its issuer and keys and no endpoint', () => {
  const issuer = 'http://localhost:4566/us-east-1_AbCdEfGhI'
  assert.deepEqual(discoveryDocument(issuer), {
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
  })
})

const dated = { createdAt: new Date(0), modifiedAt: new Date(0), revision: 0 }
const pool: PoolRecord = {
  id: 'eu-west-1_AbCdEfGhI',
  region: 'eu-west-1',
  name: 'x',
  settings: {},
  tags: {},
  ...dated,
}
const prefix: UserPoolDomainRecord = {
  domain: 'shop',
  poolId: pool.id,
  managedLoginVersion: 1,
  cloudFrontDistribution: 'd.cloudfront.net',
  ...dated,
}
const custom = { ...prefix, domain: 'login.example.com', certificateArn: 'arn' }
const configured = ['https://id.example.com']
const origins = ['http://localhost:4566', 'http://127.0.0.1:4566', ...configured]
const aws = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI'
const issuerAt = (origin: string) => `${origin}/${pool.id}`

test('a pool with a domain publishes its endpoints: to browsers on the domain, to programs where they can reach them', () => {
  const { issuer, jwks_uri, ...endpoints } = discoveryDocument(aws, endpointAddresses(pool, [prefix], aws))
  assert.deepEqual([issuer, jwks_uri], [aws, `${aws}/.well-known/jwks.json`])
  const host = 'https://shop.auth.eu-west-1.amazoncognito.com'
  assert.deepEqual(endpoints, {
    authorization_endpoint: `${host}/oauth2/authorize`,
    end_session_endpoint: `${host}/logout`,
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'token'],
    revocation_endpoint: `${host}/oauth2/revoke`,
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint: `${host}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    userinfo_endpoint: `${host}/oauth2/userInfo`,
  })
})

test('where the endpoints are depends on the issuer that is asked', () => {
  const at = (issuer: string, ...domains: UserPoolDomainRecord[]) => endpointAddresses(pool, domains, issuer)
  const local = issuerAt('http://127.0.0.1:4566')
  assert.deepEqual(at(local, prefix), { forBrowsers: 'http://shop.auth.localhost:4566', forPrograms: local })
  assert.equal(at(aws, prefix, custom)?.forBrowsers, 'https://login.example.com')
  const own = issuerAt('https://id.example.com')
  assert.deepEqual(at(own, custom), { forBrowsers: 'https://login.example.com', forPrograms: own })
  assert.equal(at(own, prefix), undefined)
  assert.equal(at(aws), undefined)
})

test('tokens name the issuer whose document leads to where they were asked for', () => {
  for (const [origin, issuer] of [
    ['https://shop.auth.eu-west-1.amazoncognito.com', aws],
    ['http://shop.auth.localhost:4566', issuerAt('http://localhost:4566')],
    ['http://127.0.0.1:4566', issuerAt('http://127.0.0.1:4566')],
    ['https://id.example.com', issuerAt('https://id.example.com')],
    ['https://login.example.com', issuerAt('https://id.example.com')],
    ['http://shop.auth.localhost:9999', aws],
  ] as const)
    assert.equal(issuerForOrigin(pool, origin, origins, configured), issuer, origin)
  assert.equal(issuerForOrigin(pool, 'https://login.example.com', origins, []), aws)
})
