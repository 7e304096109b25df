import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { run } from '../../support/run.ts'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const clockOf = (server: SpawnedServer, ...args: string[]) =>
  run(process.execPath, ['bin/poolgate.js', 'clock', '--port', String(server.port), ...args])

describe('poolgate clock', () => {
  let server: SpawnedServer
  let clients: ReturnType<typeof sdkClients>
  before(async () => {
    server = await startServer()
    clients = sdkClients(server.url)
  })
  after(async () => {
    clients.close()
    await server.stop()
  })

  async function accessToken(): Promise<string> {
    const { cognito } = clients
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'customers' }))
    const UserPoolId = UserPool?.Id
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'web',
        ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    )
    const [Username, Password] = ['jane', 'S3cure!!']
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
    await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
    const { AuthenticationResult } = await cognito.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId: UserPoolClient?.ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: Password },
      }),
    )
    return AuthenticationResult?.AccessToken ?? ''
  }

  it('has tokens expire ahead of time, and be good again', async () => {
    const AccessToken = await accessToken()
    const getUser = () => clients.cognito.send(new GetUserCommand({ AccessToken }))
    await getUser()
    const { code, stdout } = await clockOf(server, '--advance', '61m')
    assert.equal(code, 0)
    assert.match(stdout, /\(3660 s ahead of the machine's\)/)
    await assert.rejects(getUser(), { name: 'NotAuthorizedException', message: 'Access Token has expired' })
    assert.match((await clockOf(server, '--reset')).stdout, /\(the machine's\)/)
    await getUser()
    assert.ok(server.lines.some((line) => line.includes('"event":"clock-moved"')))
  })

  it('says what it does not understand', async () => {
    const { code, stderr } = await clockOf(server, '--advance', 'soon')
    assert.equal(code, 2)
    assert.match(stderr, /--advance soon is not a duration/)
  })

  it('is refused for the pages of other origins', async () => {
    const response = await fetch(`${server.url}/_poolgate/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: JSON.stringify({ advanceMilliseconds: 1 }),
    })
    assert.equal(response.status, 403)
  })
})
