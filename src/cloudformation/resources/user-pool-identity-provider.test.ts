import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openStack } from '../../../test/support/cloudformation.ts'

const template = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Google:
    Type: AWS::Cognito::UserPoolIdentityProvider
    Properties:
      UserPoolId: !Ref Pool
      ProviderName: Google
      ProviderType: Google
      ProviderDetails: { client_id: first, client_secret: secret, authorize_scopes: openid email }
      AttributeMapping: { email: email }
      IdpIdentifiers: [gmail]
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties: { UserPoolId: !Ref Pool, SupportedIdentityProviders: [COGNITO, !Ref Google] }
`

async function openWithProvider(...[t]: Parameters<typeof openStack>) {
  const opened = await openStack(t, template)
  const UserPoolId = await opened.idOf('Pool')
  const described = async (ProviderName = 'Google') =>
    (await opened.cognito.DescribeIdentityProvider({ UserPoolId, ProviderName })).IdentityProvider
  return { ...opened, UserPoolId, described }
}

describe('a stack with an identity provider', () => {
  it('makes it before the client that supports it', async (t) => {
    const { status, idOf, described, cognito, UserPoolId } = await openWithProvider(t)
    assert.equal(await status(), 'CREATE_COMPLETE')
    assert.equal(await idOf('Google'), 'Google')
    const { AttributeMapping, IdpIdentifiers } = (await described()) ?? {}
    assert.deepEqual([AttributeMapping, IdpIdentifiers], [{ email: 'email', username: 'sub' }, ['gmail']])
    const { UserPoolClient } = await cognito.DescribeUserPoolClient({ UserPoolId, ClientId: await idOf('Web') })
    assert.deepEqual(UserPoolClient?.SupportedIdentityProviders, ['COGNITO', 'Google'])
  })

  it('changes it in place and takes away what the template has no more', async (t) => {
    const { update, status, described } = await openWithProvider(t)
    const changed = template
      .replace('client_id: first', 'client_id: second')
      .replace('      AttributeMapping: { email: email }\n      IdpIdentifiers: [gmail]\n', '')
    const events = await update(changed)
    assert.equal(await status(), 'UPDATE_COMPLETE')
    assert.equal(events.includes('Google UPDATE_COMPLETE'), true)
    const { ProviderDetails, AttributeMapping, IdpIdentifiers } = (await described()) ?? {}
    assert.equal(ProviderDetails?.['client_id'], 'second')
    assert.deepEqual([AttributeMapping, IdpIdentifiers], [{ username: 'sub' }, undefined])
  })

  it('makes another one when name and type change, and drops the old one', async (t) => {
    const { update, status, idOf, described } = await openWithProvider(t)
    await update(
      template
        .replace('ProviderName: Google', 'ProviderName: LoginWithAmazon')
        .replace('ProviderType: Google', 'ProviderType: LoginWithAmazon')
        .replace('IdpIdentifiers: [gmail]', 'IdpIdentifiers: [amazon]'),
    )
    assert.equal(await status(), 'UPDATE_COMPLETE')
    assert.equal(await idOf('Google'), 'LoginWithAmazon')
    assert.equal((await described('LoginWithAmazon'))?.ProviderType, 'LoginWithAmazon')
    await assert.rejects(described(), { code: 'ResourceNotFoundException' })
  })
})
