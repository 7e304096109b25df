import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  AdminConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { sdkClients } from '../../support/sdk.ts'
import { type SpawnedServer, startServer } from '../../support/server.ts'

const Username = 'jane'
const Password = 'S3cure!!'

async function moveClock({ url }: SpawnedServer, question: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/_poolgate/clock`, { method: 'POST', headers, body: JSON.stringify(question) })
  assert.equal(response.status, 200)
}

const days = (count: number) => count * 24 * 3_600_000

describe('a server whose clock jumps', () => {
  it('lets nobody in longer than the clock says, and keeps nobody out when it was wrong', async (t) => {
    const server = await startServer()
    t.after(() => server.kill())
    const { cognito, close } = sdkClients(server.url)
    t.after(close)
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'jumps' }))
    const UserPoolId = UserPool?.Id
    const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const, 'ALLOW_REFRESH_TOKEN_AUTH' as const]
    const { UserPoolClient } = await cognito.send(
      new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'jumps', ExplicitAuthFlows }),
    )
    const ClientId = UserPoolClient?.ClientId
    await cognito.send(new SignUpCommand({ ClientId, Username, Password }))
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }))
    const signIn = async (PASSWORD: string) => {
      const AuthParameters = { USERNAME: Username, PASSWORD }
      const command = new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
      return (await cognito.send(command)).AuthenticationResult
    }
    const refresh = (REFRESH_TOKEN = '') =>
      cognito.send(
        new InitiateAuthCommand({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN } }),
      )
    const locked = { name: 'NotAuthorizedException', message: 'Password attempts exceeded' }
    const wrong = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }

    const before = await signIn(Password)
    await moveClock(server, { advanceMilliseconds: days(400) })
    await assert.rejects(refresh(before?.RefreshToken), { message: 'Refresh Token has expired' })
    await assert.rejects(cognito.send(new GetUserCommand({ AccessToken: before?.AccessToken })), {
      message: 'Access Token has expired',
    })
    // The last of them locks for 16 seconds.
    for (let guess = 1; guess <= 9; guess++) {
      await moveClock(server, { advanceMilliseconds: 20_000 })
      await assert.rejects(signIn('Wr0ng!!!'), wrong)
    }
    await assert.rejects(signIn(Password), locked)

    await moveClock(server, { reset: true })
    assert.ok((await signIn(Password))?.AccessToken, 'a lock of the future is none')
    assert.ok((await refresh(before?.RefreshToken)).AuthenticationResult?.AccessToken)
  })
})
