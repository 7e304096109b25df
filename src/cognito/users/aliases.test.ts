import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'

const emailAttribute = [{ Name: 'email', Value: email }]

/** A pool whose users choose a username and sign in by their verified addresses too. */
async function openAliasPool(
  t: Parameters<typeof openUserPool>[0],
  AliasAttributes: CreateUserPoolCommandInput['AliasAttributes'] = ['email'],
  more: Partial<CreateUserPoolCommandInput> = {},
) {
  const opened = await openUserPool(t, { pool: { UsernameAttributes: [], AliasAttributes, ...more } })
  const { client, ClientId, UserPoolId, signUp, lastCode } = opened
  const confirm = (Username: string, ConfirmationCode: string, more: object = {}) =>
    client.ConfirmSignUp({ ClientId, Username, ConfirmationCode, ...more })
  /** Signs up with the address and answers the code that was mailed to it. */
  const register = async (Username: string): Promise<string> => {
    await signUp(Username, { UserAttributes: emailAttribute })
    return lastCode()
  }
  const set = (Username: string, attributes: Record<string, string>) =>
    client.AdminUpdateUserAttributes({
      UserPoolId,
      Username,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    })
  const usernameOf = async (name: string) => (await client.AdminGetUser({ UserPoolId, Username: name })).Username
  return { ...opened, confirm, register, set, usernameOf }
}

const unknown = { code: 'UserNotFoundException' }

describe('a pool with AliasAttributes', () => {
  it('shows them, and keeps them through an update', async (t) => {
    const { client, UserPoolId } = await openAliasPool(t, ['email', 'preferred_username'])
    await client.UpdateUserPool({ UserPoolId })
    const { UserPool } = await client.DescribeUserPool({ UserPoolId })
    assert.deepEqual(UserPool?.AliasAttributes, ['email', 'preferred_username'])
  })

  it('refuses preferred_username as an alias when it is required', async (t) => {
    const { client } = await openAliasPool(t)
    await assert.rejects(
      client.CreateUserPool({
        PoolName: 'x',
        AliasAttributes: ['preferred_username'],
        Schema: [{ Name: 'preferred_username', Required: true }],
      }),
      refusal('InvalidParameterException', 'preferred_username can be required or an alias, but not both.'),
    )
  })

  it('finds a user by an address from its verification on, until it changes', async (t) => {
    const { register, confirm, signIn, set, usernameOf } = await openAliasPool(t)
    const code = await register('jane')
    await assert.rejects(usernameOf(email), unknown)
    await confirm('jane', code)
    assert.equal(await usernameOf(email), 'jane')
    await signIn(email)
    await signIn('jane')
    await set('jane', { email_verified: 'false' })
    await assert.rejects(signIn(email), unknown)
    await set('jane', { email: 'jane@example.org', email_verified: 'true' })
    await signIn('jane@example.org')
    await assert.rejects(usernameOf(email), unknown)
  })

  it('forgets the name with the attribute, whoever deletes it', async (t) => {
    const { client, UserPoolId, register, confirm, usernameOf, set, tokens } = await openAliasPool(t)
    await confirm('jane', await register('jane'))
    await client.AdminDeleteUserAttributes({ UserPoolId, Username: email, UserAttributeNames: ['email'] })
    await assert.rejects(usernameOf(email), unknown)
    await set('jane', { email, email_verified: 'true' })
    const { AccessToken } = await tokens('jane')
    await client.DeleteUserAttributes({ AccessToken, UserAttributeNames: ['email'] })
    await assert.rejects(usernameOf(email), unknown)
    assert.equal(await usernameOf('jane'), 'jane')
  })

  it('lets several users have an address, and one of them verify it', async (t) => {
    const { register, confirm, usernameOf, client, UserPoolId } = await openAliasPool(t)
    const codes = { jane: await register('jane'), eve: await register('eve') }
    await confirm('jane', codes.jane)
    const taken = refusal('AliasExistsException', 'An account with the email already exists.')
    await assert.rejects(confirm('eve', codes.eve), taken)
    await assert.rejects(confirm('eve', codes.eve), taken)
    assert.equal(await usernameOf(email), 'jane')
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: 'eve' })).UserStatus, 'UNCONFIRMED')
  })

  it('says that an address is taken only to whoever has its code', async (t) => {
    const { register, confirm } = await openAliasPool(t)
    await confirm('jane', await register('jane'))
    const code = await register('eve')
    await assert.rejects(confirm('eve', code === '000000' ? '000001' : '000000'), { code: 'CodeMismatchException' })
  })

  it('moves an address with ForceAliasCreation and the same code, and unverifies it for the loser', async (t) => {
    const { register, confirm, usernameOf, signIn, attributesOf } = await openAliasPool(t)
    await confirm('jane', await register('jane'))
    const code = await register('eve')
    await assert.rejects(confirm('eve', code), { code: 'AliasExistsException' })
    await confirm('eve', code, { ForceAliasCreation: true })
    assert.equal(await usernameOf(email), 'eve')
    const { email: kept, email_verified: verified } = await attributesOf('jane')
    assert.deepEqual([kept, verified], [email, 'false'])
    await signIn('jane')
    await assert.rejects(confirm('eve', code), { code: 'NotAuthorizedException' })
  })

  it('refuses to verify an address that is verified for another user', async (t) => {
    const { register, confirm, set, client, UserPoolId, tokens, lastCode, usernameOf } = await openAliasPool(t)
    await confirm('jane', await register('jane'))
    await register('eve')
    await client.AdminConfirmSignUp({ UserPoolId, Username: 'eve' })
    const taken = refusal('AliasExistsException', 'An account with the given email already exists.')
    await assert.rejects(set('eve', { email_verified: 'true' }), taken)
    const { AccessToken } = await tokens('eve')
    await client.GetUserAttributeVerificationCode({ AccessToken, AttributeName: 'email' })
    const verify = client.VerifyUserAttribute({ AccessToken, AttributeName: 'email', Code: lastCode() })
    await assert.rejects(verify, taken)
    assert.equal(await usernameOf(email), 'jane')
  })

  it('refuses usernames in the form of an alias', async (t) => {
    const { signUp, client, UserPoolId } = await openAliasPool(t, ['email', 'phone_number'])
    const wrongForm = (text: string) => refusal('InvalidParameterException', text)
    const likeEmail = wrongForm('Username cannot be of email format, since user pool is configured for email alias.')
    await assert.rejects(signUp(email), likeEmail)
    await assert.rejects(client.AdminCreateUser({ UserPoolId, Username: email }), likeEmail)
    await assert.rejects(
      signUp('+15555550100'),
      wrongForm('Username cannot be of phone number format, since user pool is configured for phone number alias.'),
    )
    const phoneOnly = await openAliasPool(t, ['phone_number'])
    await phoneOnly.signUp(email)
  })

  it('ignores case in aliases where the pool ignores it', async (t) => {
    const { register, confirm, usernameOf } = await openAliasPool(t, ['email'], {
      UsernameConfiguration: { CaseSensitive: false },
    })
    await confirm('jane', await register('jane'))
    assert.equal(await usernameOf('JANE@example.com'), 'jane')
  })
})

describe('AdminCreateUser in a pool with AliasAttributes', () => {
  it('refuses an address that is verified for another user, and moves it with ForceAliasCreation', async (t) => {
    const { client, UserPoolId, register, confirm, usernameOf, attributesOf } = await openAliasPool(t)
    await confirm('jane', await register('jane'))
    const create = (verified: string, more: object = {}) =>
      client.AdminCreateUser({
        UserPoolId,
        Username: `bob-${verified}`,
        UserAttributes: [...emailAttribute, { Name: 'email_verified', Value: verified }],
        ...more,
      })
    await create('false')
    await assert.rejects(
      create('true'),
      refusal('UsernameExistsException', 'An account with the given email already exists.'),
    )
    await create('true', { ForceAliasCreation: true })
    assert.equal(await usernameOf(email), 'bob-true')
    assert.equal((await attributesOf('jane')).email_verified, 'false')
    await assert.rejects(
      create('true', { ForceAliasCreation: true }),
      refusal('UsernameExistsException', 'User account already exists'),
    )
  })
})

describe('preferred_username as an alias', () => {
  it('is a name at once, which no other user can have as one', async (t) => {
    const { signUp, set, signIn, addUser, usernameOf } = await openAliasPool(t, ['preferred_username'])
    await addUser('jane')
    await addUser('eve')
    await set('jane', { preferred_username: 'janie' })
    await signIn('janie', password)
    assert.equal(await usernameOf('janie'), 'jane')
    const taken = (name: string) => refusal('AliasExistsException', `An account with the given ${name} already exists.`)
    await assert.rejects(set('eve', { preferred_username: 'janie' }), taken('preferred_username'))
    await assert.rejects(set('eve', { preferred_username: 'jane' }), taken('preferred_username'))
    await set('jane', { preferred_username: 'jane' })
    await assert.rejects(usernameOf('janie'), unknown)
    await assert.rejects(
      signUp('bob', { UserAttributes: [{ Name: 'preferred_username', Value: 'bob' }] }),
      refusal('InvalidParameterException', 'preferred_username is an alias and cannot be given at sign-up.'),
    )
  })

  it("cannot be another user's address", async (t) => {
    const { set, addUser } = await openAliasPool(t, ['email', 'preferred_username'])
    await addUser('eve')
    await assert.rejects(
      set('eve', { preferred_username: email }),
      refusal(
        'InvalidParameterException',
        'preferred_username cannot be of email format, since user pool is configured for email alias.',
      ),
    )
  })
})
