import assert from 'node:assert/strict'
import { test } from 'node:test'
import { awsIssuer, findPoolByIssuer, issuersOf, poolIdOfIssuer } from './issuers.ts'
import type { PoolRecord } from '../store.ts'

const time = new Date('2026-11-22T10:00:00Z')
const pool: PoolRecord = {
  id: 'eu-west-1_AbCdEfGhI',
  region: 'eu-west-1',
  name: 'customers',
  settings: {},
  tags: {},
  createdAt: time,
  modifiedAt: time,
  revision: 0,
}
const store = { findPool: async (id: string) => (id === pool.id ? pool : undefined) }
const origins = ['http://localhost:4566', 'https://login.example.com']

test('a pool has the two issuers of AWS and one on each origin of the server', () => {
  assert.equal(awsIssuer(pool), 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI')
  assert.deepEqual(issuersOf(pool, origins), [
    'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
    'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
    'http://localhost:4566/eu-west-1_AbCdEfGhI',
    'https://login.example.com/eu-west-1_AbCdEfGhI',
  ])
})

for (const issuer of issuersOf(pool, origins))
  test(`the pool is found by ${issuer}`, async () => {
    assert.equal(await findPoolByIssuer(store, issuer, origins), pool)
  })

const foreign = [
  'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI/',
  'http://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
  'https://cognito-idp.eu-west-1.amazonaws.com.evil.example/eu-west-1_AbCdEfGhI',
  'https://cognito-idp.eu-west-1.amazonaws.com/x/eu-west-1_AbCdEfGhI',
  'https://COGNITO-IDP.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
  'http://localhost:4567/eu-west-1_AbCdEfGhI',
  'http://localhost:4566/eu-west-1_AbCdEfGhI?x',
  'http://localhost:4566/',
  '',
]
for (const issuer of foreign)
  test(`"${issuer}" does not have the form of an issuer of ours`, async () => {
    assert.equal(poolIdOfIssuer(issuer, origins), undefined)
    assert.equal(await findPoolByIssuer(store, issuer, origins), undefined)
  })

test('an issuer of our form without a pool, or in the wrong region, is ours but finds nothing', async () => {
  for (const issuer of [
    'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_nope00000',
    'https://cognito-idp.us-east-1.amazonaws.com/eu-west-1_AbCdEfGhI',
  ]) {
    assert.ok(poolIdOfIssuer(issuer, origins))
    assert.equal(await findPoolByIssuer(store, issuer, origins), undefined)
  }
})
