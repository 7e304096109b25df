import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openCognito } from '../../support/cognito.ts'
import { openUserPool, refusal } from '../../support/user-pool.ts'

const invalid = { code: 'InvalidParameterException' }
const plain = { pool: { UsernameAttributes: [], AutoVerifiedAttributes: [] } }

async function openClients(t: TestContext) {
  const opened = await openUserPool(t, plain)
  const { client, UserPoolId } = opened
  const create = async (more: object = {}) => {
    const created = await client.CreateUserPoolClient({ UserPoolId, ClientName: 'app', ...more })
    return created.UserPoolClient ?? {}
  }
  return { ...opened, create }
}

describe('user pools', () => {
  it('C011 are made with documented defaults', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    assert.match(pool?.Id ?? '', /^us-east-1_[0-9A-Za-z]{9}$/)
    assert.equal(pool?.Arn, `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${pool?.Id}`)
    assert.deepEqual(pool?.Policies?.PasswordPolicy, {
      MinimumLength: 8,
      RequireUppercase: true,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      TemporaryPasswordValidityDays: 7,
    })
    assert.equal(pool?.MfaConfiguration, 'OFF')
    assert.equal(pool?.AdminCreateUserConfig?.AllowAdminCreateUserOnly, false)
    assert.equal(pool?.AdminCreateUserConfig?.UnusedAccountValidityDays, 7)
    assert.equal(pool?.SchemaAttributes?.length, 20)
    assert.equal(pool?.UserPoolTier, 'ESSENTIALS')
  })

  it('C012 have no recovery setting unless they are given one', async (t) => {
    const { client } = await openCognito(t)
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x' })
    const described = await client.DescribeUserPool({ UserPoolId: pool?.Id ?? '' })
    assert.equal('AccountRecoverySetting' in (described.UserPool ?? {}), false)
  })

  it('C013 have e-mail addresses as aliases or as usernames, not both', async (t) => {
    const { client } = await openCognito(t)
    const both = { AliasAttributes: ['email' as const], UsernameAttributes: ['email' as const] }
    await assert.rejects(client.CreateUserPool({ PoolName: 'x', ...both }), invalid)
  })

  it('C014 ask for passwords of six characters at least', async (t) => {
    const { client } = await openCognito(t)
    const Policies = { PasswordPolicy: { MinimumLength: 5 } }
    await assert.rejects(client.CreateUserPool({ PoolName: 'x', Policies }), invalid)
  })

  it('C015 make an attribute that is listed without Mutable immutable, and no other', async (t) => {
    const { client } = await openCognito(t)
    const Schema = [{ Name: 'tenant', AttributeDataType: 'String' as const }]
    const { UserPool: pool } = await client.CreateUserPool({ PoolName: 'x', Schema })
    const attribute = (name: string) => pool?.SchemaAttributes?.find(({ Name }) => Name === name)
    assert.equal(attribute('custom:tenant')?.Mutable, false)
    assert.equal(attribute('custom:tenant')?.Required, false)
    assert.equal(attribute('email')?.Mutable, true)
  })

  it('C016 fall back to defaults wherever an update says nothing', async (t) => {
    const { client, UserPoolId } = await openUserPool(t, {
      pool: { Policies: { PasswordPolicy: { MinimumLength: 12, RequireSymbols: false } } },
    })
    await client.SetUserPoolMfaConfig({
      UserPoolId,
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    })
    await client.UpdateUserPool({ UserPoolId })
    const { UserPool: pool } = await client.DescribeUserPool({ UserPoolId })
    assert.equal(pool?.MfaConfiguration, 'OFF')
    assert.equal(pool?.Policies?.PasswordPolicy?.MinimumLength, 8)
    assert.equal(pool?.Policies?.PasswordPolicy?.RequireSymbols, true)
    assert.equal(pool?.AutoVerifiedAttributes?.length ?? 0, 0)
  })

  it('C017 are not deleted while that is protected', async (t) => {
    const { client, UserPoolId } = await openUserPool(t, { pool: { DeletionProtection: 'ACTIVE' } })
    const text =
      'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.'
    await assert.rejects(client.DeleteUserPool({ UserPoolId }), refusal('InvalidParameterException', text))
  })

  it('C018 are not found under an id that none has', async (t) => {
    const { client } = await openCognito(t)
    const missing = refusal('ResourceNotFoundException', 'User pool us-east-1_nope00000 does not exist.')
    await assert.rejects(client.DescribeUserPool({ UserPoolId: 'us-east-1_nope00000' }), missing)
  })
})

describe('app clients', () => {
  it('C019 are made with documented defaults', async (t) => {
    const { create } = await openClients(t)
    const client = await create()
    assert.match(client.ClientId ?? '', /^[0-9a-z]{25,26}$/)
    assert.equal('ClientSecret' in client, false)
    assert.equal(client.RefreshTokenValidity, 30)
    assert.equal(client.EnableTokenRevocation, true)
    assert.equal(client.AuthSessionValidity, 3)
    const flows = ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH']
    assert.deepEqual(client.ExplicitAuthFlows?.toSorted(), flows)
  })

  it('C020 show their secret when they are described, and only their name in a list', async (t) => {
    const { create, client, UserPoolId } = await openClients(t)
    const { ClientId = '', ClientSecret } = await create({ GenerateSecret: true })
    assert.match(ClientSecret ?? '', /^[0-9a-z]{51,}$/)
    const { UserPoolClient: described } = await client.DescribeUserPoolClient({ UserPoolId, ClientId })
    assert.equal(described?.ClientSecret, ClientSecret)
    const { UserPoolClients = [] } = await client.ListUserPoolClients({ UserPoolId, MaxResults: 60 })
    assert.deepEqual(
      UserPoolClients.find((listed) => listed.ClientId === ClientId),
      { ClientId, UserPoolId, ClientName: 'app' },
    )
  })

  it('C021 mix no legacy flows with those of today', async (t) => {
    const { create } = await openClients(t)
    await assert.rejects(create({ ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH', 'ALLOW_USER_SRP_AUTH'] }), invalid)
  })

  it('C022 keep access tokens between five minutes and a day', async (t) => {
    const { create } = await openClients(t)
    const lasting = (AccessTokenValidity: number, AccessToken: 'minutes' | 'hours') =>
      create({ AccessTokenValidity, TokenValidityUnits: { AccessToken } })
    await assert.rejects(lasting(4, 'minutes'), invalid)
    await assert.rejects(lasting(25, 'hours'), invalid)
    await lasting(5, 'minutes')
    await lasting(24, 'hours')
  })

  it('C023 need a secret for client credentials', async (t) => {
    const { create, client, UserPoolId } = await openClients(t)
    await client.CreateResourceServer({
      UserPoolId,
      Identifier: 'api',
      Name: 'api',
      Scopes: [{ ScopeName: 'read', ScopeDescription: 'reads' }],
    })
    const credentials = {
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: ['api/read'],
    }
    await assert.rejects(create(credentials), { code: 'InvalidOAuthFlowException' })
    await create({ ...credentials, GenerateSecret: true })
  })

  it('C024 have scopes that exist', async (t) => {
    const { create } = await openClients(t)
    const created = create({
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      CallbackURLs: ['https://www.shop.example/'],
      AllowedOAuthScopes: ['nosuch/read'],
    })
    await assert.rejects(created, { code: 'ScopeDoesNotExistException' })
  })

  it('C025 fall back to defaults wherever an update says nothing, and keep their secret', async (t) => {
    const { create, client, UserPoolId } = await openClients(t)
    const made = await create({
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      RefreshTokenValidity: 5,
    })
    const ClientId = made.ClientId ?? ''
    const { UserPoolClient: updated } = await client.UpdateUserPoolClient({ UserPoolId, ClientId })
    const flows = ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH']
    assert.deepEqual(updated?.ExplicitAuthFlows?.toSorted(), flows)
    assert.equal(updated?.RefreshTokenValidity, 30)
    const { UserPoolClient: described } = await client.DescribeUserPoolClient({ UserPoolId, ClientId })
    assert.equal(described?.ClientSecret, made.ClientSecret)
  })
})
