import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openTriggeredPool, throwing, type TriggerEvent } from '../../../test/support/triggers.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const wrongPassword = refusal('NotAuthorizedException', 'Incorrect username or password.')
const unknown = refusal('UserNotFoundException', 'User does not exist.')

/** A directory that knows one user, as functions of the guide ask it. */
function directory({ userName, request, triggerSource }: TriggerEvent): object {
  if (userName !== email) return {}
  if (triggerSource === 'UserMigration_Authentication' && request['password'] !== password)
    return { kind: 'function-error', error: 'Unhandled', message: 'Bad password' }
  return {
    userAttributes: { email, email_verified: 'true', name: 'Jane' },
    finalUserStatus: 'CONFIRMED',
    messageAction: 'SUPPRESS',
  }
}

const open = (t: TestContext, settings: Parameters<typeof openTriggeredPool>[2] = {}) =>
  openTriggeredPool(t, { UserMigration: directory }, settings)

describe('the user migration trigger, at a sign-in by password', () => {
  it('makes a confirmed user of an unknown name, who gets tokens in the same call', async (t) => {
    const { client, attributesOf, signIn, events, mail, ClientId, UserPoolId } = await open(t)
    const { AuthenticationResult } = await client.InitiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
      ClientMetadata: { from: 'web' },
    })
    assert.notEqual(AuthenticationResult?.AccessToken ?? '', '')
    const { sub, ...attributes } = await attributesOf()
    assert.deepEqual(attributes, { email, email_verified: 'true', name: 'Jane' })
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: sub })).UserStatus, 'CONFIRMED')
    assert.deepEqual(events, [
      {
        version: '1',
        triggerSource: 'UserMigration_Authentication',
        region: 'us-east-1',
        userPoolId: UserPoolId,
        userName: email,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: ClientId },
        request: { password, validationData: { from: 'web' } },
        response: {
          userAttributes: null,
          forceAliasCreation: null,
          enableSMSMFA: null,
          finalUserStatus: null,
          messageAction: null,
          desiredDeliveryMediums: null,
        },
      },
    ])
    await signIn()
    assert.equal(events.length, 1)
    assert.deepEqual(mail.messages, [])
  })

  it('serves administrators as well, but never SRP', async (t) => {
    const flows = ['ALLOW_USER_SRP_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'] as const
    const { client, events, ClientId, UserPoolId } = await open(t, { client: { ExplicitAuthFlows: [...flows] } })
    const AuthParameters = { USERNAME: email, SRP_A: 'abcd' }
    await assert.rejects(client.InitiateAuth({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters }), unknown)
    assert.deepEqual(events, [])
    const signedIn = await client.AdminInitiateAuth({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    })
    assert.notEqual(signedIn.AuthenticationResult?.IdToken ?? '', '')
  })

  it('has a user whom it does not confirm set a password first', async (t) => {
    const { client, triggers, signIn, UserPoolId } = await open(t)
    triggers['UserMigration'] = () => ({ userAttributes: { email }, messageAction: 'SUPPRESS' })
    const reset = refusal('PasswordResetRequiredException', 'Password reset required for the user')
    await assert.rejects(signIn(), reset)
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'RESET_REQUIRED')
    await assert.rejects(signIn(), reset)
  })

  it('refuses in the words of the function, or as an unknown user; then there is none', async (t) => {
    const { client, signIn, UserPoolId } = await open(t)
    const text = 'UserMigration failed with error Bad password.'
    await assert.rejects(signIn(email, 'wrong'), refusal('UserLambdaValidationException', text))
    await assert.rejects(signIn('nobody@example.com'), unknown)
    assert.deepEqual((await client.ListUsers({ UserPoolId })).Users, [])
  })

  it('tells nothing of users where they are hidden', async (t) => {
    const { signIn } = await open(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    await assert.rejects(signIn(email, 'wrong'), wrongPassword)
    await assert.rejects(signIn('nobody@example.com'), wrongPassword)
  })

  it('makes one user of two sign-ins at once', async (t) => {
    const { signIn, client, events, UserPoolId } = await open(t)
    for (const { AuthenticationResult } of await Promise.all([signIn(), signIn()]))
      assert.notEqual(AuthenticationResult?.AccessToken ?? '', '')
    assert.equal(events.length, 1)
    assert.equal((await client.ListUsers({ UserPoolId })).Users?.length, 1)
  })

  it('is locked like a password: five wrong tries, then none for a while', async (t) => {
    const { signIn, events, clock } = await open(t)
    for (let tries = 0; tries < 5; tries++) await assert.rejects(signIn(email, 'wrong'))
    await assert.rejects(signIn(), refusal('NotAuthorizedException', 'Password attempts exceeded'))
    assert.equal(events.length, 5)
    clock.advance(1000)
    await signIn()
  })

  for (const [what, response] of [
    ['attributes that are no texts', { userAttributes: { email, name: 7 } }],
    ['a list of attributes', { userAttributes: [] }],
    ['another status', { userAttributes: { email }, finalUserStatus: 'UNCONFIRMED' }],
  ] as const)
    it(`takes no ${what}`, async (t) => {
      const { signIn, triggers } = await open(t)
      triggers['UserMigration'] = () => response
      await assert.rejects(signIn(), refusal('InvalidLambdaResponseException', 'Unrecognizable lambda output'))
    })

  it('makes no user that the pool would not have', async (t) => {
    const { signIn, triggers } = await open(t)
    triggers['UserMigration'] = () => ({ userAttributes: { 'custom:x': '1' }, messageAction: 'SUPPRESS' })
    const text = 'Attributes did not conform to the schema: Type for attribute {custom:x} could not be determined\n'
    await assert.rejects(signIn(), refusal('InvalidParameterException', text))
    triggers['UserMigration'] = () => ({ userAttributes: { email }, enableSMSMFA: true })
    const unimplemented = 'poolgate does not implement enableSMSMFA in the response of UserMigration yet'
    await assert.rejects(signIn(), refusal('InvalidParameterException', unimplemented))
  })

  it('says in the log that no welcome message is sent', async (t) => {
    const { tokens, triggers, log, mail } = await open(t)
    triggers['UserMigration'] = () => ({ userAttributes: { email }, finalUserStatus: 'CONFIRMED' })
    await tokens()
    assert.deepEqual(mail.messages, [])
    assert.ok(log.entries.some(({ event }) => event === 'migration-message-unsent'))
    assert.ok(!JSON.stringify(log.entries).includes(password))
  })

  it('may name the username where usernames are chosen, and take an alias over', async (t) => {
    const pool = { UsernameAttributes: undefined, AliasAttributes: ['email' as const] }
    const { client, tokens, triggers, UserPoolId, attributesOf } = await open(t, { pool })
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
    ]
    await client.AdminCreateUser({ UserPoolId, Username: 'old', UserAttributes, MessageAction: 'SUPPRESS' })
    const answer = { userAttributes: { username: 'jane', email, email_verified: 'true' }, finalUserStatus: 'CONFIRMED' }
    triggers['UserMigration'] = () => answer
    await assert.rejects(tokens('jane2'), refusal('InvalidLambdaResponseException', 'Unrecognizable lambda output'))
    triggers['UserMigration'] = () => ({ ...answer, forceAliasCreation: true })
    await tokens('jane2')
    assert.equal((await attributesOf('jane')).email_verified, 'true')
    assert.equal((await attributesOf('old')).email_verified, 'false')
  })
})

describe('the user migration trigger, when a password is forgotten', () => {
  it('makes a user who sets a password by a code', async (t) => {
    const { client, events, lastCode, tokens, ClientId } = await open(t)
    const ClientMetadata = { a: 'b' }
    const sent = await client.ForgotPassword({ ClientId, Username: email, ClientMetadata })
    assert.equal(sent.CodeDeliveryDetails?.Destination, 'j***@e***')
    assert.equal(events[0]?.triggerSource, 'UserMigration_ForgotPassword')
    assert.deepEqual(events[0]?.request, { validationData: null, clientMetadata: ClientMetadata })
    const answer = { ClientId, Username: email, ConfirmationCode: lastCode(), Password: 'An0ther!!' }
    await client.ConfirmForgotPassword(answer)
    assert.notEqual((await tokens(email, 'An0ther!!')).AccessToken, '')
    assert.equal(events.length, 1)
  })

  it('refuses in its own words, and tells nothing where users are hidden', async (t) => {
    const opened = await openTriggeredPool(t, { UserMigration: throwing('no such person') })
    const { client, addClient, ClientId, mail } = opened
    const text = 'UserMigration failed with error no such person.'
    const asked = client.ForgotPassword({ ClientId, Username: email })
    await assert.rejects(asked, refusal('UserLambdaValidationException', text))
    const { id } = await addClient({ PreventUserExistenceErrors: 'ENABLED' })
    const hidden = await client.ForgotPassword({ ClientId: id, Username: email })
    assert.equal(hidden.CodeDeliveryDetails?.Destination, 'j***@e***')
    assert.deepEqual(mail.messages, [])
  })
})
