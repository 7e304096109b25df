import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import {
  AddUserPoolClientSecretCommand,
  AdminAddUserToGroupCommand,
  ConfirmSignUpCommand,
  CreateGroupCommand,
  CreateResourceServerCommand,
  DeleteUserPoolClientSecretCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListUserPoolClientSecretsCommand,
  paginateAdminListGroupsForUser,
  paginateListGroups,
  SignUpCommand,
  UpdateUserAttributesCommand,
  UpdateUserPoolClientCommand,
  VerifyUserAttributeCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { createPoolWithClient } from '../../support/sdk.ts'
import { serverWithClients } from '../../support/server-with-clients.ts'

const [Username, Password, email] = ['jane', 'S3cure!!', 'jane@example.com']

describe('a pool with aliases, groups and two client secrets, through the AWS SDK', () => {
  const poolgate = serverWithClients()
  let UserPoolId: string
  let ClientId: string
  const secrets: string[] = []

  before(async () => {
    const created = await createPoolWithClient(
      poolgate.cognito,
      {
        AliasAttributes: ['email'],
        AutoVerifiedAttributes: ['email'],
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      },
      {
        GenerateSecret: true,
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
      },
    )
    ;({ UserPoolId, ClientId } = created)
    secrets.push(created.ClientSecret)
  })

  const hashOf = (name: string, secret = secrets[0]!) =>
    createHmac('sha256', secret)
      .update(name + ClientId)
      .digest('base64')

  /** The code of the only mail to this address. */
  const codeFor = (address: string): string => {
    const outbox = join(poolgate.dataDir, 'outbox')
    const mails = readdirSync(outbox).map((file) => readFileSync(join(outbox, file), 'utf8'))
    return /\b\d{6}\b/.exec(mails.find((mail) => mail.includes(address))?.split(/\r?\n\r?\n/)[1] ?? '')?.[0] ?? ''
  }

  const signIn = async (USERNAME: string, secret?: string) => {
    const AuthParameters = { USERNAME, PASSWORD: Password, SECRET_HASH: hashOf(USERNAME, secret) }
    const flow = { AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters } as const
    const { AuthenticationResult } = await poolgate.cognito.send(new InitiateAuthCommand(flow))
    return AuthenticationResult!
  }

  it('lets a user sign in by the address once it is confirmed', async () => {
    const named = { ClientId, Username, SecretHash: hashOf(Username) }
    const UserAttributes = [{ Name: 'email', Value: email }]
    await poolgate.cognito.send(new SignUpCommand({ ...named, Password, UserAttributes }))
    await poolgate.cognito.send(new ConfirmSignUpCommand({ ...named, ConfirmationCode: codeFor(email) }))
    assert.ok((await signIn(email)).AccessToken)
  })

  it('keeps the old address until the new one is verified', async () => {
    const { AccessToken } = await signIn(Username)
    const UserAttributes = [{ Name: 'email', Value: 'jane@example.org' }]
    const { CodeDeliveryDetailsList } = await poolgate.cognito.send(
      new UpdateUserAttributesCommand({ AccessToken, UserAttributes }),
    )
    assert.deepEqual(CodeDeliveryDetailsList, [
      { Destination: 'j***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    ])
    await signIn(email)
    const Code = codeFor('jane@example.org')
    await poolgate.cognito.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: 'email', Code }))
    const user = await poolgate.cognito.send(new GetUserCommand({ AccessToken }))
    assert.equal(user.UserAttributes?.find(({ Name }) => Name === 'email')?.Value, 'jane@example.org')
    await signIn('jane@example.org')
    await assert.rejects(signIn(email), { name: 'UserNotFoundException' })
  })

  it('pages through groups, and names those of the user in both tokens', async () => {
    for (const GroupName of ['admins', 'editors', 'readers']) {
      await poolgate.cognito.send(new CreateGroupCommand({ UserPoolId, GroupName }))
      await poolgate.cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }))
    }
    const config = { client: poolgate.cognito, pageSize: 2 }
    const names: (string | undefined)[] = []
    for await (const page of paginateListGroups(config, { UserPoolId }))
      names.push(...(page.Groups ?? []).map(({ GroupName }) => GroupName))
    for await (const page of paginateAdminListGroupsForUser(config, { UserPoolId, Username }))
      names.push(...(page.Groups ?? []).map(({ GroupName }) => GroupName))
    const all = ['admins', 'editors', 'readers']
    assert.deepEqual(names, [...all, ...all])
    const { AccessToken, IdToken } = await signIn(Username)
    const claimOf = (token = ''): unknown =>
      JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())['cognito:groups']
    assert.deepEqual([claimOf(AccessToken), claimOf(IdToken)], [all, all])
  })

  it('rotates the secret of the client while both work', async () => {
    const named = { UserPoolId, ClientId }
    const { ClientSecretDescriptor: added } = await poolgate.cognito.send(new AddUserPoolClientSecretCommand(named))
    secrets.push(added!.ClientSecretValue!)
    for (const secret of secrets) await signIn(Username, secret)
    const { ClientSecrets = [] } = await poolgate.cognito.send(new ListUserPoolClientSecretsCommand(named))
    assert.ok(ClientSecrets[0]?.ClientSecretCreateDate instanceof Date)
    const { ClientSecretId } = ClientSecrets[0]
    await poolgate.cognito.send(new DeleteUserPoolClientSecretCommand({ ...named, ClientSecretId }))
    await signIn(Username, secrets[1])
    await assert.rejects(signIn(Username, secrets[0]), { name: 'NotAuthorizedException' })
  })

  it('gives a client the scopes of a resource server', async () => {
    const { cognito } = poolgate
    const scopes = {
      UserPoolId,
      ClientId,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials' as const],
      AllowedOAuthScopes: ['orders/read'],
    }
    await assert.rejects(cognito.send(new UpdateUserPoolClientCommand(scopes)), { name: 'ScopeDoesNotExistException' })
    const Scopes = [{ ScopeName: 'read', ScopeDescription: 'See orders' }]
    await cognito.send(new CreateResourceServerCommand({ UserPoolId, Identifier: 'orders', Name: 'Orders', Scopes }))
    const { UserPoolClient } = await cognito.send(new UpdateUserPoolClientCommand(scopes))
    assert.deepEqual(UserPoolClient?.AllowedOAuthScopes, ['orders/read'])
  })
})
