import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'

const Name = 'dev:custom:plan'
const unauthorized = refusal('NotAuthorizedException', 'A client attempted to write unauthorized attribute')

async function open(t: TestContext, ReadAttributes: string[]) {
  const Schema = [{ Name: 'plan', AttributeDataType: 'String' as const, DeveloperOnlyAttribute: true, Mutable: true }]
  const opened = await openUserPool(t, { pool: { Schema }, client: { ReadAttributes } })
  await opened.addUser()
  const UserAttributes = [{ Name, Value: 'gold' }]
  await opened.client.AdminUpdateUserAttributes({ UserPoolId: opened.UserPoolId, Username: email, UserAttributes })
  return { ...opened, UserAttributes }
}

describe('an attribute for developers only', () => {
  it('is written by administrators, and read by clients that may', async (t) => {
    const { client, attributesOf, tokens } = await open(t, ['email', Name])
    assert.equal((await attributesOf())[Name], 'gold')
    const { AccessToken } = await tokens()
    const { UserAttributes } = await client.GetUser({ AccessToken })
    assert.deepEqual(
      UserAttributes.find((attribute) => attribute.Name === Name),
      { Name, Value: 'gold' },
    )
  })

  it('is hidden from clients that do not list it', async (t) => {
    const { client, tokens } = await open(t, [])
    const { AccessToken, IdToken } = await tokens()
    const { UserAttributes } = await client.GetUser({ AccessToken })
    assert.equal(
      UserAttributes.some((attribute) => attribute.Name === Name),
      false,
    )
    assert.doesNotMatch(Buffer.from(IdToken.split('.')[1] ?? '', 'base64url').toString(), /dev:custom/)
  })

  it('is never written by users, whatever their client', async (t) => {
    const { client, attributesOf, tokens, ClientId, UserPoolId, UserAttributes } = await open(t, ['email', Name])
    const { AccessToken } = await tokens()
    const other = UserAttributes.map((attribute) => ({ ...attribute, Value: 'platinum' }))
    await assert.rejects(client.UpdateUserAttributes({ AccessToken, UserAttributes: other }), unauthorized)
    await assert.rejects(
      client.SignUp({ ClientId, Username: 'eve@example.com', Password: password, UserAttributes: other }),
      unauthorized,
    )
    await assert.rejects(client.DeleteUserAttributes({ AccessToken, UserAttributeNames: [Name] }), unauthorized)
    assert.equal((await attributesOf())[Name], 'gold')
    await assert.rejects(
      client.CreateUserPoolClient({ UserPoolId, ClientName: 'x', WriteAttributes: [Name] }),
      refusal('InvalidParameterException', 'Invalid write attributes specified while creating a client'),
    )
  })

  it('is nothing that an identity provider says', async (t) => {
    const { client, UserPoolId } = await open(t, [])
    await assert.rejects(
      client.CreateIdentityProvider({
        UserPoolId,
        ProviderName: 'Google',
        ProviderType: 'Google',
        ProviderDetails: { client_id: 'id', client_secret: 'secret', authorize_scopes: 'email' },
        AttributeMapping: { [Name]: 'hd' },
      }),
      refusal('InvalidParameterException', `AttributeMapping contains invalid mapping: [${Name}]`),
    )
  })
})
