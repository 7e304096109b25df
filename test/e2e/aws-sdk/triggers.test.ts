import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { CreateStackCommand, DescribeStacksCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation'
import { AdminGetUserCommand, InitiateAuthCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider'
import { decodeJwt } from 'jose'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`

/** A pool whose users are confirmed by a function and whose tokens another one changes. */
const template = `
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolName: triggered
      UsernameAttributes: [email]
      AutoVerifiedAttributes: [email]
      LambdaConfig:
        PreSignUp: ${arn('signs-up')}
        PostAuthentication: ${arn('watches')}
        UserMigration: ${arn('migrates')}
        PreTokenGenerationConfig: { LambdaVersion: V2_0, LambdaArn: '${arn('claims')}' }
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref Pool
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
Outputs:
  PoolId: { Value: !Ref Pool }
  ClientId: { Value: !Ref Client }
`

/** What the functions put into `response`, by their names. */
const responses: Readonly<Record<string, object>> = {
  'signs-up': { autoConfirmUser: true, autoVerifyEmail: true },
  migrates: { userAttributes: { email_verified: 'true' }, finalUserStatus: 'CONFIRMED', messageAction: 'SUPPRESS' },
  claims: {
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: { claimsToAddOrOverride: { tenant: 't1' } },
      accessTokenGeneration: { scopesToAdd: ['orders/read'] },
    },
  },
}

describe('user pools with Lambda triggers, through the AWS SDK', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let UserPoolId = ''
  let ClientId = ''

  /** Runs the functions; `blocked@example.com` is nobody's to sign up with. */
  const lambda = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const event = JSON.parse(body)
      if (event.triggerSource === 'PreSignUp_SignUp' && event.request.userAttributes.email === 'blocked@example.com')
        return response.setHeader('X-Amz-Function-Error', 'Unhandled').end('{"errorMessage":"not you"}')
      const name = request.url?.split('/').at(-2) ?? ''
      return response.end(JSON.stringify({ ...event, response: { ...event.response, ...responses[name] } }))
    })
  })

  before(async () => {
    await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`
    server = await startServer({ args: ['--lambda-endpoint', url] })
    clients = sdkClients(server.url)
    const StackName = 'triggers'
    await clients.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: template }))
    await waitUntilStackCreateComplete({ client: clients.cloudFormation, maxWaitTime: 20, minDelay: 1 }, { StackName })
    const { Stacks } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName }))
    const outputs = new Map(Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue = '' }) => [OutputKey, OutputValue]))
    UserPoolId = outputs.get('PoolId') ?? ''
    ClientId = outputs.get('ClientId') ?? ''
  })
  after(async () => {
    clients.close()
    await server.stop()
    lambda.closeAllConnections()
    lambda.close()
  })

  async function claims(USERNAME: string) {
    const AuthParameters = { USERNAME, PASSWORD: 'S3cure!!' }
    const { AuthenticationResult } = await clients.cognito.send(
      new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
    )
    const { IdToken = '', AccessToken = '' } = AuthenticationResult ?? {}
    return [decodeJwt(IdToken)['tenant'], decodeJwt(AccessToken)['scope']]
  }
  const changed = ['t1', 'aws.cognito.signin.user.admin orders/read']

  it('confirm who signs up, and change their tokens', async () => {
    const jane = { ClientId, Username: 'jane@example.com', Password: 'S3cure!!' }
    assert.equal((await clients.cognito.send(new SignUpCommand(jane))).UserConfirmed, true)
    assert.deepEqual(await claims(jane.Username), changed)
  })

  it('refuse in the words of a function', async () => {
    const blocked = { ClientId, Username: 'blocked@example.com', Password: 'S3cure!!' }
    await assert.rejects(clients.cognito.send(new SignUpCommand(blocked)), {
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error not you.',
    })
  })

  it('migrate users of another directory as they sign in', async () => {
    assert.deepEqual(await claims('bob@example.com'), changed)
    const bob = new AdminGetUserCommand({ UserPoolId, Username: 'bob@example.com' })
    assert.equal((await clients.cognito.send(bob)).UserStatus, 'CONFIRMED')
  })
})
