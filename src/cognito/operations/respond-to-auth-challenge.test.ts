import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'

const temporary = 'Temp0rary!'

/** A pool with an invited user who has just been asked for a new password. */
async function openInvited(...[t, settings]: Parameters<typeof openUserPool>) {
  const opened = await openUserPool(t, settings)
  const { client, UserPoolId, ClientId, signIn } = opened
  const invite = (Username: string) =>
    client.AdminCreateUser({ UserPoolId, Username, TemporaryPassword: temporary, MessageAction: 'SUPPRESS' })
  await invite(email)
  const challenge = await signIn(email, temporary)
  const answer = (more: object = {}, responses: object = {}) =>
    client.RespondToAuthChallenge({
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: challenge.Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: password, ...responses },
      ...more,
    })
  return { ...opened, invite, challenge, answer }
}

const invalidSession = refusal('NotAuthorizedException', 'Invalid session for the user.')

describe('NEW_PASSWORD_REQUIRED', () => {
  it('asks a user with a temporary password for a new one', async (t) => {
    const { challenge, client, UserPoolId } = await openInvited(t, {
      pool: { Schema: [{ Name: 'given_name', Required: true, Mutable: true }] },
    })
    const { Username: sub } = await client.AdminGetUser({ UserPoolId, Username: email })
    assert.equal(challenge.ChallengeName, 'NEW_PASSWORD_REQUIRED')
    assert.match(challenge.Session ?? '', /^[\w-]{20,2048}$/)
    assert.equal(challenge.AuthenticationResult, undefined)
    assert.deepEqual(challenge.ChallengeParameters, {
      USER_ID_FOR_SRP: sub,
      requiredAttributes: '["userAttributes.given_name"]',
      userAttributes: JSON.stringify({ email }),
    })
  })

  it('gives tokens for a new password, confirms the user and forgets the temporary one', async (t) => {
    const { answer, signIn, client, UserPoolId } = await openInvited(t)
    const answered = await answer()
    assert.deepEqual(answered.ChallengeParameters, {})
    assert.ok(answered.AuthenticationResult?.RefreshToken)
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
    await signIn()
    await assert.rejects(signIn(email, temporary), { code: 'NotAuthorizedException' })
  })

  it('works through AdminRespondToAuthChallenge as well', async (t) => {
    const { challenge, client, UserPoolId, ClientId } = await openInvited(t)
    const answered = await client.AdminRespondToAuthChallenge({
      UserPoolId,
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session: challenge.Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: password },
    })
    assert.ok(answered.AuthenticationResult?.AccessToken)
  })

  it('takes a session once', async (t) => {
    const { answer } = await openInvited(t)
    await answer()
    await assert.rejects(
      answer(),
      refusal('NotAuthorizedException', 'Invalid session for the user, session can only be used once.'),
    )
  })

  it('lets one of two simultaneous answers through', async (t) => {
    const { answer } = await openInvited(t)
    const outcomes = await Promise.allSettled([answer(), answer()])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  it('refuses an expired session', async (t) => {
    const { answer, clock } = await openInvited(t)
    clock.advance(180_000)
    await assert.rejects(
      answer(),
      refusal('NotAuthorizedException', 'Invalid session for the user, session is expired.'),
    )
  })

  it("keeps to the client's AuthSessionValidity", async (t) => {
    const { answer, clock } = await openInvited(t, { client: { AuthSessionValidity: 15 } })
    clock.advance(15 * 60_000 - 1)
    await answer()
  })

  it('keeps the session when the new password breaks the policy', async (t) => {
    const { answer } = await openInvited(t)
    await assert.rejects(answer({}, { NEW_PASSWORD: 'short' }), { code: 'InvalidPasswordException' })
    await answer()
  })

  it('refuses a new password that no other operation would take', async (t) => {
    const { answer } = await openInvited(t)
    const invalid = (constraint: string) =>
      refusal(
        'InvalidParameterException',
        `1 validation error detected: Value at 'password' failed to satisfy constraint: ${constraint}`,
      )
    await assert.rejects(
      answer({}, { NEW_PASSWORD: 'S3cure !!' }),
      invalid(String.raw`Member must satisfy regular expression pattern: [\S]+`),
    )
    await assert.rejects(
      answer({}, { NEW_PASSWORD: `S3cure!!${'x'.repeat(249)}` }),
      invalid('Member must have length less than or equal to 256'),
    )
  })

  it("refuses another user's session, whoever signs", async (t) => {
    const { answer, invite, addUser } = await openInvited(t)
    await invite('eve@example.com')
    await addUser('bob@example.com')
    for (const USERNAME of ['eve@example.com', 'bob@example.com', 'nobody@example.com'])
      await assert.rejects(answer({}, { USERNAME }), invalidSession)
  })

  it("refuses another client's session", async (t) => {
    const { answer, addClient, client } = await openInvited(t)
    await assert.rejects(answer({ ClientId: (await addClient()).id }), invalidSession)
    const pool = await client.CreateUserPool({ PoolName: 'other', UsernameAttributes: ['email'] })
    const foreign = await client.CreateUserPoolClient({ UserPoolId: pool.UserPool?.Id, ClientName: 'web' })
    await assert.rejects(answer({ ClientId: foreign.UserPoolClient?.ClientId }), invalidSession)
  })

  it('refuses a session that was made up or changed', async (t) => {
    const { answer, challenge } = await openInvited(t)
    const changed = Buffer.from(challenge.Session ?? '', 'base64url')
    changed[30] = (changed[30] ?? 0) ^ 1
    for (const Session of ['A'.repeat(400), changed.toString('base64url'), 'not base64url at all'])
      await assert.rejects(answer({ Session }), invalidSession)
    await assert.rejects(answer({ Session: undefined }), { code: 'InvalidParameterException' })
  })

  it('refuses a session from before a newer temporary password', async (t) => {
    const { answer, client, UserPoolId, clock } = await openInvited(t)
    clock.advance(1000)
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: 'An0ther!!', Permanent: false })
    await assert.rejects(answer(), invalidSession)
  })

  it('refuses the session of a user who was disabled meanwhile', async (t) => {
    const { answer, client, UserPoolId } = await openInvited(t)
    await client.AdminDisableUser({ UserPoolId, Username: email })
    await assert.rejects(answer(), invalidSession)
  })

  it('demands the required attributes that are missing, and stores them', async (t) => {
    const { answer, attributesOf } = await openInvited(t, {
      pool: { Schema: [{ Name: 'given_name', Required: true, Mutable: true }] },
    })
    await assert.rejects(
      answer(),
      refusal('InvalidParameterException', 'Invalid attributes given, given_name is missing'),
    )
    await answer({}, { 'userAttributes.given_name': 'Jane' })
    assert.equal((await attributesOf()).given_name, 'Jane')
  })

  it('refuses to change a verified flag or a required attribute that is set', async (t) => {
    const { answer } = await openInvited(t, { pool: { Schema: [{ Name: 'email', Required: true, Mutable: true }] } })
    await assert.rejects(
      answer({}, { 'userAttributes.email_verified': 'true' }),
      refusal('InvalidParameterException', 'Cannot modify the non-mutable attribute email_verified'),
    )
    await assert.rejects(answer({}, { 'userAttributes.email': 'eve@example.com' }), {
      code: 'NotAuthorizedException',
      message: 'Cannot modify an already provided email',
    })
  })

  it('refuses to change the address by which the user signs in', async (t) => {
    const { answer } = await openInvited(t)
    await assert.rejects(
      answer({}, { 'userAttributes.email': 'eve@example.com' }),
      refusal('NotAuthorizedException', 'Cannot modify an already provided email'),
    )
  })

  it('refuses when a parameter is missing', async (t) => {
    const { answer } = await openInvited(t)
    for (const name of ['USERNAME', 'NEW_PASSWORD'])
      await assert.rejects(
        answer({}, { [name]: undefined }),
        refusal('InvalidParameterException', `Missing required parameter ${name}`),
      )
  })

  it('refuses a temporary password that is older than the pool allows', async (t) => {
    const { signIn, clock } = await openInvited(t)
    clock.advance(7 * 86_400_000)
    await assert.rejects(
      signIn(email, temporary),
      refusal('NotAuthorizedException', 'Temporary password has expired and must be reset by an administrator.'),
    )
  })

  it('answers every other challenge with its name, never with tokens', async (t) => {
    const { answer } = await openInvited(t)
    await assert.rejects(
      answer({ ChallengeName: 'ADMIN_NO_SRP_AUTH' }),
      refusal('InvalidParameterException', 'poolgate does not implement the challenge ADMIN_NO_SRP_AUTH yet'),
    )
  })
})
