import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tokenLifetimes } from './token-lifetimes.ts'

describe('token lifetimes', () => {
  it('are an hour, and 30 days for refresh tokens, when nothing is set', () => {
    assert.deepEqual(tokenLifetimes({ settings: {} }), { id: 3600, access: 3600, refresh: 2_592_000 })
    assert.equal(tokenLifetimes({ settings: { RefreshTokenValidity: 0 } }).refresh, 2_592_000)
  })

  it('count in hours and days, or in the units that are set', () => {
    const validity = { IdTokenValidity: 2, AccessTokenValidity: 10, RefreshTokenValidity: 5 }
    assert.deepEqual(tokenLifetimes({ settings: validity }), { id: 7200, access: 36_000, refresh: 432_000 })
    const TokenValidityUnits = { IdToken: 'days', AccessToken: 'minutes', RefreshToken: 'hours' } as const
    assert.deepEqual(tokenLifetimes({ settings: { ...validity, TokenValidityUnits } }), {
      id: 172_800,
      access: 600,
      refresh: 18_000,
    })
  })
})
