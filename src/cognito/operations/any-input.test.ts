import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { arbitraryInput } from '../../../test/support/arbitrary-input.ts'
import { email, openUserPool, password } from '../../../test/support/user-pool.ts'
import { ApiError } from '../../wire/operation.ts'
import { runOperation } from '../../wire/service.ts'
import { operations } from './index.ts'

describe('whatever input a caller makes up', () => {
  for (const name of Object.keys(operations))
    it(`${name} answers, or refuses with an error that its model declares`, async (t) => {
      const { addUser, tokens, signIn, client, service, clock, UserPoolId, ClientId, lastCode } = await openUserPool(t)
      await addUser()
      const { AccessToken, RefreshToken } = await tokens()
      const invited = { UserPoolId, Username: 'bob@example.com', TemporaryPassword: password }
      await client.AdminCreateUser(invited)
      const { Session = '' } = await signIn('bob@example.com', password)
      await client.CreateGroup({ UserPoolId, GroupName: 'admins' })
      await client.CreateResourceServer({ UserPoolId, Identifier: 'orders', Name: 'Orders' })
      await client.CreateIdentityProvider({
        UserPoolId,
        ProviderName: 'Google',
        ProviderType: 'Google',
        ProviderDetails: { client_id: 'id', client_secret: 'secret', authorize_scopes: 'openid' },
      })
      await client.CreateUserPoolDomain({ UserPoolId, Domain: 'shop' })
      const { ManagedLoginBranding: style } = await client.CreateManagedLoginBranding({
        UserPoolId,
        ClientId,
        UseCognitoProvidedValues: true,
      })
      const known = {
        UserPoolId,
        ClientId,
        AccessToken,
        RefreshToken,
        Session,
        Token: RefreshToken,
        Username: email,
        GroupName: 'admins',
        Identifier: 'orders',
        ProviderName: 'Google',
        Domain: 'shop',
        ManagedLoginBrandingId: style?.ManagedLoginBrandingId ?? '',
        AttributeName: 'email',
        Password: password,
        PreviousPassword: password,
        ProposedPassword: 'An0ther!!',
        ConfirmationCode: lastCode(),
        Filter: 'email ^= "j"',
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        ResourceArn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${UserPoolId}`,
      }
      const declared = (service.model.operations[name]?.errors ?? []).map(({ shape }) => shape)
      const call = { requestId: 'r', now: clock.now(), region: 'us-east-1', accountId: '000000000000', sourceIp: '::1' }
      const property = fc.asyncProperty(arbitraryInput(service.model, name, known), async (input) => {
        try {
          await runOperation(service, name, input, call)
        } catch (error) {
          if (!(error instanceof ApiError)) throw error
          assert.ok([...declared, 'InvalidParameterException'].includes(error.code), error.code)
        }
      })
      await fc.assert(property, { numRuns: 60, seed: 20261122 })
    })
})
