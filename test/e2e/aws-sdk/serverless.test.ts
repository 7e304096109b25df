import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  DescribeUserPoolCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { startLambdaEndpoint } from '../../support/lambda-endpoint.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const fixture = (name: string): string => readFileSync(`test/fixtures/serverless/${name}.yaml`, 'utf8')
const Capabilities = ['CAPABILITY_IAM' as const, 'CAPABILITY_AUTO_EXPAND' as const]

describe('templates of AWS SAM, through the AWS SDK', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let lambda: Awaited<ReturnType<typeof startLambdaEndpoint>>

  before(async () => {
    lambda = await startLambdaEndpoint()
    server = await startServer({ args: ['--lambda-endpoint', lambda.url] })
    clients = sdkClients(server.url)
  })
  after(async () => {
    clients.close()
    await server.stop()
  })

  const wait = () => ({ client: clients.cloudFormation, maxWaitTime: 20, minDelay: 1 })
  const resourcesOf = async (StackName: string): Promise<Record<string, string>> => {
    const { StackResources = [] } = await clients.cloudFormation.send(new DescribeStackResourcesCommand({ StackName }))
    const ids = StackResources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ])
    return Object.fromEntries(ids)
  }
  const call = async (apiId: string | undefined, path: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: token }
    const response = await fetch(`${server.url}/execute-api/${apiId}${path}`, { headers })
    return [response.status, await response.text()] as const
  }
  const signIn = async ({ UserPool = '', UserPoolClient = '' }: Record<string, string>): Promise<string> => {
    const user = { UserPoolId: UserPool, Username: 'jane@example.com' }
    await clients.cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }))
    const Password = 'Correct-Horse9'
    await clients.cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }))
    const { AuthenticationResult } = await clients.cognito.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: UserPoolClient,
        AuthParameters: { USERNAME: user.Username, PASSWORD: Password },
      }),
    )
    return AuthenticationResult?.IdToken ?? ''
  }

  it('make an API whose functions only those may call who have signed in, but for one', async () => {
    const StackName = 'tasks'
    const TemplateBody = fixture('tasks')
    lambda.answers.set('ListTasks', '"tasks"').set('Health', '{"statusCode":200,"body":"well"}')
    await assert.rejects(clients.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody })), {
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
    })
    await clients.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities }))
    await waitUntilStackCreateComplete(wait(), { StackName })
    const resources = await resourcesOf(StackName)
    const apiId = resources['TasksApi']
    const token = await signIn(resources)

    assert.deepEqual(await call(apiId, '/tasks'), [401, '{"message":"Unauthorized"}'])
    assert.deepEqual(await call(apiId, '/tasks', token), [200, 'tasks'])
    assert.deepEqual(await call(apiId, '/tasks/1', token), [403, '{"message":"Forbidden"}'])
    assert.deepEqual(await call(apiId, '/health'), [200, 'well'])
    assert.deepEqual(
      lambda.invocations.map(({ name }) => name),
      ['ListTasks', 'Health'],
    )

    const open = TemplateBody.replace('Auth: { AuthorizationScopes: [tasks/read] }', 'Auth: {}')
    await clients.cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody: open, Capabilities }))
    await waitUntilStackUpdateComplete(wait(), { StackName })
    assert.equal((await resourcesOf(StackName))['TasksApi'], apiId)
    assert.deepEqual(await call(apiId, '/tasks/1', token), [200, 'tasks'])

    const { TemplateBody: processed = '' } = await clients.cloudFormation.send(
      new GetTemplateCommand({ StackName, TemplateStage: 'Processed' }),
    )
    assert.equal(JSON.parse(processed).Resources.TasksApi.Type, 'AWS::ApiGatewayV2::Api')
    await clients.cloudFormation.send(new DeleteStackCommand({ StackName }))
    await waitUntilStackDeleteComplete(wait(), { StackName })
  })

  it('invoke functions by the aliases that they publish', async () => {
    const StackName = 'aliases'
    lambda.answers.set('Hello', '"hello"')
    lambda.invocations.length = 0
    const create = { StackName, TemplateBody: fixture('aliases'), Capabilities }
    await clients.cloudFormation.send(new CreateStackCommand(create))
    await waitUntilStackCreateComplete(wait(), { StackName })
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName }))
    const outputs = Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map((each) => [each.OutputKey, each.OutputValue]))
    const { ServerlessHttpApi: apiId, Pool: UserPoolId } = await resourcesOf(StackName)
    assert.equal(outputs['Alias'], `${lambda.arn('Hello')}:live`)
    assert.equal(outputs['Version'], `${lambda.arn('Hello')}:${outputs['Number']}`)
    assert.equal(outputs['Text'], `v${outputs['Number']} of ${outputs['Alias']} in us-east-1`)
    assert.deepEqual(await call(apiId, '/one'), [200, 'hello'])
    const { UserPool } = await clients.cognito.send(new DescribeUserPoolCommand({ UserPoolId }))
    assert.equal(UserPool?.LambdaConfig?.PreSignUp, outputs['Alias'])
    assert.deepEqual(
      lambda.invocations.map(({ name, qualifier }) => [name, qualifier]),
      [['Hello', 'live']],
    )
    const TemplateBody = create.TemplateBody.replace('Key: hello.zip', 'Key: hello-2.zip')
    await clients.cloudFormation.send(new UpdateStackCommand({ ...create, TemplateBody }))
    await waitUntilStackUpdateComplete(wait(), { StackName })
    const { Stacks: updated } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName }))
    const newer = Object.fromEntries((updated?.[0]?.Outputs ?? []).map((each) => [each.OutputKey, each.OutputValue]))
    assert.notEqual(newer['Version'], outputs['Version'])
    assert.equal(newer['Alias'], outputs['Alias'])
    assert.deepEqual(await call(apiId, '/one'), [200, 'hello'])
    await clients.cloudFormation.send(new DeleteStackCommand({ StackName }))
    await waitUntilStackDeleteComplete(wait(), { StackName })
  })

  it('make an API of the events that name none, by way of a change set', async () => {
    const StackName = 'hello'
    lambda.answers.set('hello', '"hello"')
    const change = { StackName, ChangeSetName: 'first', ChangeSetType: 'CREATE' as const, Capabilities }
    await clients.cloudFormation.send(new CreateChangeSetCommand({ ...change, TemplateBody: fixture('implicit-api') }))
    await clients.cloudFormation.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName: 'first' }))
    await waitUntilStackCreateComplete(wait(), { StackName })
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName }))
    const { ServerlessHttpApi: apiId } = await resourcesOf(StackName)
    assert.equal(Stacks?.[0]?.Outputs?.[0]?.OutputValue, `https://${apiId}.execute-api.us-east-1.amazonaws.com/`)
    assert.deepEqual(await call(apiId, '/anything'), [200, 'hello'])
    assert.equal(lambda.event()['routeKey'], '$default')
  })
})
