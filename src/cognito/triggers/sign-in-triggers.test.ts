import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { devicesOf } from '../../../test/support/devices.ts'
import { startSrp } from '../../../test/support/srp-client.ts'
import { openTriggeredPool, throwing } from '../../../test/support/triggers.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const wrongPassword = refusal('NotAuthorizedException', 'Incorrect username or password.')

describe('the pre authentication trigger', () => {
  it('is told of every attempt, before the password counts', async (t) => {
    const opened = await openTriggeredPool(t, { PreAuthentication: () => ({}) })
    const { addUser, client, signIn, events, ClientId, UserPoolId } = opened
    const sub = await addUser()
    await client.InitiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
      ClientMetadata: { captcha: 'c' },
    })
    await assert.rejects(signIn(email, 'wrong'), wrongPassword)
    assert.equal(events.length, 2)
    assert.deepEqual(events[0], {
      version: '1',
      triggerSource: 'PreAuthentication_Authentication',
      region: 'us-east-1',
      userPoolId: UserPoolId,
      userName: sub,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: ClientId },
      request: {
        userAttributes: { sub, 'cognito:user_status': 'CONFIRMED', email, email_verified: 'false' },
        validationData: { captcha: 'c' },
      },
      response: {},
    })
    assert.equal(events[1]?.request['validationData'], null)
  })

  it('refuses with its own words, with the right password as with a wrong one', async (t) => {
    const opened = await openTriggeredPool(t, { PreAuthentication: throwing('not today') })
    await opened.addUser()
    const refused = refusal('UserLambdaValidationException', 'PreAuthentication failed with error not today.')
    await assert.rejects(opened.signIn(), refused)
    await assert.rejects(opened.signIn(email, 'wrong'), refused)
  })

  it('runs for names that no user has where users are hidden, and only there', async (t) => {
    const opened = await openTriggeredPool(t, { PreAuthentication: () => ({}) })
    const { addClient, addUser, client, events, signIn } = opened
    await addUser()
    const { id: ClientId } = await addClient({ PreventUserExistenceErrors: 'ENABLED' })
    const attempt = (USERNAME: string) =>
      client.InitiateAuth({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD: 'wrong' },
      })
    await assert.rejects(attempt('nobody@example.com'), wrongPassword)
    await assert.rejects(attempt(email), wrongPassword)
    await assert.rejects(signIn('nobody@example.com'), refusal('UserNotFoundException', 'User does not exist.'))
    assert.deepEqual(
      events.map(({ userName, request }) => [userName === 'nobody@example.com', request['userNotFound']]),
      [
        [true, true],
        [false, false],
      ],
    )
    assert.deepEqual(events[0]?.request, { userAttributes: {}, validationData: null, userNotFound: true })
  })

  it('runs before the first challenge of SRP', async (t) => {
    const client = { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH' as const] }
    const opened = await openTriggeredPool(t, { PreAuthentication: throwing('no') }, { client })
    await opened.addUser()
    const started = opened.client.InitiateAuth({
      ClientId: opened.ClientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: email, SRP_A: startSrp(opened.UserPoolId, 12345n).SRP_A },
    })
    await assert.rejects(started, refusal('UserLambdaValidationException', 'PreAuthentication failed with error no.'))
  })
})

describe('the post authentication trigger', () => {
  it('is told of users who signed in, before their tokens are made', async (t) => {
    const opened = await openTriggeredPool(t, { PostAuthentication: () => ({}), PreTokenGeneration: () => ({}) })
    const { addUser, signIn, events, sources, ClientId, UserPoolId } = opened
    const sub = await addUser()
    await assert.rejects(signIn(email, 'wrong'), wrongPassword)
    assert.deepEqual(events, [])
    await signIn()
    assert.deepEqual(sources(), ['PostAuthentication_Authentication', 'TokenGeneration_Authentication'])
    assert.deepEqual(events[0], {
      version: '1',
      triggerSource: 'PostAuthentication_Authentication',
      region: 'us-east-1',
      userPoolId: UserPoolId,
      userName: sub,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: ClientId },
      request: {
        userAttributes: { sub, 'cognito:user_status': 'CONFIRMED', email, email_verified: 'false' },
        newDeviceUsed: false,
      },
      response: {},
    })
  })

  it('is told whether the device is new; the tokens of a known one have a source of their own', async (t) => {
    const pool = { DeviceConfiguration: { ChallengeRequiredOnNewDevice: true } }
    const triggers = { PostAuthentication: () => ({}), PreTokenGeneration: () => ({}) }
    const opened = await openTriggeredPool(t, triggers, { pool })
    const { addDevice, beginDevice, signInOn } = devicesOf(opened)
    const { key, metadata } = await addDevice()
    await (await beginDevice((await signInOn(key)).Session, metadata)).finish()
    assert.deepEqual(opened.sources(), [
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_AuthenticateDevice',
    ])
    assert.deepEqual(
      [opened.events[0], opened.events[2]].map((event) => event?.request['newDeviceUsed']),
      [true, false],
    )
  })

  it('keeps tokens back when it fails', async (t) => {
    const opened = await openTriggeredPool(t, { PostAuthentication: throwing('suspended') })
    await opened.addUser()
    const refused = refusal('UserLambdaValidationException', 'PostAuthentication failed with error suspended.')
    await assert.rejects(opened.signIn(), refused)
  })

  it('runs once the last challenge is answered, with what came along with the answer', async (t) => {
    const opened = await openTriggeredPool(t, { PostAuthentication: () => ({}) })
    const { client, signIn, events, ClientId, UserPoolId } = opened
    await client.AdminCreateUser({ UserPoolId, Username: email, TemporaryPassword: password })
    const { Session } = await signIn()
    assert.deepEqual(events, [])
    await client.RespondToAuthChallenge({
      ClientId,
      Session,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: 'An0ther!!' },
      ClientMetadata: { a: 'b' },
    })
    assert.deepEqual(
      events.map(({ request }) => request['clientMetadata']),
      [{ a: 'b' }],
    )
  })
})
