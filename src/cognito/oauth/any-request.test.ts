import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { callback, openUserPoolDomain } from '../../../test/support/user-pool-domain.ts'

const names = `response_type client_id redirect_uri state scope identity_provider idp_identifier code_challenge
  code_challenge_method nonce lang login_hint prompt resource logout_uri grant_type code code_verifier refresh_token
  client_secret token error`.split(/\s+/)

/** What makes a request go on where anything else would end it. */
const values = [
  'code',
  'token',
  'openid',
  'COGNITO',
  'S256',
  'none',
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'A'.repeat(43),
  '\0',
  '',
  callback,
]

test('whatever is asked of a domain has an answer, and leads nowhere else', async (t) => {
  const { send, ClientId } = await openUserPoolDomain(t)
  const field = fc.tuple(fc.constantFrom(...names), fc.oneof(fc.constantFrom(...values, ClientId), fc.string()))
  const fields = fc.array(field, { maxLength: 8 })
  const known = { client_id: ClientId, redirect_uri: callback, response_type: 'code' }
  const property = fc.asyncProperty(
    fc.constantFrom('authorize', 'token', 'userInfo', 'revoke', 'idpresponse', 'logout'),
    fc.constantFrom('GET', 'POST'),
    fields,
    fields,
    fc.boolean(),
    fc.option(fc.string()),
    async (endpoint, method, asked, form, isKnown, authorization) => {
      const query = new URLSearchParams([...(isKnown ? Object.entries(known) : []), ...asked])
      const path = endpoint === 'logout' ? '/logout' : `/oauth2/${endpoint}`
      const headers = authorization === null ? {} : { authorization: `Basic ${authorization}` }
      const { status, location } = await send(method, `${path}?${query.toString()}`, {
        form: new URLSearchParams(form).toString(),
        headers,
      })
      assert.ok([200, 302, 400, 401, 405].includes(status))
      assert.match(location, /^$|^\/(?:error|login|oauth2\/idpresponse)\?|^https:\/\/app\.example\.com\/callback[?#]/)
    },
  )
  await fc.assert(property, { numRuns: 300 })
})
