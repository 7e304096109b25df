import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  paginateListGroups,
  paginateListUserPoolClients,
  paginateListUserPools,
  paginateListUsers,
} from '@aws-sdk/client-cognito-identity-provider'
import { openPoolgate, type OpenPoolgate } from '../../support/poolgate.ts'
import { startSrp } from '../../support/srp-client.ts'
import { newSecret } from '../../support/srp-pool.ts'

const StackName = 'users'
const [Username, Password] = ['jane@example.com', 'S3cure!!']
const templateOf = (client: object) =>
  JSON.stringify({
    Resources: {
      Pool: {
        Type: 'AWS::Cognito::UserPool',
        Properties: { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] },
      },
      Client: {
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: {
          UserPoolId: { Ref: 'Pool' },
          ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
          ...client,
        },
      },
    },
    Outputs: {
      Pool: { Value: { Ref: 'Pool' } },
      Client: { Value: { Ref: 'Client' } },
      Provider: { Value: { 'Fn::GetAtt': ['Pool', 'ProviderName'] } },
    },
  })

describe('user pools of stacks', () => {
  let poolgate: OpenPoolgate
  before(async () => {
    poolgate = await openPoolgate({ passwordCost: { memoryKibibytes: 8, passes: 1, parallelism: 1 } })
    const { cloudFormation: client } = poolgate.sdk
    await client.send(new CreateStackCommand({ StackName, TemplateBody: templateOf({ ClientName: 'web' }) }))
    await waitUntilStackCreateComplete({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.05 }, { StackName })
  })

  async function outputs() {
    const { Stacks = [] } = await poolgate.sdk.cloudFormation.send(new DescribeStacksCommand({ StackName }))
    const value = (key: string) =>
      Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? assert.fail(`no output ${key}`)
    return { pool: value('Pool'), client: value('Client'), provider: value('Provider') }
  }
  async function updateClient(properties: object): Promise<string> {
    const { cloudFormation: client } = poolgate.sdk
    await client.send(new UpdateStackCommand({ StackName, TemplateBody: templateOf(properties) }))
    await waitUntilStackUpdateComplete({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.05 }, { StackName })
    return (await outputs()).client
  }

  it('C121 are real, and let in by the flows of the template only', async () => {
    const { cognito, cloudFormation } = poolgate.sdk
    const { pool: UserPoolId, client: ClientId, provider } = await outputs()
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }))
    assert.deepEqual(
      StackResources.map(({ PhysicalResourceId: id = '' }) => id).toSorted(),
      [ClientId, UserPoolId].toSorted(),
    )
    assert.equal(provider, `cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`)
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
    const byPassword = new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    })
    assert.ok((await cognito.send(byPassword)).AuthenticationResult)
    const { SRP_A } = startSrp(UserPoolId, newSecret())
    const bySrp = new InitiateAuthCommand({
      ClientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: Username, SRP_A },
    })
    const message = 'USER_SRP_AUTH is not enabled for the client.'
    await assert.rejects(cognito.send(bySrp), { name: 'InvalidParameterException', message })
  })

  it('C122 keep a client that gets another name, and replace one that gets a secret', async () => {
    const before = (await outputs()).client
    assert.equal(await updateClient({ ClientName: 'site' }), before)
    assert.notEqual(await updateClient({ ClientName: 'site', GenerateSecret: true }), before)
  })

  it('C123 are listed by paginators that end, with all that is in them', async () => {
    const { cognito: client } = poolgate.sdk
    const pools: string[] = []
    for (const PoolName of ['one', 'two'])
      pools.push((await client.send(new CreateUserPoolCommand({ PoolName }))).UserPool!.Id!)
    const UserPoolId = pools[0]
    for (const name of ['a', 'b', 'c']) {
      await client.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: name }))
      await client.send(new CreateGroupCommand({ UserPoolId, GroupName: name }))
      await client.send(new AdminCreateUserCommand({ UserPoolId, Username: name, MessageAction: 'SUPPRESS' }))
    }
    const paged = { client, pageSize: 1 }
    async function all<Page>(pages: AsyncIterable<Page>, namesOf: (page: Page) => (string | undefined)[]) {
      const names: string[] = []
      for await (const page of pages) names.push(...namesOf(page).map(String))
      return names.toSorted()
    }
    const names = ['a', 'b', 'c']
    const users = await all(paginateListUsers(paged, { UserPoolId }), ({ Users = [] }) => Users.map((u) => u.Username))
    assert.deepEqual(users, names)
    const groups = paginateListGroups(paged, { UserPoolId })
    assert.deepEqual(await all(groups, ({ Groups = [] }) => Groups.map((group) => group.GroupName)), names)
    const clients = paginateListUserPoolClients(paged, { UserPoolId, MaxResults: 1 })
    assert.deepEqual(await all(clients, ({ UserPoolClients = [] }) => UserPoolClients.map((c) => c.ClientName)), names)
    const listed = await all(paginateListUserPools(paged, { MaxResults: 1 }), ({ UserPools = [] }) =>
      UserPools.map((pool) => pool.Id),
    )
    assert.deepEqual(listed, [...pools, (await outputs()).pool].toSorted())
  })
})
