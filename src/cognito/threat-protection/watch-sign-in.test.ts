import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { email, openUserPool, password, refusal } from '../../../test/support/user-pool.ts'

const away = '198.51.100.7'
const blocked = refusal('NotAuthorizedException', 'Unable to login because of security reasons.')

/** A pool that blocks what is very risky, and whoever has the session of a sign-in that stopped at its first challenge. */
async function openWatched(t: TestContext) {
  const opened = await openUserPool(t, {
    pool: { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } },
  })
  const { client, UserPoolId, ClientId, clock } = opened
  await client.SetRiskConfiguration({
    UserPoolId,
    AccountTakeoverRiskConfiguration: { Actions: { HighAction: { EventAction: 'BLOCK', Notify: false } } },
  })
  await opened.addUser()
  const user = { UserPoolId, Username: email }
  const signIn = (Session?: string, PASSWORD = password) => {
    clock.advance(1000)
    return client.AdminInitiateAuth({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD },
      ContextData: { IpAddress: away, ServerName: 'shop', ServerPath: '/', HttpHeaders: [] },
      ...(Session !== undefined && { Session }),
    })
  }
  const signIns = async () => {
    const { AuthEvents = [] } = await client.AdminListUserAuthEvents(user)
    return AuthEvents.filter(({ EventType }) => EventType === 'SignIn')
  }
  await client.AdminSetUserPassword({ ...user, Password: password, Permanent: false })
  const { Session } = await signIn()
  const [begun] = await signIns()
  const EventId = begun?.EventId ?? assert.fail('no event')
  await client.AdminSetUserPassword({ ...user, Password: password, Permanent: true })
  return { ...opened, user, signIn, signIns, Session: Session ?? assert.fail('no session'), EventId }
}

describe('a session beside a sign-in that it does not belong to', () => {
  it('does not hide an event that was called invalid', async (t) => {
    const { client, user, signIn, Session, EventId } = await openWatched(t)
    await client.AdminUpdateAuthEventFeedback({ ...user, EventId, FeedbackValue: 'Invalid' })
    await assert.rejects(signIn(), blocked)
    await assert.rejects(signIn(Session), blocked)
  })

  it('does not make one event of many failures', async (t) => {
    const { signIn, signIns, Session } = await openWatched(t)
    for (let count = 0; count < 3; count++) await assert.rejects(signIn(Session, 'Wr0ng!!!'))
    assert.deepEqual(
      (await signIns()).map(({ EventResponse }) => EventResponse),
      ['Fail', 'Fail', 'Fail', 'InProgress'],
    )
  })

  it('does not give two sign-ins one name', async (t) => {
    const { signIn, signIns, Session, EventId } = await openWatched(t)
    await signIn(Session)
    await signIn(Session)
    const ids = (await signIns()).map((event) => event.EventId)
    assert.equal(new Set(ids).size, 3)
    assert.equal(ids.at(-1), EventId)
  })
})

describe('a session that takes many answers', () => {
  it('has an event for each wrong one', async (t) => {
    const opened = await openUserPool(t, {
      pool: { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } },
      client: { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] },
    })
    const { client, ClientId, UserPoolId, clock } = opened
    await opened.addUser()
    clock.advance(1000)
    const { Session } = await client.InitiateAuth({
      ClientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: email },
    })
    const answer = (PASSWORD: string) => {
      clock.advance(1000)
      return client.RespondToAuthChallenge({
        ClientId,
        ChallengeName: 'PASSWORD',
        Session,
        ChallengeResponses: { USERNAME: email, PASSWORD },
      })
    }
    for (let count = 0; count < 3; count++) await assert.rejects(answer('Wr0ng!!!'))
    await answer(password)
    const { AuthEvents = [] } = await client.AdminListUserAuthEvents({ UserPoolId, Username: email })
    assert.deepEqual(
      AuthEvents.map(({ EventType, EventResponse }) => `${EventType} ${EventResponse}`),
      ['SignIn Pass', 'SignIn Fail', 'SignIn Fail', 'SignIn Fail', 'SignUp InProgress'],
    )
  })
})

describe('a client that hides users', () => {
  const watched = { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } } as const
  const SRP_A = 'abcdef0123'
  const calls: Readonly<Record<string, (opened: Awaited<ReturnType<typeof openUserPool>>, name: string) => unknown>> = {
    'a wrong password': ({ signIn }, name) => signIn(name, 'Wr0ng!!!').catch(() => undefined),
    'the begin of SRP': ({ client, ClientId }, USERNAME) =>
      client.InitiateAuth({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME, SRP_A } }),
    'the begin of a choice': ({ client, ClientId }, USERNAME) =>
      client.InitiateAuth({ ClientId, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME } }),
    ForgotPassword: ({ client, ClientId }, Username) => client.ForgotPassword({ ClientId, Username }),
    ResendConfirmationCode: ({ client, ClientId }, name) =>
      client.ResendConfirmationCode({ ClientId, Username: name.replace('jane', 'new') }),
  }
  for (const [what, run] of Object.entries(calls))
    for (const pool of [{}, watched])
      it(`has as much written for nobody as for a user after ${what}${pool === watched ? ', watched' : ''}`, async (t) => {
        const opened = await openUserPool(t, {
          pool: { UsernameConfiguration: { CaseSensitive: false }, ...pool },
          client: {
            ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH'],
            PreventUserExistenceErrors: 'ENABLED',
          },
        })
        const { client, UserPoolId, store, addUser, signUp } = opened
        await addUser()
        await signUp('new@example.com')
        const UserAttributes = [{ Name: 'email_verified', Value: 'true' }]
        await client.AdminUpdateUserAttributes({ UserPoolId, Username: email, UserAttributes })
        const writes = (
          ['putAuthEvent', 'countAttempt', 'addPasswordFailure', 'putCode', 'clearAttempts'] as const
        ).map((name) => t.mock.method(store, name))
        const written = () => writes.reduce((sum, { mock }) => sum + mock.callCount(), 0)
        await run(opened, email)
        const forUser = written()
        await run(opened, 'nobody@example.com')
        const forNobody = written() - forUser
        // To forget what was asked for before is a write that finds nothing.
        assert.equal(forNobody - (what === 'ForgotPassword' ? 1 : 0), forUser)
      })
})
