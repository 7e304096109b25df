import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { CreateUserPoolClientCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { openCognito } from '../../../test/support/cognito.ts'

type Settings = Omit<CreateUserPoolClientCommandInput, 'UserPoolId' | 'ClientName'>

async function openPool(t: TestContext) {
  const cognito = await openCognito(t)
  const { UserPool: pool } = await cognito.client.CreateUserPool({
    PoolName: 'x',
    Schema: [
      { Name: 'email', Required: true, Mutable: true },
      { Name: 'tenant', AttributeDataType: 'String' },
    ],
  })
  const UserPoolId = pool?.Id ?? ''
  const create = async (settings: Settings = {}) => {
    const created = await cognito.client.CreateUserPoolClient({ UserPoolId, ClientName: 'web', ...settings })
    assert.ok(created.UserPoolClient)
    return created.UserPoolClient
  }
  return { ...cognito, UserPoolId, create }
}

describe('CreateUserPoolClient', () => {
  it('gives a client its id and the documented defaults, and no secret', async (t) => {
    const { create, clock, UserPoolId } = await openPool(t)
    const app = await create()
    assert.match(app.ClientId ?? '', /^[0-9a-z]{26}$/)
    assert.deepEqual(app, {
      UserPoolId,
      ClientName: 'web',
      ClientId: app.ClientId,
      LastModifiedDate: clock.now(),
      CreationDate: clock.now(),
      RefreshTokenValidity: 30,
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'],
      AllowedOAuthFlowsUserPoolClient: false,
      EnableTokenRevocation: true,
      EnablePropagateAdditionalUserContextData: false,
      AuthSessionValidity: 3,
    })
  })

  it('makes a secret of 52 characters that is sealed in the store and shown again', async (t) => {
    const { client, create, store, UserPoolId } = await openPool(t)
    const app = await create({ GenerateSecret: true })
    assert.match(app.ClientSecret ?? '', /^[0-9a-z]{52}$/)
    const described = await client.DescribeUserPoolClient({ UserPoolId, ClientId: app.ClientId })
    assert.deepEqual(described.UserPoolClient, app)
    const { secrets = [] } = (await store.findClient(app.ClientId ?? '')) ?? {}
    assert.deepEqual(
      secrets.map(({ sealed }) => Buffer.from(sealed).includes(app.ClientSecret ?? '')),
      [false],
    )
  })

  it('takes a secret of the caller', async (t) => {
    const { create } = await openPool(t)
    const ClientSecret = 'a+Secret_of_twenty_four1'
    assert.equal((await create({ ClientSecret })).ClientSecret, ClientSecret)
  })

  it('keeps every setting as it was given', async (t) => {
    const { client, create, UserPoolId } = await openPool(t)
    const settings = {
      AccessTokenValidity: 5,
      IdTokenValidity: 1440,
      RefreshTokenValidity: 3650,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'days' },
      ReadAttributes: ['email', 'custom:tenant'],
      WriteAttributes: ['email'],
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      SupportedIdentityProviders: ['COGNITO'],
      CallbackURLs: ['https://example.com', 'http://localhost:3000/callback', 'myapp://callback'],
      LogoutURLs: ['https://example.com/bye'],
      DefaultRedirectURI: 'https://example.com',
      AllowedOAuthFlows: ['implicit', 'code'],
      AllowedOAuthScopes: ['profile', 'phone', 'email', 'openid', 'aws.cognito.signin.user.admin'],
      AllowedOAuthFlowsUserPoolClient: true,
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: false,
      AuthSessionValidity: 15,
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
    } satisfies Settings
    const app = await create(settings)
    for (const [name, value] of Object.entries(settings)) assert.deepEqual({ ...app }[name as keyof typeof app], value)
    const described = await client.DescribeUserPoolClient({ UserPoolId, ClientId: app.ClientId })
    assert.deepEqual(described.UserPoolClient, app)
  })

  for (const [given, unit, shown] of [
    [0, undefined, 30],
    [0, 'hours', 720],
    [undefined, 'minutes', 43_200],
  ] as const)
    it(`takes a refresh token validity of ${given} ${unit ?? '(no unit)'} for 30 days`, async (t) => {
      const { create } = await openPool(t)
      const app = await create({
        ...(given !== undefined && { RefreshTokenValidity: given }),
        ...(unit && { TokenValidityUnits: { RefreshToken: unit } }),
      })
      assert.equal(app.RefreshTokenValidity, shown)
    })

  const outOfRange: readonly Settings[] = [
    { AccessTokenValidity: 4, TokenValidityUnits: { AccessToken: 'minutes' } },
    { AccessTokenValidity: 25 },
    { AccessTokenValidity: 299, TokenValidityUnits: { AccessToken: 'seconds' } },
    { IdTokenValidity: 2, TokenValidityUnits: { IdToken: 'days' } },
    { RefreshTokenValidity: 59, TokenValidityUnits: { RefreshToken: 'minutes' } },
    { RefreshTokenValidity: 3651 },
  ]
  for (const settings of outOfRange)
    it(`refuses ${JSON.stringify(settings)}`, async (t) => {
      const { create } = await openPool(t)
      await assert.rejects(create(settings), {
        code: 'InvalidParameterException',
        message: 'Invalid range for token validity.',
      })
    })

  const refusals: readonly (readonly [string, Settings, string, string])[] = [
    [
      'legacy and new sign-in flows together',
      { ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH', 'ALLOW_USER_SRP_AUTH'] },
      'InvalidParameterException',
      'ExplicitAuthFlows must not mix values that start with ALLOW_ with values that do not.',
    ],
    [
      'a provider that does not exist',
      { SupportedIdentityProviders: ['COGNITO', 'Google'] },
      'InvalidParameterException',
      'The provider Google does not exist for User Pool POOL.',
    ],
    [
      'to read what the schema does not have',
      { ReadAttributes: ['custom:nope'] },
      'InvalidParameterException',
      'Invalid read attributes specified while creating a client',
    ],
    [
      'to write what the schema does not have',
      { WriteAttributes: ['email', 'custom:nope'] },
      'InvalidParameterException',
      'Invalid write attributes specified while creating a client',
    ],
    [
      'to write what only the pool writes',
      { WriteAttributes: ['email', 'email_verified'] },
      'InvalidParameterException',
      'Invalid write attributes specified while creating a client',
    ],
    [
      'to write less than what is required',
      { WriteAttributes: ['name'] },
      'InvalidParameterException',
      'Invalid write attributes specified while creating a client',
    ],
    [
      'analytics',
      { AnalyticsConfiguration: {} },
      'InvalidParameterException',
      'poolgate does not implement AnalyticsConfiguration yet',
    ],
    [
      'two secrets',
      { GenerateSecret: true, ClientSecret: 'a_secret_of_twenty_four1' },
      'InvalidParameterException',
      'GenerateSecret and ClientSecret cannot be used together.',
    ],
    [
      'context data from a client without a secret',
      { EnablePropagateAdditionalUserContextData: true },
      'InvalidParameterException',
      'EnablePropagateAdditionalUserContextData can only be activated for a client that has a secret.',
    ],
    [
      'OAuth without flows',
      { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthScopes: ['openid'] },
      'InvalidParameterException',
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    ],
    [
      'OAuth without scopes',
      { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['code'], AllowedOAuthScopes: [] },
      'InvalidParameterException',
      'AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.',
    ],
    [
      'client_credentials beside another flow',
      { GenerateSecret: true, AllowedOAuthFlows: ['code', 'client_credentials'] },
      'InvalidOAuthFlowException',
      'client_credentials flow can not be selected along with code flow or implicit flow.',
    ],
    [
      'client_credentials without a secret',
      { AllowedOAuthFlows: ['client_credentials'] },
      'InvalidOAuthFlowException',
      'client_credentials flow can not be selected if client does not have a client secret.',
    ],
    [
      'openid with client_credentials',
      { GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'], AllowedOAuthScopes: ['openid'] },
      'InvalidOAuthFlowException',
      'openid is not supported with client_credentials flow',
    ],
    [
      'a scope that no resource server has',
      { AllowedOAuthScopes: ['nosuch/read'] },
      'ScopeDoesNotExistException',
      'Scope nosuch/read does not exist.',
    ],
    [
      'http to another machine',
      { CallbackURLs: ['http://example.com/callback'] },
      'InvalidParameterException',
      'http://example.com/callback cannot use the HTTP protocol.',
    ],
    [
      'http to a host that only looks like this machine',
      { LogoutURLs: ['http://localhost.example.com/'] },
      'InvalidParameterException',
      'http://localhost.example.com/ cannot use the HTTP protocol.',
    ],
    [
      'a relative callback',
      { CallbackURLs: ['/callback'] },
      'InvalidParameterException',
      '/callback is not an absolute URI.',
    ],
    [
      'a callback with a fragment',
      { CallbackURLs: ['https://example.com/#x'] },
      'InvalidParameterException',
      'https://example.com/#x cannot contain a fragment.',
    ],
    [
      'a callback that is a script',
      { CallbackURLs: ['javascript:alert(1)'] },
      'InvalidParameterException',
      'javascript:alert(1) cannot use the scheme javascript:',
    ],
    [
      'a default redirect that is no callback',
      { CallbackURLs: ['https://example.com/'], DefaultRedirectURI: 'https://example.com' },
      'InvalidParameterException',
      'DefaultRedirectURI must be one of CallbackURLs.',
    ],
  ]
  for (const [what, settings, code, text] of refusals)
    it(`refuses ${what}`, async (t) => {
      const { create, store, UserPoolId } = await openPool(t)
      await assert.rejects(create(settings), { code, message: text.replace('POOL', UserPoolId) })
      assert.equal(await store.countClients(UserPoolId), 0)
    })

  it('takes an empty list of attributes to write for none, whatever the pool requires', async (t) => {
    const { create } = await openPool(t)
    assert.ok((await create({ WriteAttributes: [] })).ClientId)
  })

  it('refuses a pool that does not exist', async (t) => {
    const { client } = await openCognito(t)
    await assert.rejects(client.CreateUserPoolClient({ UserPoolId: 'us-east-1_nope00000', ClientName: 'web' }), {
      code: 'ResourceNotFoundException',
      message: 'User pool us-east-1_nope00000 does not exist.',
    })
  })

  it('stops at 1000 clients in a pool', async (t) => {
    const { create, store } = await openPool(t)
    store.countClients = async () => 1000
    await assert.rejects(create(), {
      code: 'LimitExceededException',
      message: 'A user pool can have at most 1000 app clients.',
    })
  })

  it('refuses a pool that is deleted meanwhile', async (t) => {
    const { client, create, store, UserPoolId } = await openPool(t)
    store.countClients = async () => {
      await client.DeleteUserPool({ UserPoolId })
      return 0
    }
    await assert.rejects(create(), {
      code: 'ResourceNotFoundException',
      message: `User pool ${UserPoolId} does not exist.`,
    })
  })
})
