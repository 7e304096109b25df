import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import { email, openUserPool, password, refusal } from '../../support/user-pool.ts'

const incorrect = refusal('NotAuthorizedException', 'Incorrect username or password.')
const locked = refusal('NotAuthorizedException', 'Password attempts exceeded')

describe('signing in by password', () => {
  it('C049 ends in tokens', async (t) => {
    const { addUser, signIn } = await openUserPool(t)
    await addUser()
    const answer = await signIn()
    assert.deepEqual(Object.keys(answer).toSorted(), ['AuthenticationResult', 'ChallengeParameters'])
    assert.deepEqual(answer.ChallengeParameters, {})
    const { AccessToken, IdToken, RefreshToken, ...rest } = answer.AuthenticationResult ?? {}
    assert.ok(AccessToken && IdToken && RefreshToken)
    assert.deepEqual(rest, { ExpiresIn: 3600, TokenType: 'Bearer' })
  })

  it('C050 takes no wrong password', async (t) => {
    const { addUser, signIn } = await openUserPool(t)
    await addUser()
    await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
  })

  it('C051 tells legacy clients of names that no user has, and others not', async (t) => {
    const legacy = await openUserPool(t, { client: { PreventUserExistenceErrors: 'LEGACY' } })
    await assert.rejects(legacy.signIn(), refusal('UserNotFoundException', 'User does not exist.'))
    const hiding = await openUserPool(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    await assert.rejects(hiding.signIn(), incorrect)
  })

  it('C052 waits for the confirmation of the user', async (t) => {
    const { signUp, signIn } = await openUserPool(t)
    await signUp()
    await assert.rejects(signIn(), refusal('UserNotConfirmedException', 'User is not confirmed.'))
  })

  it('C053 waits for the new password of who has to choose one', async (t) => {
    const { addUser, signIn, client, UserPoolId } = await openUserPool(t)
    await addUser()
    const UserAttributes = [{ Name: 'email_verified', Value: 'true' }]
    await client.AdminUpdateUserAttributes({ UserPoolId, Username: email, UserAttributes })
    await client.AdminResetUserPassword({ UserPoolId, Username: email })
    const text = 'Password reset required for the user'
    await assert.rejects(signIn(), refusal('PasswordResetRequiredException', text))
  })

  it('C054 is not for users who are disabled', async (t) => {
    const { addUser, signIn, client, UserPoolId } = await openUserPool(t)
    await addUser()
    await client.AdminDisableUser({ UserPoolId, Username: email })
    await assert.rejects(signIn(), refusal('NotAuthorizedException', 'User is disabled.'))
  })

  it('C055 is locked after five wrong passwords, and twice as long after each further one', async (t) => {
    const { addUser, signIn, clock } = await openUserPool(t)
    await addUser()
    for (let guess = 1; guess <= 5; guess++) await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    for (const seconds of [1, 2, 4]) {
      await assert.rejects(signIn(), locked)
      clock.advance(seconds * 1000 - 1)
      await assert.rejects(signIn(), locked)
      clock.advance(1)
      await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    }
    clock.advance(8000)
    assert.ok((await signIn()).AuthenticationResult)
  })

  it('C056 is for clients that have the flow', async (t) => {
    const { addUser, signIn } = await openUserPool(t, { client: { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] } })
    await addUser()
    const text = 'USER_PASSWORD_AUTH flow not enabled for this client'
    await assert.rejects(signIn(), refusal('InvalidParameterException', text))
  })

  it('C057 is not by the flow of administrators', async (t) => {
    const { addUser, client, ClientId } = await openUserPool(t)
    await addUser()
    const AuthParameters = { USERNAME: email, PASSWORD: password }
    const asked = client.InitiateAuth({ ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters })
    await assert.rejects(asked, refusal('InvalidParameterException', 'Initiate Auth method not supported'))
  })

  it('C058 needs a password', async (t) => {
    const { addUser, client, ClientId } = await openUserPool(t)
    await addUser()
    const AuthParameters = { USERNAME: email }
    const asked = client.InitiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
    await assert.rejects(asked, refusal('InvalidParameterException', 'Missing required parameter PASSWORD'))
  })

  it('C059 needs the secret hash of a client with a secret', async (t) => {
    const { addUser, addClient, client } = await openUserPool(t)
    await addUser()
    const { id: ClientId, secret = '' } = await addClient({ GenerateSecret: true })
    const signIn = (more: Record<string, string>) =>
      client.InitiateAuth({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: password, ...more },
      })
    const hashOf = (name: string) => createHmac('sha256', secret).update(`${name}${ClientId}`).digest('base64')
    const missing = `Client ${ClientId} is configured with secret but SECRET_HASH was not received`
    await assert.rejects(signIn({}), refusal('NotAuthorizedException', missing))
    const wrong = `SecretHash does not match for the client: ${ClientId}`
    await assert.rejects(signIn({ SECRET_HASH: hashOf('john') }), refusal('NotAuthorizedException', wrong))
    assert.ok((await signIn({ SECRET_HASH: hashOf(email) })).AuthenticationResult)
  })

  it('C060 takes the address and the sub for a name', async (t) => {
    const { addUser, signIn } = await openUserPool(t)
    const sub = await addUser()
    for (const name of [email, sub]) assert.ok((await signIn(name)).AuthenticationResult)
  })

  it('C061 goes by the case of a name unless the pool does not', async (t) => {
    const sensitive = await openUserPool(t)
    await sensitive.addUser()
    const capital = 'Jane@example.com'
    await assert.rejects(sensitive.signIn(capital), refusal('UserNotFoundException', 'User does not exist.'))
    const insensitive = await openUserPool(t, { pool: { UsernameConfiguration: { CaseSensitive: false } } })
    await insensitive.addUser()
    assert.ok((await insensitive.signIn(capital)).AuthenticationResult)
  })

  it('C062 takes no temporary password that is too old', async (t) => {
    const { client, UserPoolId, signIn, clock } = await openUserPool(t)
    await client.AdminCreateUser({ UserPoolId, Username: email, TemporaryPassword: password })
    clock.advance(7 * 86_400_000 + 1)
    const text = 'Temporary password has expired and must be reset by an administrator.'
    await assert.rejects(signIn(), refusal('NotAuthorizedException', text))
  })
})
