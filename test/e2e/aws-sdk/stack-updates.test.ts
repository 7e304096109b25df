import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
  UpdateStackCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  DescribeUserPoolCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { type Backend, startBackend } from '../../support/backend.ts'
import { deployExample, type ExampleStack, readExample } from '../../support/example-stack.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const StackName = 'cognito-http-api'
const template = readFileSync('examples/cognito-http-api/stack.yaml', 'utf8')
const Username = 'jane@example.com'
const Password = 'S3cure!!'

describe('updates of a live stack, through the AWS SDK', () => {
  let backend: Backend
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let stack: ExampleStack
  const invoke = (path: string, token: string): Promise<Response> =>
    fetch(`${server.url}/execute-api/${stack.apiId}${path}`, { headers: { authorization: `Bearer ${token}` } })
  const signIn = async (): Promise<string> => {
    const { AuthenticationResult } = await clients.cognito.send(
      new InitiateAuthCommand({
        ClientId: stack.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
      }),
    )
    return AuthenticationResult?.AccessToken ?? assert.fail('no token')
  }

  before(async () => {
    backend = await startBackend()
    server = await startServer({ args: ['--upstream', `https://www.wikipedia.org=${backend.url}`] })
    clients = sdkClients(server.url)
    stack = await deployExample(clients, StackName)
    const user = { UserPoolId: stack.userPoolId, Username }
    await clients.cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }))
    await clients.cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }))
  })
  after(async () => {
    clients.close()
    await server.stop()
    await backend.close()
  })

  it('change pool and route, and keep ids, users and their tokens', async () => {
    const token = await signIn()
    assert.equal((await invoke('/', token)).status, 200)
    const TemplateBody = template
      .replace('      AutoVerifiedAttributes:', '      DeletionProtection: ACTIVE\n      AutoVerifiedAttributes:')
      .replace('RouteKey: GET /', 'RouteKey: GET /new')
    await clients.cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody }))
    await waitUntilStackUpdateComplete({ client: clients.cloudFormation, maxWaitTime: 60 }, { StackName })
    assert.deepEqual(await readExample(clients, StackName), stack)
    const { UserPool } = await clients.cognito.send(new DescribeUserPoolCommand({ UserPoolId: stack.userPoolId }))
    assert.equal(UserPool?.DeletionProtection, 'ACTIVE')
    assert.equal((await invoke('/new', token)).status, 200)
    assert.equal((await invoke('/', token)).status, 404)
    assert.ok(await signIn())
  })

  it('are previewed and made by change sets', async () => {
    const change = { StackName, ChangeSetName: 'back' }
    await clients.cloudFormation.send(new CreateChangeSetCommand({ ...change, TemplateBody: template }))
    await waitUntilChangeSetCreateComplete({ client: clients.cloudFormation, maxWaitTime: 60 }, change)
    const { Changes = [] } = await clients.cloudFormation.send(new DescribeChangeSetCommand(change))
    assert.deepEqual(
      Changes.map(({ ResourceChange }) => [
        ResourceChange?.Action,
        ResourceChange?.LogicalResourceId,
        ResourceChange?.Replacement,
        ResourceChange?.Scope,
        ResourceChange?.Details?.map(({ Target }) => Target?.Name),
      ]),
      [
        ['Modify', 'UserPool', 'False', ['Properties'], ['DeletionProtection']],
        ['Modify', 'HttpApiRoute', 'False', ['Properties'], ['RouteKey']],
      ],
    )
    await clients.cloudFormation.send(new ExecuteChangeSetCommand(change))
    await waitUntilStackUpdateComplete({ client: clients.cloudFormation, maxWaitTime: 60 }, { StackName })
    assert.equal((await invoke('/', await signIn())).status, 200)
  })

  it('that fail leave everything as it was', async () => {
    const TemplateBody = template
      .replace('UserPoolId: !Ref UserPool\n', 'UserPoolId: !Ref UserPool\n      GenerateSecret: true\n')
      .replace('RouteKey: GET /', 'RouteKey: nonsense')
    await clients.cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody }))
    const { StackEvents = [] } = await clients.cloudFormation.send(new DescribeStackEventsCommand({ StackName }))
    assert.equal(StackEvents[0]?.ResourceStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.deepEqual(await readExample(clients, StackName), stack)
    assert.equal((await invoke('/', await signIn())).status, 200)
  })
})
