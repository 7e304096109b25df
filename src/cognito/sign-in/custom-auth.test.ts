import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openTriggeredPool, throwing, type TriggerEvent } from '../../../test/support/triggers.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const wrongPassword = refusal('NotAuthorizedException', 'Incorrect username or password.')
const unrecognizable = refusal('InvalidLambdaResponseException', 'Unrecognizable lambda output')

/** Three rounds of a riddle, as the guide's functions have them; the answer is 5. */
const riddle = {
  DefineAuthChallenge: ({ request }: TriggerEvent) => {
    const session = request['session'] as { challengeResult: boolean }[]
    if (session.at(-1)?.challengeResult) return { issueTokens: true, failAuthentication: false }
    if (session.length >= 3) return { issueTokens: false, failAuthentication: true }
    return { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false }
  },
  CreateAuthChallenge: () => ({
    publicChallengeParameters: { question: '2+3', USERNAME: 'mallory' },
    privateChallengeParameters: { answer: '5' },
    challengeMetadata: 'RIDDLE',
  }),
  VerifyAuthChallengeResponse: ({ request }: TriggerEvent) => ({
    answerCorrect: request['challengeAnswer'] === (request['privateChallengeParameters'] as { answer: string }).answer,
  }),
}

async function open(t: TestContext, settings: Parameters<typeof openTriggeredPool>[2] = {}) {
  const client = { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH' as const], ...settings.client }
  const opened = await openTriggeredPool(t, riddle, { ...settings, client })
  const begin = (USERNAME = email, more: object = {}, ClientId = opened.ClientId) =>
    opened.client.InitiateAuth({ ClientId, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME, ...more } })
  const answer = (Session: string | undefined, ANSWER: string, USERNAME = email, more: object = {}) =>
    opened.client.RespondToAuthChallenge({
      ClientId: opened.ClientId,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session,
      ChallengeResponses: { USERNAME, ANSWER },
      ...more,
    })
  return { ...opened, begin, answer }
}

describe('CUSTOM_AUTH', () => {
  it('asks what the functions create, and gives tokens for the right answer', async (t) => {
    const { addUser, begin, answer, events, ClientId, UserPoolId } = await open(t)
    const sub = await addUser()
    const { Session = '', ...begun } = await begin()
    assert.deepEqual(begun, {
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { question: '2+3', USERNAME: sub },
    })
    assert.ok(Session.length <= 2048)
    const signedIn = await answer(Session, '5', email, { ClientMetadata: { a: 'b' } })
    assert.notEqual(signedIn.AuthenticationResult?.AccessToken ?? '', '')

    const userAttributes = { sub, 'cognito:user_status': 'CONFIRMED', email, email_verified: 'false' }
    const session = [{ challengeName: 'CUSTOM_CHALLENGE', challengeResult: true, challengeMetadata: 'RIDDLE' }]
    const clientMetadata = { a: 'b' }
    const common = (triggerSource: string) => ({
      version: '1',
      triggerSource,
      region: 'us-east-1',
      userPoolId: UserPoolId,
      userName: sub,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: ClientId },
    })
    const undecided = { challengeName: null, issueTokens: null, failAuthentication: null }
    assert.deepEqual(events, [
      {
        ...common('DefineAuthChallenge_Authentication'),
        request: { userAttributes, session: [] },
        response: undecided,
      },
      {
        ...common('CreateAuthChallenge_Authentication'),
        request: { userAttributes, challengeName: 'CUSTOM_CHALLENGE', session: [] },
        response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
      },
      {
        ...common('VerifyAuthChallengeResponse_Authentication'),
        request: {
          userAttributes,
          privateChallengeParameters: { answer: '5' },
          challengeAnswer: '5',
          clientMetadata,
        },
        response: { answerCorrect: null },
      },
      {
        ...common('DefineAuthChallenge_Authentication'),
        request: { userAttributes, session, clientMetadata },
        response: undecided,
      },
    ])
  })

  it('asks again after a wrong answer, with a new session, until the function gives up', async (t) => {
    const { addUser, begin, answer } = await open(t)
    await addUser()
    const first = await begin()
    const second = await answer(first.Session, '4')
    assert.equal(second.ChallengeName, 'CUSTOM_CHALLENGE')
    assert.notEqual(second.Session, first.Session)
    const text = 'Invalid session for the user, session can only be used once.'
    await assert.rejects(answer(first.Session, '5'), refusal('NotAuthorizedException', text))
    const third = await answer(second.Session, '6')
    await assert.rejects(answer(third.Session, '7'), wrongPassword)
  })

  it('fails when the function says so, and refuses what it cannot do', async (t) => {
    const { addUser, begin, triggers } = await open(t)
    await addUser()
    triggers['DefineAuthChallenge'] = () => ({ failAuthentication: true, issueTokens: true })
    await assert.rejects(begin(), wrongPassword)
    triggers['DefineAuthChallenge'] = () => ({})
    await assert.rejects(begin(), unrecognizable)
    triggers['DefineAuthChallenge'] = throwing('no')
    const text = 'DefineAuthChallenge failed with error no.'
    await assert.rejects(begin(), refusal('UserLambdaValidationException', text))
    triggers['DefineAuthChallenge'] = () => ({ challengeName: 'PASSWORD_VERIFIER' })
    await assert.rejects(begin(), unrecognizable)
    triggers['DefineAuthChallenge'] = () => ({ challengeName: 'SMS_MFA' })
    const name = 'poolgate does not implement the challengeName SMS_MFA in the response of DefineAuthChallenge yet'
    await assert.rejects(begin(), refusal('InvalidParameterException', name))
  })

  for (const [what, response] of [
    ['metadata that is no text', { challengeMetadata: { a: 1 } }],
    ['parameters that are no texts', { publicChallengeParameters: { a: 1 } }],
    ['more than a session can hold', { privateChallengeParameters: { answer: 'x'.repeat(2000) } }],
  ] as const)
    it(`takes no ${what}`, async (t) => {
      const { addUser, begin, triggers } = await open(t)
      await addUser()
      triggers['CreateAuthChallenge'] = () => response
      await assert.rejects(begin(), unrecognizable)
    })

  it('needs all three functions', async (t) => {
    const client = { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH' as const] }
    const { DefineAuthChallenge, CreateAuthChallenge } = riddle
    const opened = await openTriggeredPool(t, { DefineAuthChallenge, CreateAuthChallenge }, { client })
    await opened.addUser()
    const begun = opened.client.InitiateAuth({
      ClientId: opened.ClientId,
      AuthFlow: 'CUSTOM_AUTH',
      AuthParameters: { USERNAME: email },
    })
    const text = 'Custom auth lambda trigger is not configured for the user pool.'
    await assert.rejects(begun, refusal('InvalidParameterException', text))
  })

  it('runs for names that no user has where users are hidden, and never ends in tokens for them', async (t) => {
    const { begin, answer, events } = await open(t, { client: { PreventUserExistenceErrors: 'ENABLED' } })
    const nobody = 'nobody@example.com'
    const { Session, ChallengeParameters } = await begin(nobody)
    assert.match(ChallengeParameters?.USERNAME ?? '', /^[0-9a-f-]{36}$/)
    assert.deepEqual(events[0]?.request, { userAttributes: {}, session: [], userNotFound: true })
    await assert.rejects(answer(Session, '5', nobody), wrongPassword)
    const again = await begin(nobody)
    assert.deepEqual(again.ChallengeParameters, ChallengeParameters)
    await assert.rejects(answer(again.Session, '5', ChallengeParameters?.USERNAME), wrongPassword)
  })

  it('tells of an unknown name where users are not hidden', async (t) => {
    const { begin, events } = await open(t)
    await assert.rejects(begin(), refusal('UserNotFoundException', 'User does not exist.'))
    assert.deepEqual(events, [])
  })

  it('makes sessions for one user, client, step and time', async (t) => {
    const { addUser, addClient, begin, answer, client, clock, UserPoolId } = await open(t)
    await addUser()
    await addUser('bob@example.com')
    const invalid = refusal('NotAuthorizedException', 'Invalid session for the user.')
    const { Session } = await begin()
    await assert.rejects(answer(Session, '5', 'bob@example.com'), invalid)
    await assert.rejects(answer('x'.repeat(30), '5'), invalid)
    const other = await addClient()
    await assert.rejects(answer(Session, '5', email, { ClientId: other.id }), invalid)
    const mfa = { ChallengeName: 'SOFTWARE_TOKEN_MFA', ClientId: other.id } as const
    const ChallengeResponses = { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: '123456' }
    await assert.rejects(client.RespondToAuthChallenge({ ...mfa, Session, ChallengeResponses }), invalid)
    clock.advance(1)
    await client.AdminDisableUser({ UserPoolId, Username: email })
    await assert.rejects(answer(Session, '5'), invalid)
    await client.AdminEnableUser({ UserPoolId, Username: email })
    const late = await begin()
    clock.advance(3 * 60_000)
    const text = 'Invalid session for the user, session is expired.'
    await assert.rejects(answer(late.Session, '5'), refusal('NotAuthorizedException', text))
  })

  it('gives no tokens to users who are disabled or have a password to change', async (t) => {
    const { addUser, begin, answer, client, UserPoolId } = await open(t)
    await addUser()
    await client.AdminDisableUser({ UserPoolId, Username: email })
    const { Session } = await begin()
    await assert.rejects(answer(Session, '5'), refusal('NotAuthorizedException', 'User is disabled.'))
    await client.AdminCreateUser({ UserPoolId, Username: 'bob@example.com', TemporaryPassword: password })
    const bob = await begin('bob@example.com')
    const answered = await answer(bob.Session, '5', 'bob@example.com')
    assert.equal(answered.ChallengeName, 'NEW_PASSWORD_REQUIRED')
  })

  it('locks after five wrong answers, however many sign-ins they belong to', async (t) => {
    const { addUser, begin, answer } = await open(t)
    await addUser()
    for (let tries = 0; tries < 5; tries++) await answer((await begin()).Session, '0')
    const text = 'Password attempts exceeded'
    await assert.rejects(answer((await begin()).Session, '5'), refusal('NotAuthorizedException', text))
  })
})
