import assert from 'node:assert/strict'
import { test } from 'node:test'
import { discoveryDocument } from './discovery.ts'

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
