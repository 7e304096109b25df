import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { samlMetadata } from '../../../test/support/saml.ts'
import { email, openUserPool, password, readVerified, refusal } from '../../../test/support/user-pool.ts'

const oauthClient = { client_id: 'id', client_secret: 'secret', authorize_scopes: 'openid' }
const subject = 'Cognito_Subject'
const invalid = (message: string) => refusal('InvalidParameterException', message)
const unknownUser = refusal('UserNotFoundException', 'User does not exist.')
const native = invalid(
  'Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser',
)

async function open(t: TestContext, settings: Parameters<typeof openUserPool>[1] = {}) {
  const opened = await openUserPool(t, settings)
  const { client, UserPoolId, addUser, attributesOf } = opened
  await addUser()
  await client.CreateIdentityProvider({
    UserPoolId,
    ProviderName: 'Google',
    ProviderType: 'Google',
    ProviderDetails: oauthClient,
  })
  await client.CreateIdentityProvider({
    UserPoolId,
    ProviderName: 'Corp',
    ProviderType: 'SAML',
    ProviderDetails: { MetadataFile: samlMetadata() },
  })
  const link = (ProviderName: string, ProviderAttributeName: string, ProviderAttributeValue: string, user = email) =>
    client.AdminLinkProviderForUser({
      UserPoolId,
      DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: user },
      SourceUser: { ProviderName, ProviderAttributeName, ProviderAttributeValue },
    })
  const disable = (ProviderName: string, ProviderAttributeName: string, ProviderAttributeValue: string) =>
    client.AdminDisableProviderForUser({
      UserPoolId,
      User: { ProviderName, ProviderAttributeName, ProviderAttributeValue },
    })
  const identities = async (user = email): Promise<unknown> => {
    const { identities: listed } = await attributesOf(user)
    return listed === undefined ? undefined : JSON.parse(listed)
  }
  return { ...opened, link, disable, identities }
}

describe('AdminLinkProviderForUser', () => {
  it('lists what is linked to a user, before anybody has signed in by it', async (t) => {
    const { link, identities, clock } = await open(t)
    await link('Google', subject, '1234')
    const first = clock.time()
    clock.advance(1000)
    await link('Corp', 'email', 'jane@corp.example.com')
    assert.deepEqual(await identities(), [
      {
        userId: '1234',
        providerName: 'Google',
        providerType: 'Google',
        issuer: null,
        primary: false,
        dateCreated: first,
      },
      {
        userId: 'jane@corp.example.com',
        providerName: 'Corp',
        providerType: 'SAML',
        issuer: 'https://idp.example.com/saml',
        primary: false,
        dateCreated: first + 1000,
      },
    ])
  })

  it('finds the user of an identity from then on', async (t) => {
    const { link, store, UserPoolId: poolId, attributesOf } = await open(t)
    await link('Google', subject, '1234')
    const identity = { poolId, providerName: 'Google', attributeName: subject, attributeValue: '1234' }
    assert.equal((await store.findLinkedUser(identity))?.sub, (await attributesOf())['sub'])
  })

  it('puts the identities into ID tokens, whatever the client may read', async (t) => {
    const { link, tokens, signingKeys, UserPoolId, clock } = await open(t, { client: { ReadAttributes: ['name'] } })
    await link('Google', subject, '1234')
    const { IdToken } = await tokens()
    const { claims } = await readVerified(IdToken, await signingKeys.published(UserPoolId))
    assert.deepEqual(claims['identities'], [
      {
        userId: '1234',
        providerName: 'Google',
        providerType: 'Google',
        issuer: null,
        primary: 'false',
        dateCreated: String(clock.time()),
      },
    ])
  })

  it('refuses an identity that is linked already, to whomever', async (t) => {
    const { link, addUser } = await open(t)
    await addUser('joe@example.com')
    await link('Google', subject, '1234')
    const taken = invalid('SourceUser is already linked to DestinationUser')
    await assert.rejects(link('Google', subject, '1234'), taken)
    await assert.rejects(link('Google', subject, '1234', 'joe@example.com'), taken)
  })

  it('refuses the sixth identity of a user, and the sixth attribute of a provider', async (t) => {
    const { link, addUser } = await open(t)
    await addUser('joe@example.com')
    for (let index = 1; index <= 5; index++) await link('Corp', `attribute${index}`, 'x')
    await assert.rejects(
      link('Google', subject, '1234'),
      refusal('LimitExceededException', 'A user can have at most 5 linked identities.'),
    )
    await assert.rejects(
      link('Corp', 'attribute6', 'x', 'joe@example.com'),
      refusal('LimitExceededException', 'Users of Corp can be linked by at most 5 attributes.'),
    )
    await link('Corp', 'attribute5', 'y', 'joe@example.com')
  })

  it('refuses users and providers that are not there', async (t) => {
    const { link } = await open(t)
    await assert.rejects(link('Google', subject, '1', 'nobody@example.com'), unknownUser)
    await assert.rejects(
      link('Other', subject, '1'),
      refusal('ResourceNotFoundException', 'Identity provider Other does not exist.'),
    )
  })

  it('refuses users of the pool itself as a source, also those who are named like a provider’s', async (t) => {
    const { link, client, UserPoolId } = await open(t, { pool: { UsernameAttributes: [] } })
    await assert.rejects(link('Cognito', subject, email), native)
    await client.AdminCreateUser({ UserPoolId, Username: 'Google_1234', MessageAction: 'SUPPRESS' })
    await assert.rejects(link('Google', subject, '1234'), native)
  })

  it('refuses to merge with a profile that a sign-in has made', async (t) => {
    const { link, store, UserPoolId: poolId, clock } = await open(t)
    const identity = { userId: '1234', providerName: 'Google', providerType: 'Google', issuer: null, primary: true }
    const dates = { createdAt: clock.now(), modifiedAt: clock.now() }
    await store.insertUser(
      {
        poolId,
        sub: 'federated',
        username: 'Google_1234',
        status: 'EXTERNAL_PROVIDER',
        enabled: true,
        attributes: { identities: JSON.stringify([identity]) },
        ...dates,
      },
      [{ attribute: 'username', name: 'Google_1234' }],
    )
    await assert.rejects(
      link('Google', subject, '1234'),
      invalid('Merging is not currently supported, provide a SourceUser that has not been signed up in order to link'),
    )
  })

  it('refuses another attribute than the subject for a social provider, and what names no user', async (t) => {
    const { link } = await open(t)
    await assert.rejects(
      link('Google', 'email', email),
      invalid('Invalid SourceUser: ProviderAttributeName must be Cognito_Subject for providers of type Google.'),
    )
    await assert.rejects(link('Corp', '', email), invalid('Invalid SourceUser: ProviderAttributeName must be given.'))
    await assert.rejects(
      link('Corp', 'email', ''),
      invalid('Invalid SourceUser: ProviderAttributeValue must be given.'),
    )
    await assert.rejects(
      link('Corp', 'email', 'x'.repeat(256)),
      invalid('Invalid SourceUser: an attribute has a name of at most 128 characters and a value of at most 255.'),
    )
  })

  it('refuses a user with an attribute that no sign-in could change', async (t) => {
    const { link } = await open(t, { pool: { Schema: [{ Name: 'email', Required: true }] } })
    await assert.rejects(link('Google', subject, '1234'), invalid('Cannot modify the non-mutable attribute email'))
  })

  it('links nothing that users could set themselves', async (t) => {
    const { client, UserPoolId, tokens } = await open(t)
    const UserAttributes = [{ Name: 'identities', Value: '[]' }]
    await assert.rejects(client.AdminUpdateUserAttributes({ UserPoolId, Username: email, UserAttributes }), {
      code: 'InvalidParameterException',
    })
    const { AccessToken } = await tokens()
    await assert.rejects(client.UpdateUserAttributes({ AccessToken, UserAttributes }), {
      code: 'InvalidParameterException',
    })
  })
})

describe('AdminDisableProviderForUser', () => {
  it('takes a link away, and then the identity may be another user’s', async (t) => {
    const { link, disable, identities, addUser } = await open(t)
    await addUser('joe@example.com')
    await link('Google', subject, '1234')
    await link('Corp', 'email', email)
    await disable('Google', subject, '1234')
    assert.equal(JSON.stringify(await identities()).includes('1234'), false)
    await assert.rejects(disable('Google', subject, '1234'), unknownUser)
    await link('Google', subject, '1234', 'joe@example.com')
    await disable('Corp', 'email', email)
    assert.equal(await identities(), undefined)
  })

  it('takes the password of a user away until an administrator sets another one', async (t) => {
    const { disable, signIn, client, UserPoolId, ClientId } = await open(t)
    await disable('Cognito', subject, email)
    const status = async () => (await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus
    assert.equal(await status(), 'EXTERNAL_PROVIDER')
    await assert.rejects(signIn(), refusal('NotAuthorizedException', 'Incorrect username or password.'))
    const reset = refusal('NotAuthorizedException', 'User password cannot be reset in the current state.')
    await assert.rejects(client.ForgotPassword({ ClientId, Username: email }), reset)
    await assert.rejects(client.AdminResetUserPassword({ UserPoolId, Username: email }), reset)
    await assert.rejects(
      client.AdminConfirmSignUp({ UserPoolId, Username: email }),
      refusal('NotAuthorizedException', 'User cannot be confirmed. Current status is EXTERNAL_PROVIDER'),
    )
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: password, Permanent: true })
    assert.equal(await status(), 'CONFIRMED')
    await signIn()
  })

  it('refuses what names no user', async (t) => {
    const { disable } = await open(t)
    await assert.rejects(disable('Cognito', subject, 'nobody@example.com'), unknownUser)
    await assert.rejects(
      disable('Cognito', 'email', email),
      invalid('Invalid User: ProviderAttributeName must be Cognito_Subject for Cognito.'),
    )
    await assert.rejects(
      disable('Other', subject, '1'),
      refusal('ResourceNotFoundException', 'Identity provider Other does not exist.'),
    )
  })
})

describe('DeleteIdentityProvider', () => {
  it('takes its links away, or another provider of that name would sign in as their users', async (t) => {
    const { link, identities, client, UserPoolId, store } = await open(t)
    await link('Google', subject, '1234')
    await link('Corp', 'email', email)
    await client.DeleteIdentityProvider({ UserPoolId, ProviderName: 'Corp' })
    assert.equal(JSON.stringify(await identities()).includes('Corp'), false)
    const identity = { poolId: UserPoolId, providerName: 'Corp', attributeName: 'email', attributeValue: email }
    assert.equal(await store.findLinkedUser(identity), undefined)
  })
})
