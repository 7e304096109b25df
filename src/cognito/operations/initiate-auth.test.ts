import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, password, readVerified, refusal } from '../../../test/support/user-pool.ts'
import { secretHash } from '../clients/app-client.ts'
import { lockMilliseconds } from '../sign-in/password-attempts.ts'

const incorrect = refusal('NotAuthorizedException', 'Incorrect username or password.')
const locked = refusal('NotAuthorizedException', 'Password attempts exceeded')

describe('InitiateAuth with USER_PASSWORD_AUTH', () => {
  it('gives tokens for the right password', async (t) => {
    const { addUser, signIn } = await openUserPool(t)
    await addUser()
    const answer = await signIn()
    assert.deepEqual(Object.keys(answer).sort(), ['AuthenticationResult', 'ChallengeParameters'])
    assert.deepEqual(answer.ChallengeParameters, {})
    const result = answer.AuthenticationResult ?? {}
    assert.deepEqual(Object.keys(result).sort(), ['AccessToken', 'ExpiresIn', 'IdToken', 'RefreshToken', 'TokenType'])
    assert.equal(result.ExpiresIn, 3600)
    assert.equal(result.TokenType, 'Bearer')
    assert.match(result.RefreshToken ?? '', /^eyJjdHkiOiJKV1Qi[\w-]+(\.[\w-]+){4}$/)
  })

  it('signs ID and access token with different keys of the pool, the header being kid and alg alone', async (t) => {
    const { addUser, tokens, signingKeys, UserPoolId } = await openUserPool(t)
    await addUser()
    const { IdToken, AccessToken } = await tokens()
    const keys = await signingKeys.published(UserPoolId)
    const [id, access] = [await readVerified(IdToken, keys), await readVerified(AccessToken, keys)]
    for (const { header } of [id, access]) {
      assert.deepEqual(Object.keys(header).sort(), ['alg', 'kid'])
      assert.equal(header.alg, 'RS256')
    }
    assert.notEqual(id.header.kid, access.header.kid)
  })

  it('puts exactly the documented claims into both tokens', async (t) => {
    const { addUser, tokens, signingKeys, UserPoolId, ClientId, clock } = await openUserPool(t)
    const sub = await addUser(email, { UserAttributes: [{ Name: 'given_name', Value: 'Jane' }] })
    clock.advance(60_000)
    const { IdToken, AccessToken } = await tokens()
    const keys = await signingKeys.published(UserPoolId)
    const { claims: id } = await readVerified(IdToken, keys)
    const { claims: access } = await readVerified(AccessToken, keys)
    const now = Math.floor(clock.time() / 1000)
    const shared = {
      sub,
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`,
      origin_jti: id.origin_jti,
      event_id: id.event_id,
      auth_time: now,
      iat: now,
      exp: now + 3600,
    }
    assert.deepEqual(id, {
      ...shared,
      'cognito:username': sub,
      aud: ClientId,
      token_use: 'id',
      jti: id.jti,
      email,
      email_verified: false,
      given_name: 'Jane',
    })
    assert.deepEqual(access, {
      ...shared,
      client_id: ClientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      jti: access.jti,
      username: sub,
    })
    assert.notEqual(id.jti, access.jti)
  })

  it('shows a client in the ID token only what it may read, and the verified flags as booleans', async (t) => {
    const { addUser, client, UserPoolId, tokens, signingKeys } = await openUserPool(t, {
      pool: { Schema: [{ Name: 'tenant', AttributeDataType: 'String', Mutable: true }] },
      client: { ReadAttributes: ['email_verified', 'custom:tenant', 'address'] },
    })
    await addUser()
    await client.AdminUpdateUserAttributes({
      UserPoolId,
      Username: email,
      UserAttributes: [
        { Name: 'email_verified', Value: 'true' },
        { Name: 'custom:tenant', Value: '7' },
        { Name: 'address', Value: 'Main Street 1' },
        { Name: 'name', Value: 'Jane' },
      ],
    })
    const { IdToken } = await tokens()
    const { claims } = await readVerified(IdToken, await signingKeys.published(UserPoolId))
    assert.equal(claims.email_verified, true)
    assert.equal(claims['custom:tenant'], '7')
    assert.deepEqual(claims.address, { formatted: 'Main Street 1' })
    assert.equal('email' in claims || 'name' in claims, false)
  })

  it("keeps to the client's token validity, and leaves out origin_jti and jti when it cannot revoke", async (t) => {
    const { addUser, signIn, signingKeys, UserPoolId } = await openUserPool(t, {
      client: {
        AccessTokenValidity: 10,
        IdTokenValidity: 2,
        TokenValidityUnits: { AccessToken: 'minutes' },
        EnableTokenRevocation: false,
      },
    })
    await addUser()
    const { AuthenticationResult: result } = await signIn()
    assert.equal(result?.ExpiresIn, 600)
    const keys = await signingKeys.published(UserPoolId)
    const { claims: access } = await readVerified(result?.AccessToken ?? '', keys)
    const { claims: id } = await readVerified(result?.IdToken ?? '', keys)
    assert.equal(Number(access.exp) - Number(access.iat), 600)
    assert.equal(Number(id.exp) - Number(id.iat), 7200)
    for (const claims of [access, id]) assert.equal('jti' in claims || 'origin_jti' in claims, false)
  })

  it('takes the e-mail address and the sub as username', async (t) => {
    const { addUser, signIn } = await openUserPool(t)
    const sub = await addUser()
    await signIn(email)
    await signIn(sub)
  })

  it('minds the case of the address unless the pool ignores it', async (t) => {
    const sensitive = await openUserPool(t)
    await sensitive.addUser()
    await assert.rejects(sensitive.signIn('Jane@example.com'), refusal('UserNotFoundException', 'User does not exist.'))
    const insensitive = await openUserPool(t, { pool: { UsernameConfiguration: { CaseSensitive: false } } })
    await insensitive.addUser()
    await insensitive.signIn('Jane@Example.com')
  })

  it('refuses a wrong password, and an unknown user in the same words if the client hides users', async (t) => {
    const { addUser, signIn, client, addClient } = await openUserPool(t)
    await addUser()
    await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    await assert.rejects(signIn('eve@example.com'), refusal('UserNotFoundException', 'User does not exist.'))
    const hiding = await addClient({ PreventUserExistenceErrors: 'ENABLED' })
    const AuthParameters = { USERNAME: 'eve@example.com', PASSWORD: password }
    const AuthFlow = 'USER_PASSWORD_AUTH'
    await assert.rejects(client.InitiateAuth({ ClientId: hiding.id, AuthFlow, AuthParameters }), incorrect)
  })

  it('hashes as much for an unknown user as for a wrong password where users are hidden', async (t) => {
    const { addUser, signIn, passwords } = await openUserPool(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    await addUser()
    const verified = t.mock.method(passwords, 'verify')
    await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    await assert.rejects(signIn('eve@example.com', 'Wr0ng!!!'), incorrect)
    assert.equal(verified.mock.callCount(), 2)
  })

  it('tells an unconfirmed and a disabled user why, once the password is right', async (t) => {
    const { signUp, addUser, signIn, client, UserPoolId } = await openUserPool(t)
    await signUp()
    await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    await assert.rejects(signIn(), refusal('UserNotConfirmedException', 'User is not confirmed.'))
    await addUser('eve@example.com')
    await client.AdminDisableUser({ UserPoolId, Username: 'eve@example.com' })
    await assert.rejects(signIn('eve@example.com', 'Wr0ng!!!'), incorrect)
    await assert.rejects(signIn('eve@example.com'), refusal('NotAuthorizedException', 'User is disabled.'))
    await client.AdminEnableUser({ UserPoolId, Username: 'eve@example.com' })
    await signIn('eve@example.com')
  })

  it('sends a user whose password was reset to a new one, with or without an old one', async (t) => {
    const { addUser, signIn, store, UserPoolId, client, addClient } = await openUserPool(t)
    const sub = await addUser()
    const resetRequired = refusal('PasswordResetRequiredException', 'Password reset required for the user')
    await store.updateUser(UserPoolId, sub, (user) => ({ user: { ...user, status: 'RESET_REQUIRED' } }))
    await assert.rejects(signIn(), resetRequired)
    await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    await store.updateUser(UserPoolId, sub, (current) => {
      const { passwordHash: _, ...user } = current
      return { user }
    })
    await assert.rejects(signIn(), resetRequired)
    const { id: ClientId } = await addClient({ PreventUserExistenceErrors: 'ENABLED' })
    const AuthParameters = { USERNAME: email, PASSWORD: password }
    await assert.rejects(client.InitiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }), incorrect)
  })

  it('locks after five wrong passwords for one second, then twice as long for each further one', async (t) => {
    const { addUser, signIn, clock } = await openUserPool(t)
    await addUser()
    for (let failure = 1; failure <= 5; failure++) await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    await assert.rejects(signIn(), locked)
    clock.advance(999)
    await assert.rejects(signIn(), locked)
    clock.advance(1)
    await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    clock.advance(1999)
    await assert.rejects(signIn(), locked)
    clock.advance(1)
    await signIn()
    await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    await signIn()
  })

  it('never checks more than five of many simultaneous guesses', async (t) => {
    const { addUser, signIn, passwords } = await openUserPool(t)
    await addUser()
    const verified = t.mock.method(passwords, 'verify')
    await Promise.allSettled(Array.from({ length: 20 }, () => signIn(email, 'Wr0ng!!!')))
    assert.equal(verified.mock.callCount(), 5)
  })

  it('remembers wrong passwords as long as somebody tries, if only during a lockout', async (t) => {
    const { addUser, signIn, clock } = await openUserPool(t)
    await addUser()
    for (let failures = 0; failures < 14; failures++) {
      clock.advance(lockMilliseconds(failures))
      await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    }
    clock.advance(500_000)
    await assert.rejects(signIn(), locked)
    clock.advance(500_000)
    await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    clock.advance(899_000)
    await assert.rejects(signIn(), locked)
  })

  it('forgets wrong passwords after 15 minutes without a try', async (t) => {
    const { addUser, signIn, clock } = await openUserPool(t)
    await addUser()
    for (let failure = 1; failure <= 5; failure++) await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    clock.advance(15 * 60_000)
    for (let failure = 1; failure <= 4; failure++) await assert.rejects(signIn(email, 'Wr0ng!!!'), incorrect)
    await signIn()
  })

  it('locks a name that no user has in the same way where users are hidden', async (t) => {
    const { signIn } = await openUserPool(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    for (let failure = 1; failure <= 5; failure++) await assert.rejects(signIn(), incorrect)
    await assert.rejects(signIn(), locked)
  })

  it('refuses when a parameter is missing', async (t) => {
    const { client, ClientId } = await openUserPool(t)
    const AuthFlow = 'USER_PASSWORD_AUTH'
    await assert.rejects(
      client.InitiateAuth({ ClientId, AuthFlow, AuthParameters: { USERNAME: email } }),
      refusal('InvalidParameterException', 'Missing required parameter PASSWORD'),
    )
    await assert.rejects(
      client.InitiateAuth({ ClientId, AuthFlow }),
      refusal('InvalidParameterException', 'Missing required parameter USERNAME'),
    )
  })

  it('demands SECRET_HASH of a client with a secret', async (t) => {
    const {
      client,
      UserPoolId,
      signIn,
      ClientId,
      secret = '',
    } = await openUserPool(t, {
      client: { GenerateSecret: true },
    })
    await client.AdminCreateUser({ UserPoolId, Username: email })
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: password, Permanent: true })
    await assert.rejects(
      signIn(),
      refusal(
        'NotAuthorizedException',
        `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
      ),
    )
    await assert.rejects(
      signIn(email, password, { SECRET_HASH: secretHash(secret, 'eve@example.com', ClientId) }),
      refusal('NotAuthorizedException', `SecretHash does not match for the client: ${ClientId}`),
    )
    await signIn(email, password, { SECRET_HASH: secretHash(secret, email, ClientId) })
  })

  it('refuses a remembered device, of which there are none', async (t) => {
    const { addUser, signIn } = await openUserPool(t)
    await addUser()
    await assert.rejects(
      signIn(email, password, { DEVICE_KEY: 'us-east-1_6a2d7a3e-0000-0000-0000-000000000000' }),
      refusal('ResourceNotFoundException', 'Device does not exist.'),
    )
  })
})

describe('InitiateAuth', () => {
  const AuthParameters = { USERNAME: email, PASSWORD: password, SRP_A: '2' }

  it('refuses flows that the client does not allow', async (t) => {
    const { client, ClientId } = await openUserPool(t, { client: { ExplicitAuthFlows: [] } })
    const initiate = (AuthFlow: 'USER_PASSWORD_AUTH' | 'USER_AUTH') =>
      client.InitiateAuth({ ClientId, AuthFlow, AuthParameters })
    for (const flow of ['USER_PASSWORD_AUTH', 'USER_AUTH'] as const)
      await assert.rejects(
        initiate(flow),
        refusal('InvalidParameterException', `${flow} flow not enabled for this client`),
      )
  })

  it('refuses SRP where it is not allowed, and custom authentication without functions, each in its own words', async (t) => {
    const { client, ClientId, addClient } = await openUserPool(t)
    await assert.rejects(
      client.InitiateAuth({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters }),
      refusal('InvalidParameterException', 'USER_SRP_AUTH is not enabled for the client.'),
    )
    const allowing = await addClient({ ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'] })
    await assert.rejects(
      client.InitiateAuth({ ClientId: allowing.id, AuthFlow: 'CUSTOM_AUTH', AuthParameters }),
      refusal('InvalidParameterException', 'Custom auth lambda trigger is not configured for the user pool.'),
    )
  })

  it('refuses the flows of administrators', async (t) => {
    const { client, ClientId } = await openUserPool(t)
    for (const AuthFlow of ['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'] as const)
      await assert.rejects(
        client.InitiateAuth({ ClientId, AuthFlow, AuthParameters }),
        refusal('InvalidParameterException', 'Initiate Auth method not supported'),
      )
  })

  it('refuses a client that does not exist', async (t) => {
    const { client } = await openUserPool(t)
    await assert.rejects(
      client.InitiateAuth({ ClientId: 'nope', AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
      refusal('ResourceNotFoundException', 'User pool client nope does not exist.'),
    )
  })
})

describe('InitiateAuth with REFRESH_TOKEN_AUTH', () => {
  async function openSignedIn(...[t, settings]: Parameters<typeof openUserPool>) {
    const opened = await openUserPool(t, settings)
    await opened.addUser()
    const issued = await opened.tokens()
    const { client, ClientId } = opened
    const refresh = (REFRESH_TOKEN: string, more: object = {}) =>
      client.InitiateAuth({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN, ...more } })
    return { ...opened, ...issued, refresh }
  }
  const invalid = refusal('NotAuthorizedException', 'Invalid Refresh Token')

  it('gives new tokens of the same sign-in, and no refresh token', async (t) => {
    const { refresh, RefreshToken, AccessToken, UserPoolId, signingKeys, clock } = await openSignedIn(t)
    clock.advance(120_000)
    const { AuthenticationResult: result = {} } = await refresh(RefreshToken)
    assert.deepEqual(Object.keys(result).sort(), ['AccessToken', 'ExpiresIn', 'IdToken', 'TokenType'])
    const keys = await signingKeys.published(UserPoolId)
    const { claims: before } = await readVerified(AccessToken, keys)
    const { claims: after } = await readVerified(result.AccessToken ?? '', keys)
    for (const kept of ['auth_time', 'origin_jti', 'event_id', 'sub', 'scope']) assert.equal(after[kept], before[kept])
    assert.notEqual(after.jti, before.jti)
    assert.equal(Number(after.iat), Number(before.iat) + 120)
  })

  it('reads the attributes anew', async (t) => {
    const { refresh, RefreshToken, client, UserPoolId, signingKeys } = await openSignedIn(t)
    const UserAttributes = [{ Name: 'name', Value: 'Jane Doe' }]
    await client.AdminUpdateUserAttributes({ UserPoolId, Username: email, UserAttributes })
    const { AuthenticationResult: result } = await refresh(RefreshToken)
    const { claims } = await readVerified(result?.IdToken ?? '', await signingKeys.published(UserPoolId))
    assert.equal(claims.name, 'Jane Doe')
  })

  it('knows the flow by its old name, and takes a device key of null', async (t) => {
    const { client, ClientId, RefreshToken } = await openSignedIn(t)
    // A null is what amazon-cognito-identity-js sends; the SDK's types leave it out.
    const AuthParameters = { REFRESH_TOKEN: RefreshToken, DEVICE_KEY: null } as unknown as Record<string, string>
    await client.InitiateAuth({ ClientId, AuthFlow: 'REFRESH_TOKEN', AuthParameters })
  })

  it('refuses what is no refresh token, or one of another client', async (t) => {
    const { refresh, RefreshToken, AccessToken, client, addClient } = await openSignedIn(t)
    for (const token of ['garbage', AccessToken, `${RefreshToken}x`]) await assert.rejects(refresh(token), invalid)
    const other = await addClient()
    const AuthParameters = { REFRESH_TOKEN: RefreshToken }
    await assert.rejects(
      client.InitiateAuth({ ClientId: other.id, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters }),
      invalid,
    )
  })

  it('refuses an expired token, the token of a disabled and of a deleted user', async (t) => {
    const { refresh, RefreshToken, client, UserPoolId } = await openSignedIn(t)
    await client.AdminDisableUser({ UserPoolId, Username: email })
    await assert.rejects(refresh(RefreshToken), refusal('NotAuthorizedException', 'User is disabled.'))
    await client.AdminEnableUser({ UserPoolId, Username: email })
    await assert.rejects(refresh(RefreshToken), refusal('NotAuthorizedException', 'Refresh Token has been revoked'))
    await client.AdminDeleteUser({ UserPoolId, Username: email })
    await assert.rejects(refresh(RefreshToken), invalid)
  })

  it('refuses a token when its 30 days are over', async (t) => {
    const { refresh, RefreshToken, clock } = await openSignedIn(t)
    clock.advance(30 * 86_400_000)
    await assert.rejects(refresh(RefreshToken), refusal('NotAuthorizedException', 'Refresh Token has expired'))
  })

  it('takes a secret hash over the sub or the e-mail address, and over nothing else', async (t) => {
    const {
      client,
      UserPoolId,
      signIn,
      ClientId,
      secret = '',
    } = await openUserPool(t, {
      client: { GenerateSecret: true },
    })
    await client.AdminCreateUser({ UserPoolId, Username: email })
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: password, Permanent: true })
    const { Username: sub } = await client.AdminGetUser({ UserPoolId, Username: email })
    const SECRET_HASH = secretHash(secret, email, ClientId)
    const { AuthenticationResult: issued } = await signIn(email, password, { SECRET_HASH })
    const refresh = (more: Record<string, string>) =>
      client.InitiateAuth({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: issued?.RefreshToken ?? '', ...more },
      })
    await refresh({ SECRET_HASH })
    await refresh({ SECRET_HASH: secretHash(secret, sub, ClientId) })
    await assert.rejects(refresh({}), { code: 'NotAuthorizedException' })
    for (const name of ['eve@example.com', ''])
      await assert.rejects(
        refresh({ SECRET_HASH: secretHash(secret, name, ClientId), USERNAME: name }),
        refusal('NotAuthorizedException', `SecretHash does not match for the client: ${ClientId}`),
      )
  })

  it('is off where refresh tokens rotate', async (t) => {
    const { client, ClientId } = await openUserPool(t, {
      client: {
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        RefreshTokenRotation: { Feature: 'ENABLED' },
      },
    })
    await assert.rejects(
      client.InitiateAuth({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: 'x' } }),
      { code: 'UnsupportedOperationException' },
    )
  })
})
