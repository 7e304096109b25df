import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { startSrp } from '../../../test/support/srp-client.ts'
import { newSecret } from '../../../test/support/srp-pool.ts'
import { openTriggeredPool, type TriggerEvent } from '../../../test/support/triggers.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const wrongPassword = refusal('NotAuthorizedException', 'Incorrect username or password.')
type Answered = { challengeName: string; challengeResult: boolean }

/** The guide's order: the password by SRP, then a riddle whose answer is 5. */
const passwordThenRiddle = {
  DefineAuthChallenge: ({ request }: TriggerEvent) => {
    const session = request['session'] as Answered[]
    const last = session.at(-1)
    if (last?.challengeName === 'SRP_A') return { challengeName: 'PASSWORD_VERIFIER' }
    if (!last?.challengeResult) return { failAuthentication: true }
    return last.challengeName === 'PASSWORD_VERIFIER' ? { challengeName: 'CUSTOM_CHALLENGE' } : { issueTokens: true }
  },
  CreateAuthChallenge: () => ({ privateChallengeParameters: { answer: '5' } }),
  VerifyAuthChallengeResponse: ({ request }: TriggerEvent) => ({ answerCorrect: request['challengeAnswer'] === '5' }),
}

async function open(t: TestContext, settings: Parameters<typeof openTriggeredPool>[2] = {}) {
  const client = {
    ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH' as const, 'ALLOW_USER_SRP_AUTH' as const],
    ...settings.client,
  }
  const opened = await openTriggeredPool(t, passwordThenRiddle, { ...settings, client })
  const { ClientId, UserPoolId, clock } = opened
  /** Asks for PASSWORD_VERIFIER in this flow; `claim` is the answer. */
  async function begin(AuthFlow: 'CUSTOM_AUTH' | 'USER_SRP_AUTH' = 'CUSTOM_AUTH', USERNAME = email, secret = password) {
    const { SRP_A, answer } = startSrp(UserPoolId, newSecret())
    const custom = AuthFlow === 'CUSTOM_AUTH' && { CHALLENGE_NAME: 'SRP_A' }
    const AuthParameters = { USERNAME, SRP_A, ...custom }
    const asked = await opened.client.InitiateAuth({ ClientId, AuthFlow, AuthParameters })
    const claim = answer(asked.ChallengeParameters ?? {}, secret, clock.now())
    return { asked, claim }
  }
  const respond = (
    ChallengeName: 'PASSWORD_VERIFIER' | 'CUSTOM_CHALLENGE',
    ChallengeResponses: Record<string, string>,
    Session?: string,
  ) =>
    opened.client.RespondToAuthChallenge({
      ClientId,
      ChallengeName,
      ChallengeResponses,
      ...(Session !== undefined && { Session }),
    })
  return { ...opened, begin, respond }
}

const sessions = (events: readonly TriggerEvent[]) =>
  events
    .filter(({ triggerSource }) => triggerSource.startsWith('Define'))
    .map(({ request }) =>
      (request['session'] as Answered[]).map(({ challengeName, challengeResult }) => [challengeName, challengeResult]),
    )

describe('CUSTOM_AUTH that begins with SRP', () => {
  it('asks for the password, then for what the functions create, then gives tokens', async (t) => {
    const { addUser, begin, respond, events } = await open(t)
    const sub = await addUser()
    const { asked, claim } = await begin()
    assert.equal(asked.ChallengeName, 'PASSWORD_VERIFIER')
    assert.equal(asked.ChallengeParameters?.['USER_ID_FOR_SRP'], sub)
    const challenged = await respond('PASSWORD_VERIFIER', claim)
    assert.equal(challenged.ChallengeName, 'CUSTOM_CHALLENGE')
    assert.equal(challenged.AuthenticationResult, undefined)
    const signedIn = await respond('CUSTOM_CHALLENGE', { USERNAME: email, ANSWER: '5' }, challenged.Session)
    assert.ok(signedIn.AuthenticationResult?.AccessToken)
    assert.deepEqual(sessions(events), [
      [['SRP_A', true]],
      [
        ['SRP_A', true],
        ['PASSWORD_VERIFIER', true],
      ],
      [
        ['SRP_A', true],
        ['PASSWORD_VERIFIER', true],
        ['CUSTOM_CHALLENGE', true],
      ],
    ])
  })

  it('works through the signed operations', async (t) => {
    const { addUser, client, ClientId, UserPoolId, clock } = await open(t)
    await addUser()
    const { SRP_A, answer } = startSrp(UserPoolId, newSecret())
    const AuthParameters = { USERNAME: email, CHALLENGE_NAME: 'SRP_A', SRP_A }
    const named = { UserPoolId, ClientId }
    const asked = await client.AdminInitiateAuth({ ...named, AuthFlow: 'CUSTOM_AUTH', AuthParameters })
    const challenged = await client.AdminRespondToAuthChallenge({
      ...named,
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeResponses: answer(asked.ChallengeParameters ?? {}, password, clock.now()),
    })
    assert.equal(challenged.ChallengeName, 'CUSTOM_CHALLENGE')
  })

  it('keeps a verifier for clients that sign in so only', async (t) => {
    const { addUser, begin, respond } = await open(t, { client: { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] } })
    await addUser()
    const { claim } = await begin()
    assert.equal((await respond('PASSWORD_VERIFIER', claim)).ChallengeName, 'CUSTOM_CHALLENGE')
  })

  it('tells the function of a wrong password, which counts to the lockout', async (t) => {
    const { addUser, begin, respond, events } = await open(t)
    await addUser()
    for (let failure = 1; failure <= 5; failure++) {
      const { claim } = await begin('CUSTOM_AUTH', email, 'Wr0ng!!!')
      await assert.rejects(respond('PASSWORD_VERIFIER', claim), wrongPassword)
    }
    assert.deepEqual(sessions(events).at(-1), [
      ['SRP_A', true],
      ['PASSWORD_VERIFIER', false],
    ])
    const { claim } = await begin()
    await assert.rejects(respond('PASSWORD_VERIFIER', claim), { message: 'Password attempts exceeded' })
  })

  it('takes a claim once, for its user and in its own flow', async (t) => {
    const { addUser, begin, respond, events, triggers } = await open(t)
    await addUser()
    await addUser('eve@example.com')
    const { claim } = await begin()
    await assert.rejects(respond('PASSWORD_VERIFIER', { ...claim, USERNAME: 'eve@example.com' }), wrongPassword)
    await respond('PASSWORD_VERIFIER', claim)
    await assert.rejects(respond('PASSWORD_VERIFIER', claim), wrongPassword)
    // A password alone gives tokens where USER_SRP_AUTH was begun, and nowhere else.
    const plain = await begin('USER_SRP_AUTH')
    const asked = events.length
    assert.ok((await respond('PASSWORD_VERIFIER', plain.claim)).AuthenticationResult)
    assert.equal(events.length, asked)
    triggers['DefineAuthChallenge'] = () => ({ challengeName: 'PASSWORD_VERIFIER' })
    const again = await begin()
    await assert.rejects(respond('PASSWORD_VERIFIER', again.claim), {
      code: 'InvalidLambdaResponseException',
    })
  })

  it('goes on with the functions for a name that no user has, and never with tokens', async (t) => {
    const { begin, respond, events, triggers } = await open(t, {
      client: {
        ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
        PreventUserExistenceErrors: 'ENABLED',
      },
    })
    const { asked, claim } = await begin('CUSTOM_AUTH', 'nobody@example.com')
    assert.equal(asked.ChallengeName, 'PASSWORD_VERIFIER')
    await assert.rejects(respond('PASSWORD_VERIFIER', claim), wrongPassword)
    assert.deepEqual(sessions(events).at(-1), [
      ['SRP_A', true],
      ['PASSWORD_VERIFIER', false],
    ])
    assert.ok(events.every(({ request }) => request['userNotFound'] === true))
    triggers['DefineAuthChallenge'] = ({ request }) =>
      (request['session'] as Answered[]).length > 1 ? { issueTokens: true } : { challengeName: 'PASSWORD_VERIFIER' }
    const second = await begin('CUSTOM_AUTH', 'nobody@example.com')
    await assert.rejects(respond('PASSWORD_VERIFIER', second.claim), wrongPassword)
  })

  it('refuses another CHALLENGE_NAME, and an SRP_A that no client sends', async (t) => {
    const { addUser, client, ClientId } = await open(t)
    await addUser()
    const begin = (more: Record<string, string>) =>
      client.InitiateAuth({ ClientId, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: email, ...more } })
    const invalid = (message: string) => refusal('InvalidParameterException', message)
    await assert.rejects(begin({ CHALLENGE_NAME: 'PIGEON' }), invalid('CHALLENGE_NAME has to be SRP_A.'))
    await assert.rejects(begin({ CHALLENGE_NAME: 'SRP_A' }), invalid('Missing required parameter SRP_A'))
    await assert.rejects(begin({ CHALLENGE_NAME: 'SRP_A', SRP_A: '0' }), invalid('SRP_A is not valid.'))
  })
})
