import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { functionArn, openTriggeredPool, type TriggerFunction } from '../../../test/support/triggers.ts'
import { email, password, refusal } from '../../../test/support/user-pool.ts'

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** A user in two groups with roles, in a pool whose function answers so. */
async function open(
  t: TestContext,
  version: 'V1_0' | 'V2_0' | 'V3_0',
  PreTokenGeneration: TriggerFunction = () => ({}),
) {
  const config = { LambdaVersion: version, LambdaArn: functionArn('PreTokenGeneration') }
  const opened = await openTriggeredPool(
    t,
    { PreTokenGeneration },
    { pool: { LambdaConfig: { PreTokenGenerationConfig: config } } },
  )
  const { client, UserPoolId, addUser, tokens } = opened
  const sub = await addUser(email, { UserAttributes: [{ Name: 'name', Value: 'Jane' }] })
  for (const [Precedence, GroupName] of ['admins', 'staff'].entries()) {
    const RoleArn = `arn:aws:iam::123456789012:role/${GroupName}`
    await client.CreateGroup({ UserPoolId, GroupName, Precedence, RoleArn })
    await client.AdminAddUserToGroup({ UserPoolId, Username: email, GroupName })
  }
  const claims = async () => {
    const { IdToken, AccessToken } = await tokens()
    return { id: claimsOf(IdToken), access: claimsOf(AccessToken) }
  }
  return { ...opened, sub, claims }
}

const roles = ['arn:aws:iam::123456789012:role/admins', 'arn:aws:iam::123456789012:role/staff']

describe('the pre token generation trigger, version 1', () => {
  it('is told of the user and their groups', async (t) => {
    const { claims, events, sub, UserPoolId, ClientId } = await open(t, 'V1_0')
    await claims()
    assert.deepEqual(events, [
      {
        version: '1',
        triggerSource: 'TokenGeneration_Authentication',
        region: 'us-east-1',
        userPoolId: UserPoolId,
        userName: sub,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: ClientId },
        request: {
          userAttributes: {
            sub,
            'cognito:user_status': 'CONFIRMED',
            email,
            email_verified: 'false',
            name: 'Jane',
          },
          groupConfiguration: {
            groupsToOverride: ['admins', 'staff'],
            iamRolesToOverride: roles,
            preferredRole: roles[0],
          },
        },
        response: { claimsOverrideDetails: null },
      },
    ])
  })

  it('adds and takes away claims of the ID token, but those that say who it is for', async (t) => {
    const { claims, sub, ClientId } = await open(t, 'V1_0', () => ({
      claimsOverrideDetails: {
        claimsToAddOrOverride: {
          tenant: 't1',
          name: 'Overridden',
          nickname: 'gone',
          sub: 'someone-else',
          aud: 'another-client',
          iss: 'https://evil.example',
          exp: '9999999999',
          'cognito:username': 'eve',
          'cognito:groups': 'admins',
          'dev:custom:x': 'y',
        },
        claimsToSuppress: ['email', 'nickname', 'sub', 'token_use'],
      },
    }))
    const { id, access } = await claims()
    assert.equal(id['tenant'], 't1')
    assert.equal(id['name'], 'Overridden')
    assert.deepEqual([id['sub'], id['aud'], id['cognito:username'], id['token_use']], [sub, ClientId, sub, 'id'])
    assert.deepEqual(id['cognito:groups'], ['admins', 'staff'])
    assert.equal(typeof id['exp'], 'number')
    assert.match(String(id['iss']), /^https:\/\/cognito-idp\.us-east-1\.amazonaws\.com\//)
    for (const name of ['email', 'nickname', 'dev:custom:x']) assert.ok(!(name in id), name)
    assert.ok(!('tenant' in access))
    assert.equal(access['sub'], sub)
  })

  it('overrides groups in both tokens; none are left by an empty override', async (t) => {
    const { claims, triggers } = await open(t, 'V1_0', () => ({
      claimsOverrideDetails: {
        groupOverrideDetails: { groupsToOverride: ['a', 'b'], iamRolesToOverride: ['r'], preferredRole: 'r' },
      },
    }))
    const { id, access } = await claims()
    assert.deepEqual(
      [id['cognito:groups'], access['cognito:groups']],
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
    )
    assert.deepEqual([id['cognito:roles'], id['cognito:preferred_role']], [['r'], 'r'])
    triggers['PreTokenGeneration'] = () => ({ claimsOverrideDetails: { groupOverrideDetails: {} } })
    const without = await claims()
    for (const name of ['cognito:groups', 'cognito:roles', 'cognito:preferred_role'])
      assert.ok(!(name in without.id) && !(name in without.access), name)
    triggers['PreTokenGeneration'] = () => ({ claimsOverrideDetails: { groupOverrideDetails: null } })
    assert.deepEqual((await claims()).id['cognito:roles'], roles)
  })

  it('takes the roles away with the groups', async (t) => {
    const { claims } = await open(t, 'V1_0', () => ({
      claimsOverrideDetails: { claimsToSuppress: ['cognito:groups'] },
    }))
    const { id, access } = await claims()
    for (const name of ['cognito:groups', 'cognito:roles', 'cognito:preferred_role']) assert.ok(!(name in id), name)
    assert.deepEqual(access['cognito:groups'], ['admins', 'staff'])
  })

  it('runs when tokens are refreshed and after a new password, and gets what the client sends along', async (t) => {
    const { client, sources, events, tokens, signIn, ClientId, UserPoolId } = await open(t, 'V1_0', () => ({
      claimsOverrideDetails: { claimsToAddOrOverride: { a: 'b' } },
    }))
    const { RefreshToken } = await tokens()
    const refreshed = await client.GetTokensFromRefreshToken({ ClientId, RefreshToken, ClientMetadata: { x: 'y' } })
    assert.equal(claimsOf(refreshed.AuthenticationResult?.IdToken ?? '')['a'], 'b')
    await client.AdminCreateUser({ UserPoolId, Username: 'bob@example.com', TemporaryPassword: password })
    const { Session } = await signIn('bob@example.com', password)
    await client.RespondToAuthChallenge({
      ClientId,
      Session,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      ChallengeResponses: { USERNAME: 'bob@example.com', NEW_PASSWORD: 'An0ther!!' },
      ClientMetadata: { z: '1' },
    })
    assert.deepEqual(sources(), [
      'TokenGeneration_Authentication',
      'TokenGeneration_RefreshTokens',
      'TokenGeneration_NewPasswordChallenge',
    ])
    assert.deepEqual(
      events.map(({ request }) => request['clientMetadata']),
      [undefined, { x: 'y' }, { z: '1' }],
    )
  })

  for (const [what, claimsOverrideDetails] of [
    ['values that are no texts', { claimsToAddOrOverride: { n: 1 } }],
    ['a list for an object', []],
    ['a text for a list', { claimsToSuppress: 'email' }],
    ['more than 5,000 changes', { claimsToSuppress: Array.from({ length: 5001 }, (_, n) => `c${n}`) }],
    ['groups that are no texts', { groupOverrideDetails: { groupsToOverride: [1] } }],
  ] as const)
    it(`refuses ${what}`, async (t) => {
      const { tokens } = await open(t, 'V1_0', () => ({ claimsOverrideDetails }))
      await assert.rejects(tokens(), refusal('InvalidLambdaResponseException', 'Unrecognizable lambda output'))
    })
})

describe('the pre token generation trigger, version 2', () => {
  for (const [LambdaVersion, version] of [
    ['V2_0', '2'],
    ['V3_0', '3'],
  ] as const)
    it(`is told of the scopes as well, with events of version ${version}`, async (t) => {
      const { claims, events } = await open(t, LambdaVersion)
      await claims()
      const [event] = events
      assert.equal(event?.version, version)
      assert.deepEqual(event?.request['scopes'], ['aws.cognito.signin.user.admin'])
      assert.deepEqual(event?.response, { claimsAndScopeOverrideDetails: null })
    })

  it('adds claims of any kind to either token, and scopes', async (t) => {
    const { claims, sub, ClientId } = await open(t, 'V2_0', () => ({
      claimsAndScopeOverrideDetails: {
        idTokenGeneration: {
          claimsToAddOrOverride: { plan: { seats: [1, 2] }, aud: 'x', empty: null },
          claimsToSuppress: ['name'],
        },
        accessTokenGeneration: {
          claimsToAddOrOverride: { plan: 7, sub: 'eve', client_id: 'x', aud: 'x', scope: 'admin', username: 'eve' },
          claimsToSuppress: ['cognito:groups'],
          scopesToAdd: ['x/y', 'x/y'],
        },
        groupOverrideDetails: null,
      },
    }))
    const { id, access } = await claims()
    assert.deepEqual([id['plan'], id['aud'], 'name' in id, 'empty' in id], [{ seats: [1, 2] }, ClientId, false, false])
    assert.deepEqual(id['cognito:groups'], ['admins', 'staff'])
    assert.deepEqual([access['plan'], access['sub'], access['client_id']], [7, sub, ClientId])
    assert.deepEqual([access['username'], 'aud' in access, 'cognito:groups' in access], [sub, false, false])
    assert.equal(access['scope'], 'aws.cognito.signin.user.admin x/y')
  })

  it('gives the access token the audience of its client, and takes the scope of the user away', async (t) => {
    const opened = await open(t, 'V2_0')
    const { claims, tokens, client, triggers, ClientId } = opened
    triggers['PreTokenGeneration'] = () => ({
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: {
          claimsToAddOrOverride: { aud: ClientId },
          scopesToSuppress: ['aws.cognito.signin.user.admin'],
        },
      },
    })
    const { access } = await claims()
    assert.deepEqual([access['aud'], 'scope' in access], [ClientId, false])
    const { AccessToken } = await tokens()
    const text = 'Access Token does not have required scopes'
    await assert.rejects(client.GetUser({ AccessToken }), refusal('NotAuthorizedException', text))
  })

  it('cannot make two scopes of one', async (t) => {
    const { tokens } = await open(t, 'V2_0', () => ({
      claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: ['a b'] } },
    }))
    await assert.rejects(tokens(), refusal('InvalidLambdaResponseException', 'Unrecognizable lambda output'))
  })

  it('leaves a rotating refresh token usable when it fails', async (t) => {
    const opened = await open(t, 'V2_0')
    const RefreshTokenRotation = { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } as const
    const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const]
    const { id: ClientId } = await opened.addClient({ RefreshTokenRotation, ExplicitAuthFlows })
    const AuthParameters = { USERNAME: email, PASSWORD: password }
    const first = await opened.client.InitiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
    const { RefreshToken } = first.AuthenticationResult ?? {}
    opened.triggers['PreTokenGeneration'] = () => ({ kind: 'function-error', error: 'x', message: 'down' })
    const again = () => opened.client.GetTokensFromRefreshToken({ ClientId, RefreshToken })
    const text = 'PreTokenGeneration failed with error down.'
    await assert.rejects(again(), refusal('UserLambdaValidationException', text))
    opened.triggers['PreTokenGeneration'] = () => ({})
    assert.notEqual((await again()).AuthenticationResult?.RefreshToken, undefined)
  })
})
