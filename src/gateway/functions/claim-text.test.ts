import assert from 'node:assert/strict'
import { it } from 'node:test'
import { claimTexts } from './claim-text.ts'

it('every claim is a text for functions, lists in brackets, null left out', () => {
  const claims = {
    sub: 'u1',
    exp: 1_787_996_002,
    email_verified: true,
    'cognito:groups': ['admin', 'user'],
    nothing: null,
    empty: [],
    address: { country: 'DE' },
    identities: [{ userId: '1' }, null, 2],
  }
  assert.deepEqual(claimTexts(new Map(Object.entries(claims))), {
    sub: 'u1',
    exp: '1787996002',
    email_verified: 'true',
    'cognito:groups': '[admin user]',
    empty: '[]',
    address: '{"country":"DE"}',
    identities: '[{"userId":"1"} null 2]',
  })
})
