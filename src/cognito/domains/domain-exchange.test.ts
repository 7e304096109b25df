import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findCookie, setCookie } from './domain-exchange.ts'

const http = 'http://shop.auth.localhost:4566'
const https = 'https://login.example.com'
const aws = 'https://shop.auth.us-east-1.amazoncognito.com'

describe('cookies of a domain', () => {
  it('are over TLS such that only this very host can have set them', () => {
    assert.equal(
      setCookie({ origin: https }, 'cognito', 'v', 60),
      '__Host-cognito=v; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax',
    )
    const read = (cookie: string) => findCookie({ origin: https, headers: { cookie } }, 'cognito')
    assert.equal(read('a=b; __Host-cognito=v'), 'v')
    // As a page of another host below example.com can set it.
    assert.equal(read('cognito=theirs'), undefined)
  })

  it("have AWS's names at AWS's own, and where there is no TLS", () => {
    assert.equal(setCookie({ origin: aws }, 'cognito', 'v'), 'cognito=v; Path=/; Secure; HttpOnly; SameSite=Lax')
    assert.equal(setCookie({ origin: http }, 'cognito', 'v'), 'cognito=v; Path=/; HttpOnly; SameSite=Lax')
    for (const origin of [aws, http])
      assert.equal(findCookie({ origin, headers: { cookie: 'cognito=v' } }, 'cognito'), 'v', origin)
    assert.match(setCookie({ origin: `${https}.evil.amazoncognito.com.example` }, 'cognito', 'v'), /^__Host-/)
  })
})
