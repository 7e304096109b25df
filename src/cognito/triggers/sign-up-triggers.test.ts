import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openTriggeredPool, throwing } from '../../../test/support/triggers.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

describe('the pre sign-up trigger', () => {
  it('is asked about everyone who signs up', async (t) => {
    const { signUp, events, ClientId, UserPoolId, functions } = await openTriggeredPool(t, { PreSignUp: () => ({}) })
    const more = { ValidationData: [{ Name: 'captcha', Value: 'x1' }], ClientMetadata: { campaign: 'a' } }
    const { UserSub, UserConfirmed } = await signUp(email, more)
    assert.equal(UserConfirmed, false)
    assert.deepEqual(events, [
      {
        version: '1',
        triggerSource: 'PreSignUp_SignUp',
        region: 'us-east-1',
        userPoolId: UserPoolId,
        userName: UserSub,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: ClientId },
        request: {
          userAttributes: { email },
          validationData: { captcha: 'x1' },
          clientMetadata: { campaign: 'a' },
        },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ])
    assert.equal(functions.invocations[0]?.timeoutMs, 5000)
  })

  it('refuses with its own words, and then there is no user', async (t) => {
    const { signUp, client, UserPoolId } = await openTriggeredPool(t, {
      PreSignUp: throwing('Email already exists in user pool'),
    })
    const text = 'PreSignUp failed with error Email already exists in user pool.'
    await assert.rejects(signUp(), refusal('UserLambdaValidationException', text))
    assert.deepEqual((await client.ListUsers({ UserPoolId })).Users, [])
  })

  it('confirms users and verifies addresses: no code is sent, and the post confirmation trigger runs', async (t) => {
    const { signUp, attributesOf, mail, sources, events, tokens } = await openTriggeredPool(t, {
      PreSignUp: () => ({ autoConfirmUser: true, autoVerifyEmail: true }),
      PostConfirmation: () => ({}),
    })
    const { UserSub, ...rest } = await signUp(email, { ClientMetadata: { a: 'b' } })
    assert.deepEqual(rest, { UserConfirmed: true })
    assert.equal((await attributesOf()).email_verified, 'true')
    assert.deepEqual(mail.messages, [])
    assert.deepEqual(sources(), ['PreSignUp_SignUp', 'PostConfirmation_ConfirmSignUp'])
    assert.deepEqual(events[1]?.request, {
      userAttributes: {
        sub: UserSub,
        'cognito:email_alias': email,
        'cognito:user_status': 'CONFIRMED',
        email,
        email_verified: 'true',
      },
      clientMetadata: { a: 'b' },
    })
    assert.notEqual((await tokens()).AccessToken, '')
  })

  it('cannot verify an alias that is verified for someone else', async (t) => {
    const pool = { UsernameAttributes: undefined, AliasAttributes: ['email' as const] }
    const { signUp } = await openTriggeredPool(t, { PreSignUp: () => ({ autoVerifyEmail: true }) }, { pool })
    const UserAttributes = [{ Name: 'email', Value: email }]
    await signUp('jane', { UserAttributes })
    const text = 'An account with the given email already exists.'
    await assert.rejects(signUp('bob', { UserAttributes }), refusal('UsernameExistsException', text))
  })

  for (const [what, response] of [
    ['verify what was not given', { autoVerifyPhone: true }],
    ['answer texts for flags', { autoConfirmUser: 'true' }],
  ] as const)
    it(`cannot ${what}`, async (t) => {
      const { signUp } = await openTriggeredPool(t, { PreSignUp: () => response })
      await assert.rejects(signUp(), refusal('InvalidLambdaResponseException', 'Unrecognizable lambda output'))
    })

  it('can only refuse users whom administrators make', async (t) => {
    const { client, UserPoolId, events, triggers, mail } = await openTriggeredPool(t, {
      PreSignUp: () => ({ autoConfirmUser: true, autoVerifyEmail: true }),
      PostConfirmation: () => ({}),
    })
    const bob = { UserPoolId, Username: 'bob@example.com', ClientMetadata: { a: 'b' } }
    const { User } = await client.AdminCreateUser(bob)
    assert.equal(User?.UserStatus, 'FORCE_CHANGE_PASSWORD')
    assert.ok(!User?.Attributes?.some(({ Name }) => Name === 'email_verified'))
    assert.deepEqual(events, [
      {
        version: '1',
        triggerSource: 'PreSignUp_AdminCreateUser',
        region: 'us-east-1',
        userPoolId: UserPoolId,
        userName: User?.Username,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'CLIENT_ID_NOT_APPLICABLE' },
        request: { userAttributes: { email: bob.Username }, validationData: null, clientMetadata: { a: 'b' } },
        response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      },
    ])
    triggers.PreSignUp = throwing('no')
    await assert.rejects(
      client.AdminCreateUser({ UserPoolId, Username: 'eve@example.com' }),
      refusal('UserLambdaValidationException', 'PreSignUp failed with error no.'),
    )
    assert.deepEqual(
      mail.messages.map(({ to }) => to),
      [bob.Username],
    )
  })
})

describe('the post confirmation trigger', () => {
  it('is told of users who confirm themselves, and whom an administrator confirms', async (t) => {
    const { signUp, client, lastCode, events, ClientId, UserPoolId } = await openTriggeredPool(t, {
      PostConfirmation: () => ({}),
    })
    const { UserSub } = await signUp()
    const ClientMetadata = { from: 'web' }
    await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode(), ClientMetadata })
    await signUp('bob@example.com')
    await client.AdminConfirmSignUp({ UserPoolId, Username: 'bob@example.com' })
    assert.deepEqual(events[0], {
      version: '1',
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      region: 'us-east-1',
      userPoolId: UserPoolId,
      userName: UserSub,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: ClientId },
      request: {
        userAttributes: {
          sub: UserSub,
          'cognito:email_alias': email,
          'cognito:user_status': 'CONFIRMED',
          email,
          email_verified: 'true',
        },
        clientMetadata: ClientMetadata,
      },
      response: {},
    })
    assert.deepEqual(Reflect.get(events[1] ?? {}, 'callerContext'), {
      awsSdkVersion: 'aws-sdk-unknown-unknown',
      clientId: 'CLIENT_ID_NOT_APPLICABLE',
    })
    assert.equal(events[1]?.triggerSource, 'PostConfirmation_ConfirmSignUp')
  })

  it('is told of users who set a new password by a code', async (t) => {
    const { signUp, client, lastCode, sources, ClientId } = await openTriggeredPool(t, { PostConfirmation: () => ({}) })
    await signUp()
    await client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
    await client.ForgotPassword({ ClientId, Username: email })
    const answer = { ClientId, Username: email, ConfirmationCode: lastCode(), Password: 'An0ther!!' }
    await client.ConfirmForgotPassword(answer)
    assert.deepEqual(sources(), ['PostConfirmation_ConfirmSignUp', 'PostConfirmation_ConfirmForgotPassword'])
  })

  it('is tried three times when it takes longer than 5 seconds; the user is confirmed nonetheless', async (t) => {
    const { signUp, client, lastCode, sources, ClientId, tokens } = await openTriggeredPool(t, {
      PostConfirmation: () => ({ kind: 'failure', failure: 'timeout', error: 'no answer in 5000 ms' }),
    })
    await signUp()
    await assert.rejects(
      client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() }),
      refusal(
        'UnexpectedLambdaException',
        'PostConfirmation invocation failed due to error Socket timeout while invoking Lambda function.',
      ),
    )
    assert.equal(sources().length, 3)
    assert.notEqual((await tokens(email, password)).IdToken, '')
  })
})
