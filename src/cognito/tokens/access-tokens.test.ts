import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { encode } from '../../../test/support/token-forge.ts'
import { openUserPool } from '../../../test/support/user-pool.ts'
import { ApiError } from '../../wire/operation.ts'

it('an access token of any content is refused with NotAuthorizedException, never with anything else', async (t) => {
  const { client, signingKeys, UserPoolId, ClientId } = await openUserPool(t)
  const kids = (await signingKeys.published(UserPoolId)).map(({ kid }) => kid)
  const part = (known: fc.Arbitrary<object>) =>
    fc.oneof(
      fc.jsonValue().map(encode),
      known.map(encode),
      fc.base64String().map((text) => text.replaceAll('+', '-')),
    )
  const header = part(
    fc.record({
      alg: fc.constantFrom('RS256', 'none', 'HS256'),
      kid: fc.oneof(fc.constantFrom(...kids), fc.jsonValue()),
    }),
  )
  const claims = part(
    fc.record(
      {
        client_id: fc.oneof(fc.constant(ClientId), fc.jsonValue()),
        token_use: fc.constant('access'),
        exp: fc.oneof(fc.integer(), fc.constant(4_000_000_000)),
        sub: fc.jsonValue(),
        event_id: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  )
  await fc.assert(
    fc.asyncProperty(header, claims, fc.base64String(), async (head, body, signature) => {
      const error = await client.GetUser({ AccessToken: `${head}.${body}.${signature}` }).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      assert.ok(error instanceof ApiError)
      assert.ok(['NotAuthorizedException', 'InvalidParameterException'].includes(error.code), error.code)
    }),
    { numRuns: 300, seed: 1 },
  )
})
