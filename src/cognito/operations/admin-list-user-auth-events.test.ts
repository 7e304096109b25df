import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { SetRiskConfigurationCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { email, openUserPool, password, readVerified, refusal } from '../../../test/support/user-pool.ts'

type Risk = Omit<SetRiskConfigurationCommandInput, 'UserPoolId'>

const home = '192.0.2.1'
const away = '198.51.100.7'
const SourceArn = 'arn:aws:ses:us-east-1:123456789012:identity/example.com'
const blocked = refusal('NotAuthorizedException', 'Unable to login because of security reasons.')

async function openWatched(t: TestContext, risk?: Risk, mode: 'AUDIT' | 'ENFORCED' = 'ENFORCED') {
  const opened = await openUserPool(t, {
    pool: { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: mode } },
  })
  const { client, UserPoolId, ClientId, clock } = opened
  if (risk) await client.SetRiskConfiguration({ UserPoolId, ...risk })
  await opened.addUser()
  const signInFrom = (IpAddress: string, PASSWORD = password, userAgent?: string) => {
    clock.advance(1000)
    return client.AdminInitiateAuth({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD },
      ContextData: {
        IpAddress,
        ServerName: 'shop',
        ServerPath: '/',
        HttpHeaders: userAgent === undefined ? [] : [{ headerName: 'User-Agent', headerValue: userAgent }],
      },
    })
  }
  const events = async () =>
    (await client.AdminListUserAuthEvents({ UserPoolId, Username: email })).AuthEvents?.map((event) => event) ?? []
  return { ...opened, signInFrom, events }
}

const act = (EventAction: 'BLOCK' | 'MFA_REQUIRED' | 'NO_ACTION', Notify = false): Risk => ({
  AccountTakeoverRiskConfiguration: {
    Actions: { LowAction: { EventAction, Notify } },
    NotifyConfiguration: { SourceArn, From: 'security@example.com', ReplyTo: 'help@example.com' },
  },
})

describe('AdminListUserAuthEvents', () => {
  it('tells what was done in the name of a user, newest first, and nothing secret', async (t) => {
    const { client, UserPoolId, ClientId, clock, events, signInFrom, signingKeys } = await openWatched(t)
    await assert.rejects(signInFrom(home, 'Wr0ng!!!'))
    const { AuthenticationResult } = await signInFrom(home, password, 'Firefox')
    const { claims } = await readVerified(
      AuthenticationResult?.AccessToken ?? '',
      await signingKeys.published(UserPoolId),
    )
    await client.ForgotPassword({ ClientId, Username: email }).catch(() => {})
    const all = await events()
    assert.deepEqual(
      all.map(({ EventType, EventResponse }) => `${EventType} ${EventResponse}`),
      ['SignIn Pass', 'SignIn Fail', 'SignUp InProgress'],
    )
    assert.deepEqual(all[0], {
      EventId: claims['event_id'],
      EventType: 'SignIn',
      CreationDate: clock.now(),
      EventResponse: 'Pass',
      EventRisk: { RiskDecision: 'NoRisk', CompromisedCredentialsDetected: false },
      ChallengeResponses: [{ ChallengeName: 'Password', ChallengeResponse: 'Success' }],
      EventContextData: { IpAddress: home, DeviceName: 'Firefox' },
    })
    assert.deepEqual(all[1]?.ChallengeResponses, [{ ChallengeName: 'Password', ChallengeResponse: 'Failure' }])
    assert.equal(JSON.stringify(all).includes('Wr0ng'), false)
  })

  it('gives pages', async (t) => {
    const { client, UserPoolId, signInFrom } = await openWatched(t)
    for (let count = 0; count < 3; count++) await signInFrom(home)
    const named = { UserPoolId, Username: email, MaxResults: 3 }
    const first = await client.AdminListUserAuthEvents(named)
    const rest = await client.AdminListUserAuthEvents({ ...named, NextToken: first.NextToken })
    assert.deepEqual([first.AuthEvents?.length, rest.AuthEvents?.length, rest.NextToken], [3, 1, undefined])
    assert.equal(rest.AuthEvents?.[0]?.EventType, 'SignUp')
    await assert.rejects(
      client.AdminListUserAuthEvents({ ...named, NextToken: 'eA' }),
      refusal('InvalidParameterException', 'Invalid pagination token.'),
    )
  })

  it('refuses a pool without threat protection', async (t) => {
    const { client, UserPoolId } = await openUserPool(t)
    await assert.rejects(client.AdminListUserAuthEvents({ UserPoolId, Username: email }), {
      code: 'UserPoolAddOnNotEnabledException',
    })
  })

  it('has one event for a sign-in of several challenges', async (t) => {
    const { client, UserPoolId, ClientId, events, clock } = await openWatched(t)
    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: password, Permanent: false })
    clock.advance(1000)
    const { Session } = await client.AdminInitiateAuth({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: password },
    })
    assert.equal((await events())[0]?.EventResponse, 'InProgress')
    await client.AdminRespondToAuthChallenge({
      UserPoolId,
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: 'An0ther!!' },
      Session,
    })
    const signIns = (await events()).filter(({ EventType }) => EventType === 'SignIn')
    assert.deepEqual(
      signIns.map(({ EventResponse }) => EventResponse),
      ['Pass'],
    )
  })
})

describe('threat protection', () => {
  it('answers a risk as configured, once the password was right', async (t) => {
    const { signInFrom, events } = await openWatched(t, act('BLOCK'))
    await signInFrom(home)
    await assert.rejects(
      signInFrom(away, 'Wr0ng!!!'),
      refusal('NotAuthorizedException', 'Incorrect username or password.'),
    )
    await assert.rejects(signInFrom(away), blocked)
    const [event] = await events()
    assert.deepEqual(event?.EventRisk, {
      RiskDecision: 'Block',
      RiskLevel: 'Low',
      CompromisedCredentialsDetected: false,
    })
    await signInFrom(home)
  })

  it('only looks on in audit mode, and leaves addresses alone that are to be skipped', async (t) => {
    const { signInFrom, events } = await openWatched(t, act('BLOCK'), 'AUDIT')
    await signInFrom(home)
    await signInFrom(away)
    assert.equal((await events())[0]?.EventRisk?.RiskDecision, 'AccountTakeover')
    const skipping = await openWatched(t, {
      ...act('BLOCK'),
      RiskExceptionConfiguration: { SkippedIPRangeList: [`${away}/32`] },
    })
    await skipping.signInFrom(home)
    await skipping.signInFrom(away)
    assert.equal((await skipping.events())[0]?.EventRisk?.RiskDecision, 'NoRisk')
  })

  it('lets nobody in without a second factor where one is required', async (t) => {
    const { signInFrom } = await openWatched(t, act('MFA_REQUIRED'))
    await signInFrom(home)
    await assert.rejects(signInFrom(away), blocked)
  })

  it('blocks a risky sign-in that has begun elsewhere', async (t) => {
    const { client, UserPoolId, ClientId, clock, signInFrom } = await openWatched(t, act('BLOCK'))
    await signInFrom(home)
    const temporary = { UserPoolId, Username: email, Password: password, Permanent: false }
    await client.AdminSetUserPassword(temporary)
    const { Session } = await signInFrom(home)
    clock.advance(1000)
    const answer = client.AdminRespondToAuthChallenge({
      UserPoolId,
      ClientId,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD: 'An0ther!!' },
      Session,
      ContextData: { IpAddress: away, ServerName: 'shop', ServerPath: '/', HttpHeaders: [] },
    })
    await assert.rejects(answer, blocked)
  })

  it('refuses every sign-in from a blocked address', async (t) => {
    const { signInFrom, client, ClientId } = await openWatched(t, {
      RiskExceptionConfiguration: { BlockedIPRangeList: ['198.51.100.0/24', '127.0.0.0/8'] },
    })
    const expected = refusal('NotAuthorizedException', 'Request not allowed due to security reasons.')
    await assert.rejects(signInFrom(away), expected)
    await signInFrom(home)
    const AuthParameters = { USERNAME: email, PASSWORD: password }
    await assert.rejects(client.InitiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }), expected)
  })

  it('mails users about risky sign-ins with the right password', async (t) => {
    const { signInFrom, mail, client, UserPoolId } = await openWatched(t, act('NO_ACTION', true))
    await signInFrom(home)
    const UserAttributes = [{ Name: 'email_verified', Value: 'true' }]
    await client.AdminUpdateUserAttributes({ UserPoolId, Username: email, UserAttributes })
    const sent = mail.messages.length
    await assert.rejects(signInFrom(away, 'Wr0ng!!!'))
    assert.equal(mail.messages.length, sent)
    await signInFrom(away)
    const { from, replyTo, to, subject, html } = mail.messages[sent] ?? assert.fail('no mail')
    assert.deepEqual(
      [from, replyTo, to, subject],
      ['security@example.com', 'help@example.com', email, 'New sign-in attempt'],
    )
    assert.match(html, /address: 198\.51\.100\.7/)
  })

  it('refuses passwords that everybody knows, and has them changed', async (t) => {
    const compromised = 'P@ssw0rd1!'
    const risk: Risk = { CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } } }
    const { client, UserPoolId, ClientId, signUp, signInFrom, tokens, events } = await openWatched(t, risk)
    const expected = refusal('InvalidPasswordException', 'Provided password cannot be used for security reasons.')
    await assert.rejects(signUp('john@example.com', { Password: compromised }), expected)
    const { AccessToken } = await tokens()
    const change = { AccessToken, PreviousPassword: password, ProposedPassword: compromised }
    await assert.rejects(client.ChangePassword(change), expected)
    const wanted = { ClientId, Username: email, ConfirmationCode: '123456', Password: compromised }
    await assert.rejects(client.ConfirmForgotPassword(wanted), expected)

    await client.AdminSetUserPassword({ UserPoolId, Username: email, Password: compromised, Permanent: true })
    await assert.rejects(signInFrom(home, compromised), {
      code: 'PasswordResetRequiredException',
    })
    assert.equal((await events())[0]?.EventRisk?.CompromisedCredentialsDetected, true)
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'RESET_REQUIRED')
  })
})

describe('AdminUpdateAuthEventFeedback and UpdateAuthEventFeedback', () => {
  it('write down what an administrator thinks of an event, which counts from then on', async (t) => {
    const { client, UserPoolId, clock, signInFrom, events } = await openWatched(t, {
      AccountTakeoverRiskConfiguration: { Actions: { HighAction: { EventAction: 'BLOCK', Notify: false } } },
    })
    await signInFrom(home)
    await signInFrom(away)
    const [event] = await events()
    const named = { UserPoolId, Username: email, EventId: event?.EventId }
    await client.AdminUpdateAuthEventFeedback({ ...named, FeedbackValue: 'Invalid' })
    const feedback = { FeedbackValue: 'Invalid', Provider: 'Admin', FeedbackDate: clock.now() }
    assert.deepEqual((await events())[0]?.EventFeedback, feedback)
    await assert.rejects(signInFrom(away), blocked)
    await assert.rejects(
      client.AdminUpdateAuthEventFeedback({ ...named, EventId: 'none', FeedbackValue: 'Valid' }),
      refusal('ResourceNotFoundException', 'Event none does not exist.'),
    )
  })

  it('take the word of a user who has the token of the notification, for that event and a week', async (t) => {
    const notify: Risk = {
      AccountTakeoverRiskConfiguration: {
        Actions: { LowAction: { EventAction: 'NO_ACTION', Notify: true } },
        NotifyConfiguration: {
          SourceArn,
          NoActionEmail: { Subject: 'You?', HtmlBody: '{username} {event-id} {feedback-token}' },
        },
      },
    }
    const { client, UserPoolId, clock, signInFrom, events, mail } = await openWatched(t, notify)
    const UserAttributes = [{ Name: 'email_verified', Value: 'true' }]
    await client.AdminUpdateUserAttributes({ UserPoolId, Username: email, UserAttributes })
    await signInFrom(home)
    await signInFrom(away)
    const [Username, EventId, FeedbackToken] = mail.messages.at(-1)?.html.split(' ') ?? []
    const give = (more: object = {}) =>
      client.UpdateAuthEventFeedback({
        UserPoolId,
        Username,
        EventId,
        FeedbackToken,
        FeedbackValue: 'Valid',
        ...more,
      })
    await give()
    assert.deepEqual((await events())[0]?.EventFeedback, {
      FeedbackValue: 'Valid',
      Provider: 'User',
      FeedbackDate: clock.now(),
    })
    const refused = refusal('NotAuthorizedException', 'Invalid feedback token')
    const other = (await events())[1]?.EventId
    for (const more of [{ EventId: other }, { FeedbackToken: 'x' }, { Username: 'nobody@example.com' }])
      await assert.rejects(give(more), refused)
    clock.advance(7 * 24 * 3_600_000)
    await assert.rejects(give(), refused)
  })
})
