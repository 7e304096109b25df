import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { GetApisCommand } from '@aws-sdk/client-apigatewayv2'
import { DeleteStackCommand } from '@aws-sdk/client-cloudformation'
import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListUserPoolsCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { type Backend, startBackend } from '../../support/backend.ts'
import { deployExample, type ExampleStack, readExample } from '../../support/example-stack.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer, temporaryDirectory } from '../../support/server.ts'

const Username = 'jane@example.com'
const Password = 'S3cure!!'

describe('the example stack, through the AWS SDK', () => {
  let backend: Backend
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  let stack: ExampleStack
  let accessToken: string
  let refreshToken: string
  const dataDir = temporaryDirectory()
  const invoke = (headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/execute-api/${stack.apiId}/`, { headers })

  async function start(): Promise<void> {
    server = await startServer({ dataDir, args: ['--upstream', `https://www.wikipedia.org=${backend.url}`] })
    clients = sdkClients(server.url)
  }

  before(async () => {
    backend = await startBackend()
    await start()
    stack = await deployExample(clients)
  })
  after(async () => {
    clients.close()
    await server.stop()
    await backend.close()
  })

  it('outputs ids and the URL in AWS`s forms', () => {
    assert.match(stack.httpApiUrl, /^https:\/\/[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com\/$/)
    assert.match(stack.userPoolId, /^us-east-1_[0-9A-Za-z]{9}$/)
    assert.match(stack.clientId, /^[0-9a-z]{26}$/)
  })

  it('refuses a call without a token, without reaching the backend', async () => {
    const response = await invoke()
    assert.equal(response.status, 401)
    assert.equal(await response.text(), '{"message":"Unauthorized"}')
    assert.equal(response.headers.get('www-authenticate'), 'Bearer')
    assert.match(response.headers.get('apigw-requestid') ?? '', /^[\w-]{15}=$/)
    assert.deepEqual(backend.arrivals, [])
  })

  it('lets a user sign up, be confirmed and sign in', async () => {
    const { clientId: ClientId, userPoolId: UserPoolId } = stack
    const signedUp = await clients.cognito.send(new SignUpCommand({ ClientId, Username, Password }))
    assert.equal(signedUp.UserConfirmed, false)
    assert.deepEqual(signedUp.CodeDeliveryDetails, {
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'j***@e***',
    })
    await clients.cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
    const signedIn = await signIn()
    assert.equal(signedIn?.TokenType, 'Bearer')
    accessToken = signedIn.AccessToken!
    refreshToken = signedIn.RefreshToken!
  })

  it('proxies a call with the user`s access token to the integration', async () => {
    const response = await invoke({ authorization: `Bearer ${accessToken}` })
    assert.equal(response.status, 200)
    assert.equal(await response.text(), 'hello')
    const [arrival] = backend.arrivals
    assert.equal(arrival?.method, 'GET')
    assert.equal(arrival?.url, '/')
    assert.equal(arrival?.headers.host, 'www.wikipedia.org')
    assert.equal(arrival?.headers.via, 'HTTP/1.1 AmazonAPIGateway')
  })

  it('explains to the operator why each request was refused or let through', async () => {
    const refused = JSON.parse(await server.line(/"event":"http-api-request".*"status":401/)) as Record<string, unknown>
    assert.equal(refused['routeKey'], 'GET /')
    assert.match(JSON.stringify(refused['authorizer']), /"decision":"deny".*"error":"missing: token not provided"/)
    const proxied = JSON.parse(await server.line(/"event":"http-api-request".*"status":200/)) as Record<string, unknown>
    assert.match(JSON.stringify(proxied['authorizer']), /"decision":"allow"/)
    assert.match(JSON.stringify(proxied['integration']), /"target":"GET https:\/\/www\.wikipedia\.org\/".*"status":200/)
  })

  it('logs no token and no password', () => {
    for (const secret of [accessToken, refreshToken, Password])
      assert.ok(!server.lines.some((line) => line.includes(secret)))
  })

  it('has lost nothing after kill -9', async () => {
    await server.kill()
    clients.close()
    await start()
    assert.deepEqual(await readExample(clients), stack)
    assert.equal((await invoke({ authorization: `Bearer ${accessToken}` })).status, 200)
    const user = await clients.cognito.send(new GetUserCommand({ AccessToken: accessToken }))
    assert.ok(user.UserAttributes?.some(({ Name, Value }) => Name === 'email' && Value === Username))
    assert.ok((await signIn())?.AccessToken)
    const refreshed = await clients.cognito.send(
      new InitiateAuthCommand({
        ClientId: stack.clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: refreshToken },
      }),
    )
    assert.ok(refreshed.AuthenticationResult?.AccessToken)
  })

  it('does not exist in another region', async () => {
    const elsewhere = sdkClients(server.url, 'eu-west-1')
    assert.deepEqual((await elsewhere.apis.send(new GetApisCommand({}))).Items, [])
    await assert.rejects(elsewhere.cognito.send(new AdminGetUserCommand({ UserPoolId: stack.userPoolId, Username })), {
      name: 'ResourceNotFoundException',
    })
    elsewhere.close()
  })

  it('leaves nothing behind when it is deleted', async () => {
    await clients.cloudFormation.send(new DeleteStackCommand({ StackName: 'cognito-http-api' }))
    assert.equal((await invoke({ authorization: `Bearer ${accessToken}` })).status, 404)
    assert.deepEqual((await clients.cognito.send(new ListUserPoolsCommand({ MaxResults: 10 }))).UserPools, [])
    assert.deepEqual((await clients.apis.send(new GetApisCommand({}))).Items, [])
  })

  async function signIn() {
    const answer = await clients.cognito.send(
      new InitiateAuthCommand({
        ClientId: stack.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
      }),
    )
    return answer.AuthenticationResult
  }
})
