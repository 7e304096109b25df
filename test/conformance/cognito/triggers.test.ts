import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startSrp } from '../../support/srp-client.ts'
import { newSecret } from '../../support/srp-pool.ts'
import { functionArn, openTriggeredPool, throwing } from '../../support/triggers.ts'
import { email, password, refusal } from '../../support/user-pool.ts'

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

describe('triggers', () => {
  it('C111 refuse a sign-up in their own words', async (t) => {
    const { signUp } = await openTriggeredPool(t, { PreSignUp: throwing('Email already exists in user pool') })
    const text = 'PreSignUp failed with error Email already exists in user pool.'
    await assert.rejects(signUp(), refusal('UserLambdaValidationException', text))
  })

  it('C112 confirm and verify without a code', async (t) => {
    const PreSignUp = () => ({ autoConfirmUser: true, autoVerifyEmail: true })
    const opened = await openTriggeredPool(t, { PreSignUp, PostConfirmation: () => ({}) })
    const { signUp, attributesOf, mail, sources } = opened
    assert.equal((await signUp()).UserConfirmed, true)
    assert.equal((await attributesOf())['email_verified'], 'true')
    assert.deepEqual(mail.messages, [])
    assert.deepEqual(sources(), ['PreSignUp_SignUp', 'PostConfirmation_ConfirmSignUp'])
  })

  it('C113 change the ID token, save what says who it is about', async (t) => {
    const claimsOverrideDetails = {
      claimsToAddOrOverride: { tenant: 't1', sub: 'somebody else' },
      claimsToSuppress: ['email'],
    }
    const opened = await openTriggeredPool(t, { PreTokenGeneration: () => ({ claimsOverrideDetails }) })
    const sub = await opened.addUser()
    const { IdToken, AccessToken } = await opened.tokens()
    const [id, access] = [claimsOf(IdToken), claimsOf(AccessToken)]
    assert.deepEqual([id['tenant'], id['email'], id['sub']], ['t1', undefined, sub])
    assert.deepEqual([access['tenant'], access['sub']], [undefined, sub])
  })

  it('C114 add claims and scopes to the access token in version 2', async (t) => {
    const accessTokenGeneration = { claimsToAddOrOverride: { tenant: 't1' }, scopesToAdd: ['x/y'] }
    const LambdaArn = functionArn('PreTokenGeneration')
    const opened = await openTriggeredPool(
      t,
      { PreTokenGeneration: () => ({ claimsAndScopeOverrideDetails: { accessTokenGeneration } }) },
      { pool: { LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn } } } },
    )
    await opened.addUser()
    const access = claimsOf((await opened.tokens()).AccessToken)
    assert.equal(access['tenant'], 't1')
    assert.ok((access['scope'] as string).split(' ').includes('x/y'))
  })

  it('C115 that do not answer in time fail the call, and the user is confirmed nonetheless', async (t) => {
    const late = { kind: 'failure', failure: 'timeout', error: 'no answer in 5000 ms' } as const
    const opened = await openTriggeredPool(t, { PostConfirmation: () => late })
    const { signUp, client, ClientId, UserPoolId, lastCode, sources } = opened
    await signUp()
    const confirmed = client.ConfirmSignUp({ ClientId, Username: email, ConfirmationCode: lastCode() })
    await assert.rejects(confirmed, { code: 'UnexpectedLambdaException' })
    assert.deepEqual(sources(), Array(3).fill('PostConfirmation_ConfirmSignUp'))
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
  })

  it('C116 bring users along who sign in by password, not by SRP', async (t) => {
    const UserMigration = () => ({ userAttributes: { email, email_verified: 'true' }, finalUserStatus: 'CONFIRMED' })
    const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const, 'ALLOW_USER_SRP_AUTH' as const]
    const opened = await openTriggeredPool(t, { UserMigration }, { client: { ExplicitAuthFlows } })
    const { client, ClientId, UserPoolId, signIn, events } = opened
    const { SRP_A } = startSrp(UserPoolId, newSecret())
    const bySrp = client.InitiateAuth({
      ClientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: email, SRP_A },
    })
    await assert.rejects(bySrp, refusal('UserNotFoundException', 'User does not exist.'))
    assert.deepEqual(events, [])
    assert.ok((await signIn(email, password)).AuthenticationResult)
    assert.equal((await client.AdminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
  })
})
