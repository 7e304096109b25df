import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findForeignPage } from './page-origin.ts'

const host = 'localhost:4566'

describe('a request that needs IAM', () => {
  it('may come from no page at all, or from one that a program of this machine serves', () => {
    assert.equal(findForeignPage({ host }, 4566), undefined)
    for (const origin of [
      'http://localhost:3000',
      'https://127.0.0.1',
      'http://app.localhost:5173',
      'http://[::1]:8080',
    ])
      assert.equal(findForeignPage({ host, origin }, 4566), undefined, origin)
  })

  it('may not come from a page of elsewhere', () => {
    for (const origin of [
      'https://evil.example',
      'http://localhost.evil.example',
      'http://localhost@evil.example',
      'http://evil.example#.localhost',
      'null',
      '',
    ])
      assert.equal(findForeignPage({ host, origin }, 4566), origin)
  })

  it('may not come from a page that an HTTP API passes on, by its own host or by path', () => {
    for (const origin of [
      'http://a1b2c3.execute-api.localhost:4566',
      'https://a1b2c3.execute-api.localhost',
      'http://localhost:4566',
      'http://127.0.0.1:4566',
      'https://[::1]:4566',
    ])
      assert.equal(findForeignPage({ host, origin }, 4566), origin)
    assert.equal(findForeignPage({ host, 'sec-fetch-site': 'same-origin' }, 4566), host)
  })

  it('knows its own pages behind a port map too', () => {
    const origin = 'http://localhost:8080'
    assert.equal(findForeignPage({ host: 'localhost:8080', origin }, 4566), origin)
    for (const bare of ['http://localhost', 'https://localhost'])
      assert.equal(findForeignPage({ host: 'localhost', origin: bare }, 4566), bare)
  })
})
